"""In-memory twin of the store from which tickets are removed for good."""

from collections.abc import Iterator, Sequence

from claimtrail.tickets.model import Ticket
from claimtrail.trail.holding.holds import HoldStore, is_held
from tests.twins.attachments import MemoryAttachmentStore
from tests.twins.tickets import MemoryTicketStore


class MemoryTicketExpiry:
    """Removes tickets from their twin, and their attachments from theirs."""

    def __init__(
        self, tickets: MemoryTicketStore, attachments: MemoryAttachmentStore, holds: HoldStore
    ) -> None:
        self._tickets = tickets
        self._attachments = attachments
        self._holds = holds
        self._left: dict[str, None] = {}

    def walk(self) -> Iterator[Ticket]:
        """Yield every ticket."""
        return self._tickets.walk()

    def claims_of(self, ticket: Ticket) -> Sequence[str]:
        """The claims of a ticket."""
        if ticket.claims.count:
            return tuple(self._tickets.beside.claims(ticket.ticket_id))
        return (ticket.claim_id,) if ticket.claim_id else ()

    def remove(self, ticket: Ticket, *, subjects: Sequence[str]) -> bool:
        """Remove the ticket and note it, unless a hold is active."""
        if self._tickets.get(ticket.ticket_id) != ticket:
            return False
        if any(is_held(one, self._holds) for one in subjects):
            return False
        self._tickets.forget(ticket.ticket_id)
        self._left[ticket.ticket_id] = None
        return True

    def unfinished(self) -> Iterator[str]:
        """Yield the tickets of which something is left."""
        yield from tuple(self._left)

    def finish(self, ticket_id: str) -> None:
        """Remove the attachments' documents, then the note."""
        for one in self._attachments.list_of(ticket_id):
            del self._attachments.attachments[ticket_id, one.attachment_id]
        self._left.pop(ticket_id, None)
