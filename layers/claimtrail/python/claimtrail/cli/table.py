"""The table of commands: where each is declared, under its heading in `claimtrail --help`."""

from types import MappingProxyType

from claimtrail.cli.core.lazy import CommandEntry, Sections


def _section(folder: str, **short_helps: str) -> dict[str, CommandEntry]:
    """Return the commands that a folder declares, by their names with `_` for `-`."""
    module = f"claimtrail.cli.{folder}.commands"
    return {
        name.replace("_", "-"): CommandEntry(f"{module}:{name}", short_help)
        for name, short_help in short_helps.items()
    }


SECTIONS: Sections = MappingProxyType(
    {
        "Claims": _section(
            "claims",
            claims="List claims: counts by payer and state, then the claims themselves.",
            claim="Show one claim: where it stands, every step with its source, what is held.",
            rebill_check="Show the latest status of an account, and how it may be sent next.",
        ),
        "Review": {
            **_section(
                "exceptions",
                exceptions="List what needs a review, and decide about held-back evidence.",
            ),
            **_section(
                "matching",
                unmatched="List what may mean several claims, and what agrees.",
                match="Say whom a doubtful record means.",
            ),
            **_section(
                "terms",
                terms="List payers' own words for a status, and say what each means.",
                record_status="Record what you saw of a claim at the payer's.",
            ),
        },
        "Follow-up": {
            **_section(
                "escalations",
                escalations="List claims past their payer's window, and how far each has come.",
                tickets="List open tickets, the most urgent first.",
            ),
            **_section(
                "incidents",
                incidents="List failed updates by cause, or show one with its remedies.",
            ),
        },
        "Files and payments": _section(
            "intake",
            drop="Drop files into a partner's dropbox and wait until they are read.",
            trail="Show what became of a file.",
            files="List files with something held, show what is held, release it.",
            payments="List payments that 835s explain, and whether each adds up.",
        ),
        "Audit": {
            **_section(
                "audit",
                provenance="Show where each status of a claim comes from, to the payer's bytes.",
                audit="Verify, seal and export the audit trail.",
            ),
            **_section(
                "retention",
                hold="Keep a claim's or a file's bytes until a hold is released.",
                retention="Show how long everything is kept, and what goes soon.",
            ),
        },
        "Analysis": _section(
            "analytics",
            query="Ask Athena by SQL that is typed in, or by a saved query.",
            compact="Make Parquet of the trail's days for analysts, now.",
        ),
        "X12 files on disk": _section("x12", x12="Check, read and acknowledge X12 files on disk."),
        "Operations": _section(
            "operations",
            dlq="List messages that failed every attempt, and hand them back.",
            reproject="Have claims folded again from their events.",
            contracts="Write the JSON Schemas of stored documents, messages and events.",
            completion="Write the script that completes commands in a shell.",
        ),
    }
)
