"""In-memory twins of the ticket store and its protected originals, for tests and benchmarks."""

from collections.abc import Iterator

from claimtrail.kernel.errors import ConflictError
from claimtrail.tickets.error_texts.unknown import UnknownError, latest_first
from claimtrail.tickets.error_texts.unknown import conflict as unknown_conflict
from claimtrail.tickets.errors import conflict
from claimtrail.tickets.model import Ticket, work_order
from claimtrail.tickets.originals import MOST_ORIGINALS, OriginalText, in_order


class MemoryTicketStore:
    """Keeps tickets in a dictionary."""

    def __init__(self) -> None:
        self._tickets: dict[str, Ticket] = {}

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

    def list_open(self, *, limit: int, owner: str | None = None) -> list[Ticket]:
        """Open tickets in their work order; of one owner or of all."""
        waiting = [
            item
            for item in self._tickets.values()
            if item.is_open and owner in (None, item.assigned_to)
        ]
        waiting.sort(key=work_order)
        return waiting[:limit]

    def walk_open(self) -> Iterator[Ticket]:
        """Yield every open ticket in its work order."""
        yield from self.list_open(limit=len(self._tickets))

    def list_by_claim(self, claim_id: str) -> list[Ticket]:
        """The claim's tickets, oldest first."""
        found = [item for item in self._tickets.values() if item.claim_id == claim_id]
        return sorted(found, key=lambda item: (item.opened_at, item.ticket_id))


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
        """Keep the text, then the next version. Raises ConflictError when it is not the next."""
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
