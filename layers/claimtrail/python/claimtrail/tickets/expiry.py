"""The end of tickets that are kept no longer: the ticket, what stands beside it, its attachments.

The ticket goes first, in one transaction with the looks at its holds, and leaves a note of what is
left to remove. A run that ends in the middle is completed by the next.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import Deadline
from claimtrail.kernel.retention import SEVEN_YEARS
from claimtrail.tickets.attachments.model import CLEAN, QUARANTINE, TEXTS
from claimtrail.tickets.model import Ticket

_LEAST_SECONDS = 10.0
"""With less time left, the rest is left to the next run."""
_YEARS = 7
"""Those of SEVEN_YEARS."""


def kept_until(ticket: Ticket, *, records_years: int) -> date | None:
    """Return the last day on which a ticket is kept; None while it is open.

    Years count from the last thing that happened to it: seven by law with a margin, more where the
    payer's contract wants more.
    """
    if ticket.is_open:
        return None
    days = max(SEVEN_YEARS, SEVEN_YEARS * records_years // _YEARS)
    return ticket.history[-1].at.date() + timedelta(days=days)


class ExpiryStore(Protocol):
    """Tickets that are removed for good. In-memory and DynamoDB twins pass one contract suite."""

    def walk(self) -> Iterator[Ticket]:
        """Yield every ticket, ended ones too, in no order."""
        ...

    def claims_of(self, ticket: Ticket) -> Sequence[str]:
        """Return the claims that a ticket is about, however many."""
        ...

    def remove(self, ticket: Ticket, *, subjects: Sequence[str]) -> bool:
        """Remove a ticket of this version, and note that the rest of it is left to remove.

        False, and nothing changed, when a hold on one of the subjects is active, or the ticket is
        another version by now.
        """
        ...

    def unfinished(self) -> Iterator[str]:
        """Yield the tickets that were removed, with something left to remove."""
        ...

    def finish(self, ticket_id: str) -> None:
        """Remove what stands beside a ticket that was removed, and the note of it."""
        ...


class AttachmentRemover(Protocol):
    """Removes the bytes of attachments."""

    def delete_below(self, prefix: str) -> None:
        """Remove all files whose keys begin so; done again it does no harm."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredTickets:
    """The outcome of one run."""

    removed: int
    held: int
    """Due, and kept by a legal hold or by a change of the moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketExpiry:
    """The use case of the schedule."""

    store: ExpiryStore
    files: AttachmentRemover
    records_years: Callable[[str], int]
    """Returns the years that a payer's contract wants."""
    clock: Clock

    def run(self, *, deadline: Deadline) -> ExpiredTickets:
        """Remove what is due, unless it is held, for as long as there is time."""
        for ticket_id in self.store.unfinished():
            self._finish(ticket_id)
        removed = held = 0
        for ticket in self.store.walk():
            if deadline() < _LEAST_SECONDS:
                break
            if not self._is_due(ticket):
                continue
            subjects = (ticket.ticket_id, *self.store.claims_of(ticket))
            if not self.store.remove(ticket, subjects=subjects):
                held += 1
                continue
            self._finish(ticket.ticket_id)
            removed += 1
        return ExpiredTickets(removed=removed, held=held)

    def _is_due(self, ticket: Ticket) -> bool:
        last_day = kept_until(ticket, records_years=self.records_years(ticket.payer_id))
        return last_day is not None and last_day < self.clock().date()

    def _finish(self, ticket_id: str) -> None:
        for prefix in (QUARANTINE, CLEAN, TEXTS):
            self.files.delete_below(f"{prefix}{ticket_id}/")
        self.store.finish(ticket_id)
