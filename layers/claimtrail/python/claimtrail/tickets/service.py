"""Opening and closing tickets: stored and published once, however often the caller repeats."""

from datetime import datetime

from claimtrail.kernel.bus import BusEvent, DetailType, EventPublisher
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.model import Ticket, TicketStatus, closed
from claimtrail.tickets.ports import TicketStore


class TicketService:
    """Opens and closes tickets.

    Publishing follows storing and is repeated with every call, under the same event ids: a crash
    between the two is fixed by the caller's retry.
    """

    def __init__(self, store: TicketStore, publisher: EventPublisher) -> None:
        self._store = store
        self._publisher = publisher

    def open(self, ticket: Ticket) -> Ticket:
        """Store the ticket unless it exists; publish `ticket.opened`; return what is stored."""
        stored = self._store.put_new(ticket)
        self._publisher.publish([opened_event(stored)])
        return stored

    def close(self, ticket_id: str, *, reason: str, at: datetime, actor: str) -> Ticket | None:
        """Close the ticket unless it is closed; publish `ticket.closed`; None for an unknown id.

        Raises ConflictError when other writers keep winning.
        """
        ticket = repeat_on_conflict(
            lambda: self._close(ticket_id, reason=reason, at=at, actor=actor)
        )
        if ticket is not None:
            self._publisher.publish([closed_event(ticket)])
        return ticket

    def _close(self, ticket_id: str, *, reason: str, at: datetime, actor: str) -> Ticket | None:
        stored = self._store.get(ticket_id)
        if stored is None or stored.status is TicketStatus.CLOSED:
            return stored
        ticket = closed(stored, reason=reason, at=at, actor=actor)
        self._store.save(ticket)
        return ticket


def opened_event(ticket: Ticket) -> BusEvent:
    """`ticket.opened`, the same for every repetition."""
    entry = ticket.history[0]
    return _event(ticket, TicketDetailType.TICKET_OPENED, at=entry.at, actor=entry.actor)


def closed_event(ticket: Ticket) -> BusEvent:
    """`ticket.closed`, the same for every repetition."""
    entry = ticket.history[-1]
    return _event(ticket, TicketDetailType.TICKET_CLOSED, at=entry.at, actor=entry.actor)


def _event(ticket: Ticket, detail_type: DetailType, *, at: datetime, actor: str) -> BusEvent:
    is_open = detail_type is TicketDetailType.TICKET_OPENED
    return BusEvent(
        event_id=derived_id(EVENT_PREFIX, ticket.ticket_id, detail_type.value),
        detail_type=detail_type,
        subject_id=ticket.ticket_id,
        occurred_at=at,
        actor=actor,
        correlation_id=ticket.origin_id,
        payer_id=ticket.payer_id,
        rule=ticket.rule,
        before=None if is_open else TicketStatus.OPEN.value,
        after=TicketStatus.OPEN.value if is_open else TicketStatus.CLOSED.value,
        detail={
            "claim_id": ticket.claim_id,
            "category": ticket.category.value,
            "priority": ticket.priority,
            "assigned_to": ticket.assigned_to,
            "close_reason": None if is_open else ticket.close_reason,
        },
    )
