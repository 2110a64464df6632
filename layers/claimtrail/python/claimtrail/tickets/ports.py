"""The ports of tickets. In-memory and DynamoDB twins pass one contract suite."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
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

        Tickets under another one are left out: that one stands for them. `owner`: only those
        that are assigned to it, `queue:<name>` or `user:<id>`.
        """
        ...

    def list_ended(self, *, since: datetime, until: datetime, limit: int) -> list[Ticket]:
        """Tickets that ended from one instant to before another, the last one first.

        Those under another one are left out, as in `list_open`.
        """
        ...

    def walk_open(self) -> Iterator[Ticket]:
        """Yield every open ticket in its `work_order`, those under another one too.

        In memory that does not grow with them. One whose due day changes meanwhile
        may come twice, or not at all.
        """
        ...

    def walk(self) -> Iterator[Ticket]:
        """Yield every ticket, ended ones too, in no order. Reads the whole table."""
        ...

    def list_by_claim(self, claim_id: str) -> list[Ticket]:
        """Return all tickets of a claim, oldest first; those of many claims after the others."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMember:
    """A ticket under another one."""

    ticket_id: str
    claim_id: str
    amount_cents: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberTally:
    """Sums over the tickets under one."""

    count: int = 0
    open_count: int = 0
    open_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseParent:
    """The ticket that stands for a cause, and the number of such tickets so far."""

    ticket_id: str
    number: int


class TicketMemberStore(Protocol):
    """The tickets and claims under a ticket, and open tickets by their cause."""

    def record(self, parent_id: str, member: TicketMember) -> MemberTally:
        """Keep how a ticket under another one stands; return the sums, strongly consistent.

        Recorded again as it stands, it changes nothing. Raises ConflictError against another
        writer of the same member.
        """
        ...

    def members(self, parent_id: str) -> Iterator[TicketMember]:
        """Yield the tickets under one, by their id."""
        ...

    def add_claims(self, ticket_id: str, claim_ids: Iterable[str]) -> None:
        """Keep claims of a ticket that is about many; known ones stay."""
        ...

    def remove_claims(self, ticket_id: str, claim_ids: Iterable[str]) -> None:
        """Remove claims of a ticket that is about many."""
        ...

    def claims(self, ticket_id: str) -> Iterator[str]:
        """Yield the claims of a ticket that is about many, by their id."""
        ...

    def parent_of(self, cause_id: str) -> CauseParent | None:
        """Return the last ticket that stood for a cause, strongly consistent."""
        ...

    def set_parent(self, cause_id: str, parent: CauseParent) -> None:
        """Keep the ticket that stands for a cause, unless a later one is kept."""
        ...

    def await_parent(self, cause_id: str, ticket_id: str, *, opened_at: datetime) -> None:
        """Keep an open ticket of a cause that no ticket stands for yet."""
        ...

    def forget(self, cause_id: str, ticket_id: str, *, opened_at: datetime) -> None:
        """Remove a ticket from those of its cause that wait."""
        ...

    def awaiting(self, cause_id: str, *, since: datetime) -> Iterator[str]:
        """Yield the tickets of a cause that wait, opened since then, strongly consistent."""
        ...


class TicketGroups(Protocol):
    """Keeps tickets of one cause together; handed each ticket that was stored."""

    def settle(self, ticket: Ticket) -> None:
        """Put a ticket where it belongs. Repeated, it changes nothing."""
        ...
