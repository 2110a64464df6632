"""Maintenance windows of a payer: the hours in which its systems send and take nothing."""

from datetime import date, datetime, time, timedelta
from typing import Literal

from pydantic import Field, model_validator

from claimtrail.partners.fields import Frozen

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OPENS, CLOSES = time(8), time(18)
"""The business hours of a day, in the payer's own time zone."""
LONGEST = timedelta(days=31)
"""The longest window that is one: what lasts longer is a change of the profile."""

Span = tuple[datetime, datetime]
"""From when until when, in the payer's own time zone, without an offset."""


class WeeklyWindow(Frozen):
    """A window that recurs each week."""

    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    """The day on which it begins."""
    starts: time
    """In the payer's time zone."""
    hours: int = Field(gt=0, le=24)

    def spans_about(self, day: date) -> tuple[Span, ...]:
        """Return the recurrences that may touch a day: they begin on it, or on the day before."""
        begins = (day - timedelta(days=1), day)
        starts = (
            datetime.combine(first, self.starts)
            for first in begins
            if WEEKDAYS[first.weekday()] == self.weekday
        )
        return tuple((start, start + timedelta(hours=self.hours)) for start in starts)

    @model_validator(mode="after")
    def _time_is_local(self) -> "WeeklyWindow":
        if self.starts.tzinfo is not None:
            raise ValueError("starts: write the payer's local time, without an offset")
        return self


class OneOffWindow(Frozen):
    """A window that was announced once."""

    starts: datetime
    ends: datetime
    """Both in the payer's time zone."""

    def spans_about(self, day: date) -> tuple[Span, ...]:
        """Return the window if it touches a day."""
        touches = self.starts.date() <= day <= self.ends.date()
        return ((self.starts, self.ends),) if touches else ()

    @model_validator(mode="after")
    def _times_fit(self) -> "OneOffWindow":
        if self.starts.tzinfo is not None or self.ends.tzinfo is not None:
            raise ValueError("starts and ends: write the payer's local time, without an offset")
        if self.ends <= self.starts:
            raise ValueError("ends is not after starts")
        if self.ends - self.starts > LONGEST:
            raise ValueError(f"the window is longer than {LONGEST.days} days")
        return self


def takes_the_day(spans: tuple[Span, ...], day: date) -> bool:
    """Return whether windows cover half of a day's business hours, or more: it is no business day.

    A shorter window delays a word by hours, and is within what a day allows.
    """
    opens, closes = datetime.combine(day, OPENS), datetime.combine(day, CLOSES)
    covered, until = timedelta(0), opens
    for starts, ends in sorted(spans):
        first, last = max(starts, until), min(ends, closes)
        covered += max(last - first, timedelta(0))
        until = max(until, last)
    return covered * 2 >= closes - opens
