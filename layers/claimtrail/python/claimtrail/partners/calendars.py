"""Business calendars of payers: the days on which one works, and the days counted by them."""

from datetime import date, timedelta
from typing import Literal

from pydantic import Field, model_validator

from claimtrail.kernel.calendar import business_days_after, is_business_day
from claimtrail.partners.fields import Frozen
from claimtrail.partners.maintenance_windows import (
    OneOffWindow,
    WeeklyWindow,
    takes_the_day,
)

TimeZone = Literal[
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Puerto_Rico",
    "Pacific/Honolulu",
    "Pacific/Guam",
]
"""The time zones of the United States, by their names in the IANA database."""

_A_WEEK = tuple(date(2024, 7, 8) + timedelta(days=number) for number in range(7))
"""A Monday and the days after it; none is a holiday."""


class BusinessCalendar(Frozen):
    """A payer's business days: Monday to Friday, without federal holidays and what it adds."""

    time_zone: TimeZone = "America/New_York"
    """The zone in which its maintenance windows are written."""
    closed_days: tuple[date, ...] = Field(default=(), max_length=366)
    """Days on which it is closed beside the federal holidays."""
    weekly_maintenance: tuple[WeeklyWindow, ...] = Field(default=(), max_length=14)
    maintenance: tuple[OneOffWindow, ...] = Field(default=(), max_length=100)

    def is_open(self, day: date) -> bool:
        """Return whether the payer works on a day, and its systems for most of it."""
        is_worked = is_business_day(day) and day not in self.closed_days
        return is_worked and not self._is_down(day)

    def business_days_after(self, day: date, count: int) -> date:
        """Return the payer's `count`-th business day after a day; 0 gives the day."""
        return business_days_after(day, count, is_open=self.is_open)

    def clear_of_maintenance(self, day: date) -> date:
        """Return a day, or the next business day where maintenance takes the day.

        A day on which the payer is closed anyway stays: a term of calendar days ends on it.
        """
        return self.business_days_after(day, 1) if self._is_down(day) else day

    def _is_down(self, day: date) -> bool:
        if not self.weekly_maintenance and not self.maintenance:
            return False
        weekly = (span for window in self.weekly_maintenance for span in window.spans_about(day))
        once = (span for window in self.maintenance for span in window.spans_about(day))
        return takes_the_day((*weekly, *once), day)

    @model_validator(mode="after")
    def _some_day_is_open(self) -> "BusinessCalendar":
        weekly = BusinessCalendar.model_construct(weekly_maintenance=self.weekly_maintenance)
        if not any(weekly.is_open(day) for day in _A_WEEK):
            raise ValueError("weekly_maintenance leaves no business day of a week")
        return self
