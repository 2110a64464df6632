"""Tickets as rows for people: plain data, no formatting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.kernel.clock import days_between
from claimtrail.tickets.model import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """One line of a list of tickets."""

    ticket_id: str
    priority: int
    status: str
    title: str
    claim_id: str
    payer_id: str
    assigned_to: str
    opened_at: datetime
    open_days: int
    """Whole days from opening to closing, or to today."""
    close_reason: str


def ticket_rows(tickets: Iterable[Ticket], *, today: date) -> list[TicketRow]:
    """Return the tickets, in the order given."""
    return [
        TicketRow(
            ticket_id=ticket.ticket_id,
            priority=ticket.priority,
            status=ticket.status.value,
            title=ticket.title,
            claim_id=ticket.claim_id,
            payer_id=ticket.payer_id,
            assigned_to=ticket.assigned_to,
            opened_at=ticket.opened_at,
            open_days=days_between(
                ticket.opened_at.date(), ticket.closed_at.date() if ticket.closed_at else today
            ),
            close_reason=ticket.close_reason or "",
        )
        for ticket in tickets
    ]
