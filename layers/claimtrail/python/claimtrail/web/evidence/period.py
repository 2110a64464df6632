"""The period of a view: `from` and `through` in its address, as days in UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.requests import PageRequest

FROM, THROUGH = "from", "through"
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""Days beyond which nothing is looked for."""


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

    The latest `most` days of a longer one; a list says which days it shows. Days that stand the
    other way round are taken in order. Raises BadRequestError for what is no day.
    """
    last = _day(request, THROUGH) or request.today
    first = _day(request, FROM) or last - timedelta(days=days - 1)
    first, last = sorted((first, last))
    return Period(first=max(first, last - timedelta(days=most - 1)), last=last)


def _day(request: PageRequest, name: str) -> date | None:
    text = request.query.first(name)
    try:
        return min(max(date.fromisoformat(text), EARLIEST), LATEST) if text else None
    except ValueError:
        raise bad_value(name, known="a day, for instance 2026-10-05") from None
