"""Tickets about access: a review that is late, a change of access, an opening without need.

The privacy office has 45 CFR 164.308(a)(1)(ii)(D) in mind: regular review of records of activity.
No ticket names the person concerned: the page that it leads to does.
"""

from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.kernel.clock import days_between
from claimtrail.tickets.model import Ticket, TicketCategory, TicketEntry, ticket_id
from claimtrail.tickets.priority import rate
from claimtrail.tickets.service import TicketService

ACTOR = "system:review_access"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTask:
    """The content of a ticket."""

    origin_id: str
    category: TicketCategory
    what: str
    next_step: str
    due_on: date | None = None
    """The last day, where there is one."""
    actor: str = ACTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessWork:
    """Opens and closes tickets about access."""

    tickets: TicketService

    def open(self, task: AccessTask, *, at: datetime) -> None:
        """Open a ticket, once, however often it is asked for."""
        past = days_between(task.due_on, at.date()) if task.due_on else 0
        rating = rate(charge_cents=0, days_past=past)
        due = f" It was due on {task.due_on.isoformat()}." if task.due_on else ""
        self.tickets.open(
            Ticket(
                ticket_id=ticket_id(claim_id="", origin_id=task.origin_id),
                category=task.category,
                claim_id="",
                payer_id="",
                origin_id=task.origin_id,
                title=task.what,
                description=f"{task.what}.{due} {task.next_step}",
                impact=rating.impact,
                urgency=rating.urgency,
                priority=rating.priority,
                rule=rating.rule,
                next_action=task.next_step,
                opened_at=at,
                history=(
                    TicketEntry(at=at, actor=task.actor, action="opened", note=task.origin_id),
                ),
            )
        )

    def close(self, origin_id: str, *, at: datetime, actor: str, reason: str = "reviewed") -> None:
        """Close the ticket of what is done; nothing where there is none."""
        self.tickets.close(
            ticket_id(claim_id="", origin_id=origin_id), reason=reason, at=at, actor=actor
        )
