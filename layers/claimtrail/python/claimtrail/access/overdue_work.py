"""Tickets about reviews that are late: one each, closed when the review is done.

The privacy office has 45 CFR 164.308(a)(1)(ii)(D) in mind: regular review of records of activity.
"""

from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.kernel.clock import days_between
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, ticket_id
from claimtrail.tickets.priority import rate
from claimtrail.tickets.service import TicketService

ACTOR = "system:review_access"
QUEUE = "queue:privacy-office"
"""The role that answers for who sees what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueWork:
    """Opens and closes the ticket of a late review."""

    tickets: TicketService

    def open(
        self, origin_id: str, *, what: str, next_step: str, due_on: date, at: datetime
    ) -> None:
        """Open the ticket of a late review, once, however often it is asked for."""
        rating = rate(charge_cents=0, days_past=days_between(due_on, at.date()))
        self.tickets.open(
            Ticket(
                ticket_id=ticket_id(claim_id="", origin_id=origin_id),
                category=TicketCategory.ACCESS_REVIEW_OVERDUE,
                claim_id="",
                payer_id="",
                origin_id=origin_id,
                title=what,
                description=f"{what}. It was due on {due_on.isoformat()}. {next_step}",
                impact=rating.impact,
                urgency=rating.urgency,
                priority=rating.priority,
                rule=rating.rule,
                assigned_to=QUEUE,
                next_action=next_step,
                opened_at=at,
                history=(TicketEntry(at=at, actor=ACTOR, action="opened", note=origin_id),),
            )
        )

    def close(self, origin_id: str, *, at: datetime, actor: str) -> None:
        """Close the ticket of a review that is done; nothing where it was in time."""
        self.tickets.close(
            ticket_id(claim_id="", origin_id=origin_id), reason="reviewed", at=at, actor=actor
        )
