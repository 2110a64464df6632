"""The room of people: the weights of their open tickets, and reservations of what is left.

Room is reserved before a ticket is written, by a conditional write of one small record a person:
of two decisions at once, one sees the other. A reservation whose ticket was not written counts for
some minutes and is forgotten then.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.routing.desk import WEIGHTS, DeskPerson, Reservation, Reservations
from claimtrail.tickets.routing.errors import room_taken
from claimtrail.tickets.routing.ports import DeskStore

RESERVED_FOR = timedelta(minutes=5)
"""The index of a person's tickets follows within seconds; until then a reservation counts."""
MOST_OPEN = 1_000
"""Tickets of a person that are read for a load; nobody's capacity is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRoom:
    """Counts and takes the room of people."""

    tickets: TicketStore
    desk: DeskStore
    clock: Clock

    def load(self, person: str, *, without: str = "") -> int:
        """Return the weights of a person's open tickets and of what was reserved lately.

        The ticket `without` does not count.
        """
        return self._load(self.desk.reservations(person), without=without)

    def reserve(self, person: DeskPerson, ticket: Ticket) -> None:
        """Take room for a ticket. Raises ConflictError where it was taken meanwhile."""
        now, weight = self.clock(), WEIGHTS[ticket.priority]
        known = self.desk.reservations(person.person)
        has_room = self._load(known, without=ticket.ticket_id) + weight <= person.capacity
        wanted = known.with_one(
            Reservation(ticket_id=ticket.ticket_id, version=ticket.version, weight=weight, at=now),
            since=now - RESERVED_FOR,
        )
        if not has_room or not self.desk.reserve(wanted):
            raise ConflictError(room_taken(person.person))

    def _load(self, known: Reservations, *, without: str) -> int:
        """Count from reservations that were read first: a later one changes their version."""
        opened = self.tickets.list_open(limit=MOST_OPEN, owner=known.person)
        weights = Counter({one.ticket_id: WEIGHTS[one.priority] for one in opened})
        for held in known.held:
            if held.ticket_id not in weights and self._counts(held, known.person):
                weights[held.ticket_id] = held.weight
        weights.pop(without, None)
        return weights.total()

    def _counts(self, held: Reservation, person: str) -> bool:
        """Return whether a reservation takes room that the index of owners does not show.

        Its ticket says so, or is not written yet.
        """
        ticket = self.tickets.get(held.ticket_id)
        if ticket is not None and ticket.version >= held.version:
            return ticket.is_open and ticket.assigned_to == person
        return held.at > self.clock() - RESERVED_FOR
