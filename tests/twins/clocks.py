"""In-memory twins of the ports of clocks, for tests and benchmarks."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from claimtrail.tickets.sla.ports import SetCall


class MemoryClockSchedule:
    """Keeps the calls that are set; a test takes those that are due, or loses some."""

    def __init__(self) -> None:
        self.calls: set[tuple[datetime, str]] = set()

    def set(self, ticket_id: str, at: datetime) -> None:
        """Remember the call, once."""
        self.calls.add((at, ticket_id))

    def clear(self, ticket_id: str, at: datetime) -> None:
        """Forget the call, if it is set."""
        self.calls.discard((at, ticket_id))

    def take_due(self, now: datetime) -> list[str]:
        """Return the tickets to call for by now, each call once."""
        due = sorted(call for call in self.calls if call[0] <= now)
        self.calls.difference_update(due)
        return [ticket_id for _, ticket_id in due]


class MemoryAlarmBook:
    """Keeps calls in a dictionary."""

    def __init__(self) -> None:
        self._calls: dict[str, SetCall] = {}

    def find(self, ticket_id: str) -> SetCall | None:
        """Return the ticket's call; None without one."""
        return self._calls.get(ticket_id)

    def keep(self, ticket_id: str, call: SetCall | None) -> None:
        """Keep another call of the ticket, or none."""
        if call is None:
            self._calls.pop(ticket_id, None)
        else:
            self._calls[ticket_id] = call

    def overdue(self, before: datetime) -> Iterator[str]:
        """Yield the tickets whose call lies before an instant, the earliest first."""
        found = sorted((call.at, name) for name, call in self._calls.items() if call.at < before)
        return (name for _, name in found)


class MemoryFacilityCounts:
    """Keeps the last opening by cause and facility."""

    def __init__(self) -> None:
        self._last: dict[str, dict[str, datetime]] = {}

    def see(self, cause_id: str, facility_npi: str, *, opened_at: datetime) -> None:
        """Keep that a ticket of the cause opened there, unless a later one is kept."""
        of_cause = self._last.setdefault(cause_id, {})
        of_cause[facility_npi] = max(opened_at, of_cause.get(facility_npi, opened_at))

    def seen(self, cause_id: str, *, days: int, now: datetime) -> int:
        """Return at how many facilities one opened within so many days."""
        since = now - timedelta(days=days)
        return sum(at >= since for at in self._last.get(cause_id, {}).values())
