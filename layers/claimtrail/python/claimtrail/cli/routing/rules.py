"""`claimtrail rules`: sets of rules, their differences, and their way into force."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rich.text import Text

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.tickets.routing import rule_changes
from claimtrail.bootstrap.tickets.stores import ticket_store_of_commands
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.routing.moves import show_moves
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.routing.conditions import RuleConditions
from claimtrail.tickets.routing.diffs import differences, preview
from claimtrail.tickets.routing.errors import rules_refused
from claimtrail.tickets.routing.in_force import decided_by, sets_of
from claimtrail.tickets.routing.proposals import ProposalState, RuleProposal
from claimtrail.tickets.routing.rule_changes import RuleChanges
from claimtrail.tickets.routing.rule_files import rules_of, shipped_rules
from claimtrail.tickets.routing.rules import RoutingRules

_SHIPPED, _DECIDES = "shipped", "decides"


def list_rules(stage: Stage, output: Output) -> None:
    """List every set of rules that a stage knows."""
    store = _changes(stage).store
    deciding = decided_by(sets_of(store), at=utc_now()).version
    shipped = shipped_rules()
    known = [(shipped, None), *((one.rules(), one) for one in store.listed())]
    output.data(
        [
            {
                "version": rules.version,
                "state": _state(rules, one, deciding),
                "valid_from": rules.valid_from,
                "rules": len(rules.rules),
                **(one.model_dump(mode="json", include=_WHO) if one else {}),
            }
            for rules, one in known
        ]
    )
    output.table(
        ("Version", "State", "From", "Rules", "Proposed by", "Approved by", "Why"),
        [
            (
                rules.version,
                _state(rules, one, deciding),
                _shown(rules.valid_from),
                len(rules.rules),
                one.proposed_by if one else "",
                one.approved_by if one else "",
                one.why if one else "",
            )
            for rules, one in known
        ],
        right=("Version", "Rules"),
    )


_WHO = {
    "proposed_by",
    "proposed_at",
    "approved_by",
    "approved_at",
    "applied_by",
    "applied_at",
    "why",
}


def show(stage: Stage, output: Output, *, version: int | None, as_toml: bool) -> None:
    """Show one set of rules. Raises RuleChangeError for a version that nobody proposed."""
    store = _changes(stage).store
    proposal = store.find(version) if version else None
    rules = _named(stage, str(version)) if version else decided_by(sets_of(store), at=utc_now())
    output.data(rules.model_dump(mode="json", by_alias=True))
    if as_toml:
        output.say(Text(proposal.rules_text if proposal else _NO_FILE))
        return
    state = proposal.state.value if proposal else _DECIDES
    output.heading(f"Rules {rules.version}, from {_shown(rules.valid_from)}: {state}")
    output.table(
        ("Rule", "When", "Queue", "Tier", "Skills", "Strategy"),
        [
            (
                one.name,
                _conditions(one.when),
                one.queue,
                one.tier,
                ", ".join(one.skills),
                one.strategy.value,
            )
            for one in rules.rules
        ],
        right=("Tier",),
    )
    output.note("The first rule that matches decides; without any, queue:unallocated.")


_NO_FILE = "# These rules are shipped: claimtrail/tickets/routing/rules.toml."


def diff(stage: Stage, output: Output, *, before: str, after: str) -> None:
    """Compare two sets of rules, each a version or a file."""
    found = differences(_named(stage, before), _named(stage, after))
    output.data([asdict(one) for one in found])
    output.table(
        ("Rule", "What", "How"),
        [(one.rule, one.kind, "; ".join(one.fields)) for one in found],
        empty="Both sets have the same rules.",
    )


def preview_moves(claim_access: ClaimAccess, *, after: str) -> None:
    """Show which open tickets would go elsewhere by another set of rules."""
    stage = claim_access.stage
    rules = _named(stage, after)
    tickets = list(_tickets(stage).walk_open())
    shown = preview(tickets, rules)
    output = claim_access.at([one.ticket_id for one in shown.moves], fields=Ticket.model_fields)
    output.data(asdict(shown))
    output.say(
        f"{len(shown.moves)} of {len(tickets)} open tickets would move; {shown.held_by_people} "
        "stay with whom people gave them to."
    )
    show_moves(output, shown.moves)


def propose(stage: Stage, output: Output, *, rules_file: Path, cases: Path, why: str) -> None:
    """Propose a set of rules. Raises ConfigurationError and RuleChangeError as the service does."""
    changes = _changes(stage)
    rules_of(rules_file.read_text(encoding="utf-8"), where=rules_file.name)
    proposal = changes.propose(
        rules_file.read_text(encoding="utf-8"),
        cases.read_text(encoding="utf-8"),
        by=stage.caller(),
        why=why,
    )
    failed = [one for one in changes.test(proposal) if not one.is_passed]
    output.data(proposal.model_dump(mode="json"))
    if failed:
        output.say(
            f"Rules {proposal.version} are proposed, and cannot be applied: {len(failed)} of their "
            f"cases fail, the first one {failed[0].name}: {failed[0].differences[0]}."
        )
        return
    step = "approve" if changes.has_four_eyes else "apply"
    who = "Somebody else has to type" if changes.has_four_eyes else "Next:"
    output.say(
        f"Rules {proposal.version} are proposed. {who} `claimtrail rules {step} "
        f"{proposal.version}`."
    )


def approve(stage: Stage, output: Output, *, version: int) -> None:
    """Approve a set of rules. Raises RuleChangeError as the service does."""
    proposal = _changes(stage).approve(version, by=stage.caller())
    output.data(proposal.model_dump(mode="json"))
    output.say(f"Rules {version} are approved. Next: `claimtrail rules apply {version}`.")


def apply(stage: Stage, output: Output, *, version: int) -> None:
    """Bring a set of rules into force. Raises RuleChangeError as the service does."""
    proposal = _changes(stage).apply(version, by=stage.caller())
    output.data(proposal.model_dump(mode="json"))
    output.say(f"Rules {version} decide from {_shown(proposal.rules().valid_from)} on.")


def _changes(stage: Stage) -> RuleChanges:
    return rule_changes(
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
        has_four_eyes=stage.output(TicketOutput.RULES_FOUR_EYES) == "yes",
    )


def _tickets(stage: Stage) -> TicketStore:
    return ticket_store_of_commands(stage.output(TicketOutput.TICKET_TABLE))


def _named(stage: Stage, name: str) -> RoutingRules:
    """Return the rules of a version or of a file."""
    if not name.isdecimal():
        path = Path(name)
        if not path.is_file():
            raise rules_refused(
                0,
                code="RULES_FILE",
                what=f"{path.name} is neither a version nor a file",
                next_step="`claimtrail rules list` has the versions.",
            )
        return rules_of(path.read_text(encoding="utf-8"), where=path.name)
    version = int(name)
    if version == shipped_rules().version:
        return shipped_rules()
    proposal = _changes(stage).store.find(version)
    if proposal is None:
        raise rules_refused(
            version,
            code="RULES_UNKNOWN",
            what="nobody proposed such a version",
            next_step="`claimtrail rules list` has those that were proposed.",
        )
    return proposal.rules()


def _state(rules: RoutingRules, proposal: RuleProposal | None, deciding: int) -> str:
    if rules.version == deciding:
        return _DECIDES
    is_waiting = proposal is not None and proposal.state is ProposalState.APPLIED
    if is_waiting and rules.valid_from > utc_now():
        return "applied, waits"
    return proposal.state.value if proposal else _SHIPPED


def _conditions(when: RuleConditions) -> str:
    given = when.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return "; ".join(f"{name.replace('_', ' ')} {_value(one)}" for name, one in given.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        ends = ((name, one) for name, one in value.items() if one is not None)
        return " ".join(f"{name} ${one:,}" for name, one in ends)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
