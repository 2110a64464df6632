"""The use cases of tickets, from opening to closing: each is stored and published once.

However often a call is repeated.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from claimtrail.kernel.bus import BusEvent, DetailType, EventPublisher
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.model import Ticket, TicketStatus, assigned, closed, noted, updated
from claimtrail.tickets.ports import TicketStore


class TicketService:
    """Opens, updates, assigns, notes and closes tickets.

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

    def find(self, ticket_id: str) -> Ticket | None:
        """Return the ticket, strongly consistent; None when there is none."""
        return self._store.get(ticket_id)

    def walk_open(self) -> Iterator[Ticket]:
        """Yield every open ticket in its work order; eventually consistent."""
        return self._store.walk_open()

    def update(self, content: Ticket, *, note: str, at: datetime, actor: str) -> Ticket | None:
        """Give an open ticket this content; publish `ticket.updated` when that changed something.

        A ticket that is closed, or says the same already, stays as it is; None for an unknown id.
        Raises ConflictError when other writers keep winning.
        """
        ticket = repeat_on_conflict(lambda: self._update(content, note=note, at=at, actor=actor))
        if ticket is not None:
            self.publish_again(ticket)
        return ticket

    def assign(self, ticket_id: str, *, to: str, at: datetime, actor: str) -> Ticket | None:
        """Give an open ticket to `queue:<name>` or `user:<id>`; publish `ticket.assigned`.

        A ticket that is closed, or that owner's already, stays as it is; None for an unknown id.
        Raises ConflictError when other writers keep winning.
        """
        return self._change(ticket_id, lambda one: assigned(one, to=to, at=at, actor=actor))

    def note(self, ticket_id: str, *, note: str, at: datetime, actor: str) -> Ticket | None:
        """Keep a person's words with an open ticket; publish `ticket.noted`, without them.

        A ticket that is closed stays as it is; None for an unknown id. Raises ConflictError when
        other writers keep winning.
        """
        return self._change(ticket_id, lambda one: noted(one, note=note, at=at, actor=actor))

    def publish_again(self, ticket: Ticket) -> None:
        """Publish the last thing that happened to a ticket, under the id that it had before."""
        self._publisher.publish([last_event(ticket)])

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

    def _change(self, ticket_id: str, change: Callable[[Ticket], Ticket]) -> Ticket | None:
        ticket = repeat_on_conflict(lambda: self._changed(ticket_id, change))
        if ticket is not None:
            self.publish_again(ticket)
        return ticket

    def _changed(self, ticket_id: str, change: Callable[[Ticket], Ticket]) -> Ticket | None:
        stored = self._store.get(ticket_id)
        if stored is None:
            return None
        ticket = change(stored)
        if ticket is not stored:
            self._store.save(ticket)
        return ticket

    def _update(self, content: Ticket, *, note: str, at: datetime, actor: str) -> Ticket | None:
        return self._changed(
            content.ticket_id,
            lambda stored: updated(stored, content, note=note, at=at, actor=actor),
        )

    def _close(self, ticket_id: str, *, reason: str, at: datetime, actor: str) -> Ticket | None:
        return self._changed(
            ticket_id, lambda stored: closed(stored, reason=reason, at=at, actor=actor)
        )


def opened_event(ticket: Ticket) -> BusEvent:
    """`ticket.opened`, the same for every repetition."""
    entry = ticket.history[0]
    return _event(ticket, TicketDetailType.TICKET_OPENED, at=entry.at, actor=entry.actor)


def closed_event(ticket: Ticket) -> BusEvent:
    """`ticket.closed`, the same for every repetition."""
    entry = ticket.history[-1]
    return _event(ticket, TicketDetailType.TICKET_CLOSED, at=entry.at, actor=entry.actor)


def last_event(ticket: Ticket) -> BusEvent:
    """Return the event of the last thing that happened to a ticket."""
    return _PUBLISHED[ticket.history[-1].action](ticket)


def updated_event(ticket: Ticket) -> BusEvent:
    """`ticket.updated`, the same for every repetition; each version of a ticket has its own."""
    entry = ticket.history[-1]
    return _event(ticket, TicketDetailType.TICKET_UPDATED, at=entry.at, actor=entry.actor)


def assigned_event(ticket: Ticket) -> BusEvent:
    """`ticket.assigned`, the same for every repetition of one assignment."""
    entry = ticket.history[-1]
    return _event(ticket, TicketDetailType.TICKET_ASSIGNED, at=entry.at, actor=entry.actor)


def noted_event(ticket: Ticket) -> BusEvent:
    """`ticket.noted`, the same for every repetition; the words themselves stay in the table."""
    entry = ticket.history[-1]
    return _event(ticket, TicketDetailType.TICKET_NOTED, at=entry.at, actor=entry.actor)


_PUBLISHED: dict[str, Callable[[Ticket], BusEvent]] = {
    "opened": opened_event,
    "updated": updated_event,
    "assigned": assigned_event,
    "noted": noted_event,
    "closed": closed_event,
}


def _event(ticket: Ticket, detail_type: DetailType, *, at: datetime, actor: str) -> BusEvent:
    is_opened = detail_type is TicketDetailType.TICKET_OPENED
    is_closed = detail_type is TicketDetailType.TICKET_CLOSED
    version = (str(ticket.version),) if not is_opened and not is_closed else ()
    return BusEvent(
        event_id=derived_id(EVENT_PREFIX, ticket.ticket_id, detail_type.value, *version),
        detail_type=detail_type,
        subject_id=ticket.ticket_id,
        occurred_at=at,
        actor=actor,
        correlation_id=ticket.origin_id,
        payer_id=ticket.payer_id,
        rule=ticket.rule,
        before=None if is_opened else TicketStatus.OPEN.value,
        after=TicketStatus.CLOSED.value if is_closed else TicketStatus.OPEN.value,
        detail={
            "claim_id": ticket.claim_id,
            "category": ticket.category.value,
            "priority": ticket.priority,
            "assigned_to": ticket.assigned_to,
            "close_reason": ticket.close_reason if is_closed else None,
            **_outcome(ticket),
        },
    )


def _outcome(ticket: Ticket) -> dict[str, Any]:
    """Return the fields of an outcome's ticket; none of tickets of other kinds."""
    if ticket.cause is None:
        return {}
    return {
        "cause": ticket.cause.model_dump(),
        "amount_cents": ticket.amount_cents,
        "deadline": ticket.deadline.isoformat() if ticket.deadline else None,
        "deadline_kind": ticket.deadline_kind or None,
        "action_rule": ticket.action_rule,
    }
