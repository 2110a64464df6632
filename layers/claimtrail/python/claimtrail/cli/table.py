"""The table of commands: where each is declared, under its heading in `claimtrail --help`.

A line fits in a terminal of 80 columns. Plugins add their commands to the same headings.
"""

from types import MappingProxyType

from claimtrail.cli.core.lazy import CommandEntry, Sections

CLOUD_OPERATIONS = "Cloud operations"
"""The heading to which a checkout adds the embedded cloud's commands."""


def _section(folder: str, **short_helps: str) -> dict[str, CommandEntry]:
    """Return the commands that a folder declares, by their names with `_` for `-`."""
    module = f"claimtrail.cli.{folder}.commands"
    return {
        name.replace("_", "-"): CommandEntry(f"{module}:{name}", short_help)
        for name, short_help in short_helps.items()
    }


SECTIONS: Sections = MappingProxyType(
    {
        "Everyday": {
            **_section(
                "remote",
                sign_in="Sign in at a deployed stage with your own roles.",
                sign_out="End your sign-in at a stage.",
                search="Search claims by number, name, date or amount.",
            ),
            **_section("pages", pages="Show the address of the pages."),
            **_section(
                "claims",
                claims="List claims of all payers, largest or oldest first.",
                claim="Show one claim: its head, every step with its source.",
                rebill_check="Show if and how an account may be billed again.",
            ),
            "tickets": CommandEntry(
                "claimtrail.cli.tickets.attachment_commands:tickets",
                "List open work by cause; open, show, hold, resolve tickets.",
            ),
            "tags": CommandEntry(
                "claimtrail.cli.tickets.data_commands:tags",
                "Show and run the rules that tag tickets.",
            ),
            "taxonomy": CommandEntry(
                "claimtrail.cli.tickets.data_commands:taxonomy",
                "Show the categories of tickets and their versions.",
            ),
            "notices": CommandEntry(
                "claimtrail.cli.tickets.notice_commands:notices",
                "List notices that wait; say what somebody wants to hear.",
            ),
            "vendors": CommandEntry(
                "claimtrail.cli.tickets.vendor_commands:vendors",
                "List the vendors to whom tickets are handed.",
            ),
            **_section(
                "tickets",
                sla="Show what was promised for a ticket, and what is left.",
            ),
            **_section(
                "routing",
                rules="List the rules that route tickets; test and change them.",
                desk="List who gets tickets by rules, and who is away.",
            ),
            **_section("masking", mask="Mask what identifies a patient in any text."),
            **_section("escalations", escalations="List claims whose next word is late, and why."),
            **_section(
                "exceptions", exceptions="List what needs review, and decide about held records."
            ),
            **_section(
                "outcomes",
                appeal="Record an appeal that went to the payer.",
                write_off="Write off a balance, or approve a request.",
                close="Close a claim of which nothing more is expected.",
                reopen="Undo the last write-off or close of a claim.",
            ),
            **_section(
                "matching",
                unmatched="List unmatched payer responses (277, ERA).",
                match="Match a payer response to its claim.",
            ),
            **_section(
                "terms",
                record_status="Record a status that you saw in a portal or heard.",
                terms="List payers' own words for a status, and define them.",
            ),
        },
        "Files and payments": {
            **_section(
                "intake",
                drop="Drop files into a partner's dropbox and wait for them.",
                sftp="Show what a partner needs to deliver over SFTP.",
                trail="Show what became of a file.",
                files="List files with held records, show and release them.",
                payments="List payments, and whether each balances.",
            ),
            **_section("x12", x12="Check, read and acknowledge X12 files on disk."),
        },
        "Audit": {
            **_section(
                "audit",
                provenance="Show the payer's bytes behind each status.",
                audit="Verify, seal and export the audit trail.",
            ),
            **_section(
                "retention",
                hold="Keep a claim's or file's bytes for a legal matter.",
                retention="Show how long everything is kept, and what goes soon.",
            ),
        },
        "Access": _section(
            "access",
            people="List who has access, review it, and end it.",
            restrictions="Close a claim beyond roles, or open it again.",
            break_glass="List and review openings of restricted claims.",
        ),
        "Analysts": _section(
            "analytics",
            figures="Show counts and dollars by payer, age, state, owner.",
            query="Ask Athena by SQL, or by a saved query.",
            compact="Make Parquet of the trail's days, now.",
        ),
        CLOUD_OPERATIONS: {
            **_section("smoke", smoke="Send a synthetic claim through a stage, hop by hop."),
            **_section("incidents", incidents="List failed updates by cause, with remedies."),
            **_section("errors", errors="Explain errors in plain words; review unknown ones."),
            **_section(
                "operations",
                dlq="List messages that failed, redrive or discard them.",
                reproject="Have claims folded again from their events.",
                republish="Publish again what was lost, to the trail and the bus.",
                contracts="Write the JSON Schemas of documents and events.",
                completion="Write the script that completes commands in a shell.",
            ),
            **_section(
                "recovery",
                restore="Copy a restored table back into the stage's own.",
                undelete="Bring deleted objects of a bucket back.",
                claim_key="Seal the claim key for two people, or put it back.",
            ),
        },
    }
)
