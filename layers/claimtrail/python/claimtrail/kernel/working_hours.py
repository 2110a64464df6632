"""Working hours: when a team or a vendor works, in the clocks of its zone, and what fits there.

Hours are given as clocks on the wall show them, and counted as time that passes: the night on which
clocks are put forward has an hour less, the one on which they are put back an hour more. A shift
begins and ends when the wall clock shows its hour for the first time that day; an hour that the
clocks skip is the instant at which they skip it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel

_DAY_MINUTES = 24 * 60
_ONE_DAY = timedelta(days=1)
_HORIZON_DAYS = 3_660
"""Ten years: work that does not fit into so many days has hours that never open."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Span = tuple[datetime, datetime]
"""A stretch of open time in UTC: its first instant, and the first one after it."""


class Shift(FrozenModel):
    """Hours of one day, in minutes after midnight: `540` to `1020` are 9:00 to 17:00.

    A night is two shifts: to 24:00 (`1440`) of one day, and from 0:00 of the next.
    """

    begins: int = Field(ge=0, lt=_DAY_MINUTES)
    ends: int = Field(gt=0, le=_DAY_MINUTES)

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.ends <= self.begins:
            raise ValueError("a shift ends later on its day than it begins; a night is two shifts")
        return self


def _apart(shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
    ordered = tuple(sorted(shifts, key=lambda shift: shift.begins))
    if any(one.ends > other.begins for one, other in pairwise(ordered)):
        raise ValueError("shifts of one day overlap")
    return ordered


Shifts = Annotated[tuple[Shift, ...], AfterValidator(_apart)]
"""The shifts of one day in their order; none on a day that is closed."""


class HoursException(FrozenModel):
    """A day with hours of its own, holiday or not; without shifts it is closed."""

    day: date
    shifts: Shifts = ()
    reason: str


class WorkingHours(FrozenModel):
    """The hours of one team, payer or vendor."""

    name: str
    zone: str
    """By the time zone database: `America/New_York`."""
    weekly: tuple[Shifts, Shifts, Shifts, Shifts, Shifts, Shifts, Shifts]
    """Monday first."""
    holidays: frozenset[date] = frozenset()
    """Closed, whatever the week says."""
    exceptions: tuple[HoursException, ...] = ()
    """Stronger than the week and the holidays."""

    @model_validator(mode="after")
    def _opens_at_times(self) -> Self:
        if not any(self.weekly):
            raise ValueError("a week without a shift never opens")
        days = [exception.day for exception in self.exceptions]
        if len(set(days)) != len(days):
            raise ValueError("two exceptions of one day")
        return self


class OpenTime:
    """The part of a team's working hours between two instants, and when an amount has passed."""

    def __init__(self, hours: WorkingHours) -> None:
        self.hours = hours
        self.zone = ZoneInfo(hours.zone)
        self._exceptions = {exception.day: exception.shifts for exception in hours.exceptions}
        self._known: dict[date, tuple[Span, ...]] = {}

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """Return the open time from `begin` to `end`; none when `end` is not later."""
        passed = timedelta()
        for opens, closes in self.spans(begin, end):
            passed += closes - opens
        return passed

    def after(self, begin: datetime, amount: timedelta) -> datetime:
        """Return the first instant at which `amount` of open time has passed since `begin`.

        Raises ConfigurationError when the hours do not open often enough within ten years.
        """
        left, begins = amount, begin.astimezone(UTC)
        if left <= timedelta():
            return begins
        day = begin.astimezone(self.zone).date()
        last = day + timedelta(days=_HORIZON_DAYS)
        while day <= last:
            for opens, closes in self._of(day):
                first = max(opens, begins)
                if closes - first >= left:
                    return first + left
                if closes > first:
                    left -= closes - first
            day += _ONE_DAY
        raise ConfigurationError(
            Explanation(
                code="HOURS_NEVER_OPEN",
                what=f"{amount} of open time does not pass within ten years",
                where=f"working hours {self.hours.name}",
                next_step="Give the week more hours, or the exceptions fewer days.",
            )
        )

    def spans(self, begin: datetime, end: datetime) -> Iterator[Span]:
        """Yield the open stretches from `begin` to `end` in their order, cut to these bounds."""
        day, last = (at.astimezone(self.zone).date() for at in (begin, end))
        while day <= last:
            for opens, closes in self._of(day):
                first, after = max(opens, begin), min(closes, end)
                if first < after:
                    yield first.astimezone(UTC), after.astimezone(UTC)
            day += _ONE_DAY

    def _of(self, day: date) -> tuple[Span, ...]:
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = tuple(self._worked_out(day))
        return known

    def _worked_out(self, day: date) -> Iterator[Span]:
        for shift in self._shifts(day):
            opens, closes = (self._instant(day, minute) for minute in (shift.begins, shift.ends))
            if opens < closes:
                yield opens, closes

    def _shifts(self, day: date) -> tuple[Shift, ...]:
        if day in self._exceptions:
            return self._exceptions[day]
        return () if day in self.hours.holidays else self.hours.weekly[day.weekday()]

    def _instant(self, day: date, minute: int) -> datetime:
        """Return when the wall clock first shows so many minutes after midnight, in UTC."""
        days, minutes = divmod(minute, _DAY_MINUTES)
        shown = datetime.combine(day + days * _ONE_DAY, time(minutes // 60, minutes % 60))
        return first_instant(shown, self.zone)


def first_instant(shown: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant at which clocks of a zone show a time, or skip it, in UTC.

    `shown` has no zone. Of a time that is shown twice, the first (PEP 495: fold 0).
    """
    instant = shown.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == shown:
        return instant
    return _skip(shown, zone)


def _skip(shown: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks went past a time that they never showed.

    It lies between what the time would be under the later and the earlier offset.
    """
    before = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < shown:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
