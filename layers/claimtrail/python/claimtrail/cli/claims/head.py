"""The head of `claimtrail claim`: where it stands, whose it is, what is owed, what comes next."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.text import Text

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.views.head import ClaimSummary
from claimtrail.claims.views.rebill_advice import action_words
from claimtrail.cli.core.output import Output, dollars, state

_OURSELVES = "provider"
"""The party of an expectation whose word is ours."""


def head_data(head: ClaimSummary) -> dict[str, Any]:
    """For `--json`."""
    expected = head.expected.model_dump(mode="json") if head.expected else None
    return {"head": asdict(head) | {"expected": expected}}


def show_head(output: Output, one: Claim, head: ClaimSummary | None = None) -> None:
    """The claim's number and state with its money; then, with a head, all that a biller needs."""
    output.heading(f"{one.claim_id}  ({one.patient_control_number}, {one.payer_name})")
    output.say(
        Text.assemble(
            "  ", state(one.state.value), f" since {one.state_since}",
            f" ({_days(head.state_days)})" if head else "",
            f"; charged {dollars(one.charge_cents)}, paid {dollars(one.paid_cents)},",
            f" patient {dollars(one.patient_responsibility_cents)}",
            f", balance {dollars(head.balance_cents)}" if head else "",
        )
    )  # fmt: skip
    if head is None:
        return
    output.table(("", ""), [row for row in _rows(head) if row[1]])
    if head.lacking:
        fields = ", ".join(name.replace("_", " ") for name in head.lacking)
        output.say(
            f"  An earlier version stored this claim, without: {fields}. "
            f"`claimtrail reproject {one.claim_id}` brings it up to date."
        )
    if head.awaits_approval:
        output.say(f"  {head.approval_step}")


def _rows(head: ClaimSummary) -> Iterator[tuple[str, str]]:
    yield "patient", _patient(head)
    yield "dates of service", _span(head.service_from, head.service_to)
    yield "providers", _providers(head)
    yield "payer claim number", head.payer_claim_control_number
    if head.submitted_on and head.age_days is not None:
        yield "submitted", f"{head.submitted_on} ({_days(head.age_days)})"
    for denial in head.denials:
        yield "denied", denial
    for action in _actions(head):
        yield "next action", action
    yield "held, in no claim", dollars(head.held_cents) if head.held_cents else ""
    yield "awaits approval", head.awaits_approval
    yield "needs review", "; ".join(head.needs_review)
    yield "expected next", _expected(head)


def _actions(head: ClaimSummary) -> tuple[str, ...]:
    """Return what our side does: of the outcome, of the open tickets, else of what is in doubt."""
    of_outcome = (action_words(head.next_action),) if head.next_action else ()
    if actions := of_outcome + head.ticket_actions:
        return actions
    if head.awaits_approval:
        return (head.approval_action,)
    if head.needs_review:
        return ("Review what is named below.",)
    awaited = head.expected
    if awaited and awaited.party == _OURSELVES:
        return (f"Give the {awaited.word}: it is expected of us by {awaited.due_on}.",)
    return ("none of ours",)


def _patient(head: ClaimSummary) -> str:
    born = f"born {head.birth_date}" if head.birth_date else ""
    member = f"member {head.member_id}" if head.member_id else ""
    return "; ".join(filter(None, (head.patient, born, member)))


def _span(first: date | None, last: date | None) -> str:
    if first is None:
        return ""
    return f"{first} to {last}" if last and last != first else str(first)


def _providers(head: ClaimSummary) -> str:
    billing = f"billing NPI {head.billing_provider_npi}" if head.billing_provider_npi else ""
    rendering = f"rendering NPI {head.rendering_provider_npi}"
    return ", ".join(filter(None, (billing, rendering if head.rendering_provider_npi else "")))


def _expected(head: ClaimSummary) -> str:
    awaited = head.expected
    if awaited is None:
        return ""
    late = f" ({_days(head.expected_late_days)} late)" if head.expected_late_days else ""
    return f"{awaited.word} from the {awaited.party} by {awaited.due_on}{late}"


def _days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"
