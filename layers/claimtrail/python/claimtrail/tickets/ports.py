"""The port of the ticket store. In-memory and DynamoDB twins pass one contract suite."""

from collections.abc import Iterator
from typing import Protocol

from claimtrail.tickets.model import Ticket


class TicketStore(Protocol):
    """Tickets by id, by claim, and those that are still open."""

    def put_new(self, ticket: Ticket) -> Ticket:
        """Store a new ticket and return it; when its id is taken, change nothing, return that."""
        ...

    def save(self, ticket: Ticket) -> None:
        """Store a ticket's next version.

        Raises ConflictError when the stored version is not `ticket.version - 1`.
        """
        ...

    def get(self, ticket_id: str) -> Ticket | None:
        """Return the ticket, strongly consistent; None when there is none."""
        ...

    def list_open(self, *, limit: int, owner: str | None = None) -> list[Ticket]:
        """Open tickets in their `work_order`: the nearest due day first, then by dollars.

        `owner`: only those that are assigned to it, `queue:<name>` or `user:<id>`.
        """
        ...

    def walk_open(self) -> Iterator[Ticket]:
        """Yield every open ticket in its `work_order`, in memory that does not grow with them.

        One whose due day changes meanwhile may come twice, or not at all.
        """
        ...

    def list_by_claim(self, claim_id: str) -> list[Ticket]:
        """Return all tickets of a claim, oldest first."""
        ...
