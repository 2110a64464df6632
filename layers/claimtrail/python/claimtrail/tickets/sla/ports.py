"""The ports of clocks that call at their instants. Twins pass one contract suite."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class ClockSchedule(Protocol):
    """Calls for a ticket at an instant, once, within the minute after it."""

    def set(self, ticket_id: str, at: datetime) -> None:
        """Call at an instant to come; set again, it changes nothing."""
        ...

    def clear(self, ticket_id: str, at: datetime) -> None:
        """Do not call at that instant; one that is not set is no error."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCall:
    """The call that is set for a ticket."""

    at: datetime
    since: datetime
    """Entries of the ticket from before this instant have been published."""


class AlarmBook(Protocol):
    """The call that is set for each ticket."""

    def find(self, ticket_id: str) -> SetCall | None:
        """Return the ticket's call, strongly consistent; None without one."""
        ...

    def keep(self, ticket_id: str, call: SetCall | None) -> None:
        """Keep another call of the ticket; None: it has none any more."""
        ...

    def overdue(self, before: datetime) -> Iterator[str]:
        """Yield the tickets whose call lies before another one, the earliest first.

        Eventually consistent.
        """
        ...
