"""The steps of an escalation: what each is called when it happened, and whom it addresses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from claimtrail.claims.fold.model import Claim
from claimtrail.escalations.model import Escalation, EscalationEventType, EscalationStep
from claimtrail.escalations.rules import days_past
from claimtrail.kernel.money import from_cents
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, ticket_id
from claimtrail.tickets.priority import rate


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """One row of the steps."""

    event_type: EscalationEventType
    addressee: Literal["owner", "manager"]
    note: str
    """The addressee's text, with the days past the window filled in."""


STEP_RULES = {
    EscalationStep.NOTIFY: StepRule(
        event_type=EscalationEventType.NOTIFIED,
        addressee="owner",
        note="pending, day {days} past the payer's window; ask the payer for its status",
    ),
    EscalationStep.REMIND: StepRule(
        event_type=EscalationEventType.REMINDED,
        addressee="owner",
        note="still pending, day {days} past the payer's window; a ticket follows",
    ),
    EscalationStep.OPEN_TICKET: StepRule(
        event_type=EscalationEventType.TICKETED,
        addressee="owner",
        note="still pending, day {days} past the payer's window; a ticket was opened",
    ),
    EscalationStep.ESCALATE_TO_MANAGER: StepRule(
        event_type=EscalationEventType.ESCALATED_TO_MANAGER,
        addressee="manager",
        note="still pending, day {days} past the payer's window; the owner was notified, reminded "
        "and given a ticket",
    ),
}


def addressee(escalation: Escalation, step_rule: StepRule) -> str:
    """Return the queue that the step addresses."""
    return escalation.manager if step_rule.addressee == "manager" else escalation.owner


def ticket_for(escalation: Escalation, claim: Claim, *, at: datetime, actor: str) -> Ticket:
    """Return the ticket of this escalation: always the same id, in plain words, without PHI."""
    days = days_past(escalation.escalate_on, today=at.date())
    rating = rate(charge_cents=escalation.charge_cents, days_past=days)
    codes = ", ".join(claim.steps[-1].codes) if claim.steps else ""
    description = (
        f"Claim {claim.claim_id} is {claim.state.value} with payer {claim.payer_id} since "
        f"{claim.state_since.isoformat()}. The first day past the payer's adjudication window was "
        f"{escalation.escalate_on.isoformat()}; this is day {days} past it. "
        f"Charged: ${from_cents(escalation.charge_cents):,.2f}. "
        f"Last codes from the payer: {codes or 'none'}. "
        "Ask the payer for the claim's status; the ticket closes by itself when the claim moves."
    )
    return Ticket(
        ticket_id=ticket_id(claim_id=claim.claim_id, origin_id=escalation.escalation_id),
        category=TicketCategory.PENDING_PAST_WINDOW,
        claim_id=claim.claim_id,
        payer_id=claim.payer_id,
        origin_id=escalation.escalation_id,
        title=f"Claim pending, day {days} past the payer's window",
        description=description,
        impact=rating.impact,
        urgency=rating.urgency,
        priority=rating.priority,
        rule=rating.rule,
        assigned_to=escalation.owner,
        opened_at=at,
        history=(
            TicketEntry(at=at, actor=actor, action="opened", note=f"day {days} past the window"),
        ),
    )
