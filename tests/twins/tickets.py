"""In-memory twins of the stores of tickets, for tests and benchmarks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.error_texts.unknown import UnknownError, latest_first
from claimtrail.tickets.error_texts.unknown import conflict as unknown_conflict
from claimtrail.tickets.errors import conflict
from claimtrail.tickets.model import Ticket, work_order
from claimtrail.tickets.originals import MOST_ORIGINALS, OriginalText, in_order
from claimtrail.tickets.ports import CauseParent, MemberTally, TicketMember


class MemoryTicketStore:
    """Keeps tickets in a dictionary."""

    def __init__(self) -> None:
        self._tickets: dict[str, Ticket] = {}
        self.beside = MemoryTicketMembers()

    def put_new(self, ticket: Ticket) -> Ticket:
        """Keep the ticket unless its id is taken; return what is kept."""
        return self._tickets.setdefault(ticket.ticket_id, ticket)

    def save(self, ticket: Ticket) -> None:
        """Keep the next version. Raises ConflictError when it is not the next."""
        stored = self._tickets.get(ticket.ticket_id)
        if stored is None or stored.version != ticket.version - 1:
            raise ConflictError(conflict(ticket))
        self._tickets[ticket.ticket_id] = ticket

    def get(self, ticket_id: str) -> Ticket | None:
        """The ticket, or None."""
        return self._tickets.get(ticket_id)

    def forget(self, ticket_id: str) -> None:
        """Remove the ticket, if it is there."""
        self._tickets.pop(ticket_id, None)

    def list_open(self, *, limit: int, owner: str | None = None) -> list[Ticket]:
        """Open tickets in their work order; of one owner or of all."""
        waiting = [
            item
            for item in self._tickets.values()
            if item.is_open and not item.parent_id and owner in (None, item.assigned_to)
        ]
        waiting.sort(key=work_order)
        return waiting[:limit]

    def list_ended(self, *, since: datetime, until: datetime, limit: int) -> list[Ticket]:
        """Tickets that ended between the two, the last one first."""
        ended = [
            (item.closed_at, item)
            for item in self._tickets.values()
            if item.closed_at and since <= item.closed_at < until and not item.parent_id
        ]
        ended.sort(key=lambda one: (one[0], one[1].ticket_id), reverse=True)
        return [item for _, item in ended[:limit]]

    def walk_open(self) -> Iterator[Ticket]:
        """Yield every open ticket in its work order."""
        yield from sorted((item for item in self._tickets.values() if item.is_open), key=work_order)

    def walk(self) -> Iterator[Ticket]:
        """Yield every ticket."""
        yield from tuple(self._tickets.values())

    def list_by_claim(self, claim_id: str) -> list[Ticket]:
        """The claim's tickets, oldest first."""
        of_many = self.beside.tickets_of(claim_id)
        found = [
            item
            for item in self._tickets.values()
            if item.claim_id == claim_id or item.ticket_id in of_many
        ]
        return sorted(
            found, key=lambda item: (item.claim_id != claim_id, item.opened_at, item.ticket_id)
        )


class MemoryTicketMembers:
    """Keeps the claims and tickets under tickets, and causes, in dictionaries."""

    def __init__(self) -> None:
        self._members: dict[str, dict[str, TicketMember]] = defaultdict(dict)
        self._claims: dict[str, set[str]] = defaultdict(set)
        self._parents: dict[str, CauseParent] = {}
        self._waiting: dict[str, dict[str, datetime]] = defaultdict(dict)

    def tickets_of(self, claim_id: str) -> set[str]:
        """Return the tickets of many claims that a claim is of."""
        return {ticket_id for ticket_id, claims in self._claims.items() if claim_id in claims}

    def record(self, parent_id: str, member: TicketMember) -> MemberTally:
        """Keep how a member stands; return the sums."""
        self._members[parent_id][member.ticket_id] = member
        known = self._members[parent_id].values()
        waiting = [one for one in known if one.is_open]
        return MemberTally(
            count=len(known),
            open_count=len(waiting),
            open_cents=sum(one.amount_cents for one in waiting),
        )

    def members(self, parent_id: str) -> Iterator[TicketMember]:
        """Yield the tickets under one, by their id."""
        known = self._members[parent_id]
        return (known[name] for name in sorted(known))

    def add_claims(self, ticket_id: str, claim_ids: Iterable[str]) -> None:
        """Keep claims of a ticket."""
        self._claims[ticket_id].update(claim_ids)

    def remove_claims(self, ticket_id: str, claim_ids: Iterable[str]) -> None:
        """Remove claims of a ticket."""
        self._claims[ticket_id].difference_update(claim_ids)

    def claims(self, ticket_id: str) -> Iterator[str]:
        """Yield the claims of a ticket, by their id."""
        return iter(sorted(self._claims[ticket_id]))

    def parent_of(self, cause_id: str) -> CauseParent | None:
        """Return the last ticket that stood for a cause."""
        return self._parents.get(cause_id)

    def set_parent(self, cause_id: str, parent: CauseParent) -> None:
        """Keep the ticket that stands for a cause, unless a later one is kept."""
        kept = self._parents.get(cause_id)
        if kept is None or kept.number < parent.number:
            self._parents[cause_id] = parent

    def await_parent(self, cause_id: str, ticket_id: str, *, opened_at: datetime) -> None:
        """Keep an open ticket of a cause that no ticket stands for yet."""
        self._waiting[cause_id][ticket_id] = opened_at

    def forget(self, cause_id: str, ticket_id: str, *, opened_at: datetime) -> None:  # noqa: ARG002 - as the port
        """Remove a ticket from those of its cause that wait."""
        self._waiting[cause_id].pop(ticket_id, None)

    def awaiting(self, cause_id: str, *, since: datetime) -> Iterator[str]:
        """Yield the tickets of a cause that wait, opened since then."""
        known = sorted((at, name) for name, at in self._waiting[cause_id].items() if at >= since)
        return (name for _, name in known)


class MemoryOriginalTexts:
    """Keeps originals in a dictionary."""

    def __init__(self) -> None:
        self._originals: dict[tuple[str, str], OriginalText] = {}

    def keep(self, original: OriginalText) -> None:
        """Keep an original unless one of its id is kept."""
        self._originals.setdefault((original.ticket_id, original.original_id), original)

    def of_ticket(self, ticket_id: str) -> list[OriginalText]:
        """A ticket's originals, the first one first."""
        found = [one for (of, _), one in self._originals.items() if of == ticket_id]
        return in_order(found)[:MOST_ORIGINALS]


class MemoryUnknownErrors:
    """Keeps unknown errors and their texts in dictionaries."""

    def __init__(self) -> None:
        self._entries: dict[str, UnknownError] = {}
        self._texts: dict[str, str] = {}

    def get(self, error_id: str) -> UnknownError | None:
        """The entry, or None."""
        return self._entries.get(error_id)

    def save(self, error: UnknownError, *, raw: str) -> None:
        """Keep the text, if any, then the next version.

        Raises ConflictError when it is not the next.
        """
        if raw:
            self._texts[error.error_id] = raw
        stored = self._entries.get(error.error_id)
        if (stored.version if stored else 0) != error.version - 1:
            raise unknown_conflict(error)
        self._entries[error.error_id] = error

    def list_all(self) -> list[UnknownError]:
        """The entries, the latest first."""
        return latest_first(self._entries.values())

    def raw_of(self, error_id: str) -> str:
        """The text that came last; empty when there is none."""
        return self._texts.get(error_id, "")
