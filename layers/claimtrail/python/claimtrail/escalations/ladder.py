"""The rungs of an escalation: what each is called when it happened, and whom it addresses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from claimtrail.claims.model import Claim
from claimtrail.escalations.episode import days_past
from claimtrail.escalations.model import Escalation, Happening, Step
from claimtrail.kernel.money import from_cents
from claimtrail.tickets.model import Category, Ticket, TicketEntry, ticket_id
from claimtrail.tickets.priority import rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One row of the ladder."""

    happening: Happening
    addressee: Literal["owner", "manager"]
    note: str
    """What the addressee is told, with the days past the window filled in."""


LADDER = {
    Step.NOTIFY: Rung(
        happening=Happening.NOTIFIED,
        addressee="owner",
        note="pending, day {days} past the payer's window; ask the payer for its status",
    ),
    Step.REMIND: Rung(
        happening=Happening.REMINDED,
        addressee="owner",
        note="still pending, day {days} past the payer's window; a ticket follows",
    ),
    Step.OPEN_TICKET: Rung(
        happening=Happening.TICKETED,
        addressee="owner",
        note="still pending, day {days} past the payer's window; a ticket was opened",
    ),
    Step.RAISE: Rung(
        happening=Happening.RAISED,
        addressee="manager",
        note="still pending, day {days} past the payer's window; the owner was told, reminded "
        "and given a ticket",
    ),
}


def addressee(escalation: Escalation, rung: Rung) -> str:
    """The queue that the rung addresses."""
    return escalation.manager if rung.addressee == "manager" else escalation.owner


def ticket_for(escalation: Escalation, claim: Claim, *, at: datetime, actor: str) -> Ticket:
    """The ticket of this episode: always the same id, in plain words, without PHI."""
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
        category=Category.PENDING_PAST_WINDOW,
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
