"""Clocks in few words, and the one of a ticket's clocks that is the next to matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from claimtrail.tickets.sla.reading import ClockState
from claimtrail.tickets.sla.views import ClockRow
from claimtrail.web.core.words import day, many

_HOUR = 60
_LONG = 48
"""Hours from which on a time that has passed is shown in days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestClock:
    """The clock of a ticket that is the next to matter."""

    title: str
    words: str
    """`3h 10m left`, `paused (payer)`, `breached 2h ago`."""
    breach_at: datetime | None
    """The instant at which it broke, or will; None while it is paused, or promises nothing."""

    @property
    def order(self) -> datetime:
        """Return the place among other clocks: what broke first, or breaks next."""
        return self.breach_at or LAST


LAST = datetime.max.replace(tzinfo=ZoneInfo("UTC"))
"""Behind every breach."""


def hours_words(minutes: int) -> str:
    """Return minutes as people read them: `6h 10m`."""
    return f"{abs(minutes) // _HOUR}h {abs(minutes) % _HOUR:02d}m"


def ago(passed: timedelta) -> str:
    """Return how long ago something was: `40m ago`, `2h ago`, `3 days ago`."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < _HOUR:
        return f"{minutes}m ago"
    hours = minutes // _HOUR
    return f"{hours}h ago" if hours < _LONG else f"{many(hours // 24, 'day')} ago"


def clock_words(row: ClockRow, *, now: datetime) -> str:
    """Return what a clock shows: `3h 10m left`, `paused (payer)`, `breached 2h ago`, `met`."""
    if row.state not in _ON:
        return row.state
    if row.breached_at:
        rest = ", paused" if row.state == ClockState.PAUSED else ""
        return f"breached {ago(now - row.breached_at)}{rest}"
    if row.state == ClockState.PAUSED:
        why = row.pieces[-1].why if row.pieces else ""
        return f"paused ({why})" if why else "paused"
    if row.remaining_minutes is None:
        return "nothing is promised"
    return f"{hours_words(row.remaining_minutes)} left"


def nearest_clock(rows: Sequence[ClockRow], *, now: datetime) -> NearestClock | None:
    """Return the clock that broke first, else breaks next, else is paused; None for none."""
    promised = [row for row in rows if row.target_minutes is not None and row.state in _ON]
    found = [
        NearestClock(
            title=row.title,
            words=clock_words(row, now=now),
            breach_at=row.breached_at or row.due_at,
        )
        for row in promised
    ]
    return min(found, key=lambda one: one.order, default=None)


def wall_time(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as the clocks of a zone show it: `Nov 24, 2026 09:10 EST`."""
    shown = at.astimezone(zone)
    return f"{day(shown.date())} {shown:%H:%M %Z}"


_ON = frozenset({ClockState.RUNNING, ClockState.PAUSED})
