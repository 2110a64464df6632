"""`claimtrail tags`: rules that tag tickets, run over all of them."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.tickets.desk import every_ticket
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.tagging.rules import TagRules, tag_rules, tag_rules_of
from claimtrail.tickets.tagging.runs import LogNames, TagRun, apply, log_names, preview

_SHOWN = 20
_FIELDS = ("ticket_id", "tags")


def preview_rules(claim_access: ClaimAccess, *, rules: Path | None, logs: Path | None) -> None:
    """Show what rules would change. Raises ConfigurationError for a file that cannot be."""
    wanted = _rules(rules)
    run = preview(every_ticket(claim_access).walk(), wanted, _logs(logs))
    output = claim_access.at((one.ticket_id for one in run.changes), fields=_FIELDS)
    _show(output, run)
    output.say(
        f"Rules {wanted.version} would change {len(run.changes):,} of {run.looked_at:,} tickets. "
        "Nothing was changed."
    )
    if run.left_out:
        output.say(f"{run.left_out:,} of sensitive topics were not looked at; `tags apply` does.")


def apply_rules(claim_access: ClaimAccess, *, logs: Path | None) -> None:
    """Give all tickets the tags of the shipped rules."""
    tickets, actor = every_ticket(claim_access), claim_access.stage.caller()
    wanted, names = tag_rules(), _logs(logs)
    planned = preview(tickets.walk(), wanted, names)
    output = claim_access.at(
        (one.ticket_id for one in planned.changes),
        fields=_FIELDS,
        statement=f"tag rules {wanted.version}",
    )
    run = apply(tickets, wanted, names, at=utc_now(), actor=actor)
    _show(output, run)
    output.say(f"Rules {wanted.version} changed {run.count:,} of {run.looked_at:,} tickets.")
    if run.sensitive:
        output.say(f"{run.sensitive:,} of them are of sensitive topics, and are not named.")


def _rules(path: Path | None) -> TagRules:
    if path is None:
        return tag_rules()
    return tag_rules_of(path.read_text(encoding="utf-8"), where=path.name)


def _logs(path: Path | None) -> LogNames:
    return log_names(path.read_text(encoding="utf-8").splitlines()) if path else {}


def _show(output: Output, run: TagRun) -> None:
    output.data(asdict(run))
    output.table(("Tag", "Gain", "Lose"), run.counted(), right=("Gain", "Lose"))
    output.table(
        ("Ticket", "Gains", "Loses"),
        [(one.ticket_id, _list(one.gains), _list(one.loses)) for one in run.changes[:_SHOWN]],
        empty="No ticket changes.",
    )


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
