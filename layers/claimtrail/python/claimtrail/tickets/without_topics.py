"""The tickets of a store that are of no sensitive topic: all that AWS credentials alone open.

Whoever types a command with AWS credentials is known by them, and by no role of the permission
table: payment plans and charity care stay closed (`own_topic`). Who signed in is asked as a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from claimtrail.tickets.model import Ticket
from claimtrail.tickets.ports import TicketStore
from claimtrail.tickets.sensitivity import sensitive_topic


@dataclass(frozen=True, slots=True)
class TicketsWithoutTopics:
    """A `TicketStore` in which tickets of a sensitive topic are not there; new ones are stored."""

    store: TicketStore

    def put_new(self, ticket: Ticket) -> Ticket:
        """Store a new ticket, of any topic."""
        return self.store.put_new(ticket)

    def save(self, ticket: Ticket) -> None:
        """Store a ticket's next version. Raises ConflictError."""
        self.store.save(ticket)

    def get(self, ticket_id: str) -> Ticket | None:
        """Return the ticket; None when there is none, or none to be seen."""
        ticket = self.store.get(ticket_id)
        return ticket if ticket and _is_shown(ticket) else None

    def list_open(self, *, limit: int, owner: str | None = None) -> list[Ticket]:
        """Return open tickets in their work order."""
        return _shown(self.store.list_open(limit=limit, owner=owner))

    def list_ended(self, *, since: datetime, until: datetime, limit: int) -> list[Ticket]:
        """Return tickets that ended, the last one first."""
        return _shown(self.store.list_ended(since=since, until=until, limit=limit))

    def walk_open(self) -> Iterator[Ticket]:
        """Yield every open ticket in its work order."""
        return filter(_is_shown, self.store.walk_open())

    def walk(self) -> Iterator[Ticket]:
        """Yield every ticket, in no order."""
        return filter(_is_shown, self.store.walk())

    def list_by_claim(self, claim_id: str) -> list[Ticket]:
        """Return the tickets of a claim."""
        return _shown(self.store.list_by_claim(claim_id))


def _is_shown(ticket: Ticket) -> bool:
    return not sensitive_topic(ticket.category)


def _shown(tickets: list[Ticket]) -> list[Ticket]:
    return [one for one in tickets if _is_shown(one)]
