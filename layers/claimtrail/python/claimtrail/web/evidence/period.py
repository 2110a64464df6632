"""The period of a view: `from` and `through` in its address, as days in UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.requests import PageRequest

FROM, THROUGH = "from", "through"
YEARS = range(2000, 2100)
"""Years of days that an address may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from a first one through a last one."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days they are."""
        return (self.last - self.first).days + 1

    def latest_first(self) -> Iterator[date]:
        """Yield the days, the last one first."""
        return (self.last - timedelta(back) for back in range(self.days))


def period_of(request: PageRequest, *, days: int, most: int) -> Period:
    """Return the period that an address asks for: else the last `days` through today.

    Raises BadRequestError for what is no day, and for a period of no day or more than `most`.
    """
    last = _day(request, THROUGH) or request.today
    first = _day(request, FROM) or last - timedelta(days=days - 1)
    period = Period(first=first, last=last)
    if not 0 < period.days <= most:
        raise bad_value(FROM, known=f"a day up to {most:,} days before {THROUGH!r}")
    return period


def _day(request: PageRequest, name: str) -> date | None:
    text = request.query.first(name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        raise bad_value(name, known="a day, for instance 2026-10-05")
    return day
