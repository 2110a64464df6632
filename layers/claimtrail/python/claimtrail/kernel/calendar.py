"""Business days: Monday to Friday without the federal holidays of the United States."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

_SATURDAY, _SUNDAY = 5, 6
_MONDAY, _THURSDAY = 0, 3

_ON_A_DAY = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
"""Month and day: New Year, Juneteenth, Independence, Veterans, Christmas (5 U.S.C. 6103(a))."""

_ON_A_WEEKDAY = (
    (1, _MONDAY, 3),
    (2, _MONDAY, 3),
    (9, _MONDAY, 1),
    (10, _MONDAY, 2),
    (11, _THURSDAY, 4),
)
"""Month, weekday, which one: King, Washington, Labor, Columbus, Thanksgiving. Memorial Day is the
last Monday of May."""


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the days of a year on which federal offices are closed, weekends apart.

    One on a Saturday is kept on the Friday before (5 U.S.C. 6103(b)), one on a Sunday on the
    Monday after (Executive Order 11582); so next year's first day may be among them.
    """
    fixed = [date(year, month, day) for month, day in _ON_A_DAY] + [date(year + 1, 1, 1)]
    kept = {_observed(day) for day in fixed}
    kept |= {_nth(year, *rule) for rule in _ON_A_WEEKDAY}
    kept.add(_nth(year, 6, _MONDAY, 1) - timedelta(weeks=1))
    return frozenset(day for day in kept if day.year == year)


def _observed(day: date) -> date:
    shift = {_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)


def is_business_day(day: date) -> bool:
    """Return whether payers and clearinghouses work on it."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def business_days_after(
    day: date, count: int, *, is_open: Callable[[date], bool] = is_business_day
) -> date:
    """Return the `count`-th business day after a day, which may itself be any day.

    0 gives the day. `is_open` tells a party's business days; some day ahead must be one.
    """
    for _ in range(count):
        day += timedelta(days=1)
        while not is_open(day):
            day += timedelta(days=1)
    return day
