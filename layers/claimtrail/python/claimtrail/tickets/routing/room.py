"""The room of people: the weights of their open tickets, and reservations of what is left.

Room is reserved before a ticket is written, by a conditional write of one small record a person:
of two decisions at once, one sees the other. A reservation whose ticket was not written counts for
some minutes and is forgotten then.
"""

from collections import Counter
from collections.abc import Iterable
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
            Reservation(ticket_id=ticket.ticket_id, weight=weight, at=now),
            since=now - RESERVED_FOR,
        )
        if not has_room or not self.desk.reserve(wanted):
            raise ConflictError(room_taken(person.person))

    def _load(self, known: Reservations, *, without: str) -> int:
        """Count from reservations that were read first: a later one changes their version."""
        weights = Counter(
            {one.ticket_id: one.weight for one in self._counting(known.held, known.person)}
        )
        for ticket in self.tickets.list_open(limit=MOST_OPEN, owner=known.person):
            weights[ticket.ticket_id] = WEIGHTS[ticket.priority]
        weights.pop(without, None)
        return weights.total()

    def _counting(self, held: Iterable[Reservation], person: str) -> Iterable[Reservation]:
        """Yield the reservations that still take room: new ones, and those whose ticket says so."""
        for one in held:
            if one.at > self.clock() - RESERVED_FOR or self._is_theirs(one.ticket_id, person):
                yield one

    def _is_theirs(self, ticket_id: str, person: str) -> bool:
        ticket = self.tickets.get(ticket_id)
        return ticket is not None and ticket.is_open and ticket.assigned_to == person
