"""Working hours as files of tickets have them: `[[calendar]]` with a zone, shifts and holidays."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from claimtrail.kernel.calendar import holidays
from claimtrail.kernel.working_hours import WEEKDAYS, WorkingHours

_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_YEARS = range(2020, 2051)
"""Years whose federal holidays a calendar knows: clocks of tickets begin and end among them."""


def hours_of(table: Mapping[str, Any]) -> WorkingHours:
    """Return the working hours of a `[[calendar]]`.

    Raises ValidationError, or ValueError for a time of day of another form.
    """
    rest = {name: value for name, value in table.items() if name not in WEEKDAYS}
    closed = rest.pop("holidays", ())
    exceptions = [
        {**one, "shifts": _shifts(one.get("shifts", ()))} for one in rest.pop("exceptions", ())
    ]
    return WorkingHours.model_validate(
        {
            **rest,
            "weekly": [_shifts(table.get(day, ())) for day in WEEKDAYS],
            "holidays": _federal() if closed == "federal" else closed,
            "exceptions": exceptions,
        }
    )


def _federal() -> frozenset[Any]:
    return frozenset(day for year in _YEARS for day in holidays(year))


def _shifts(pairs: Sequence[Sequence[str]]) -> list[dict[str, int]]:
    return [{"begins": _minute(begins), "ends": _minute(ends)} for begins, ends in pairs]


def _minute(shown: str) -> int:
    """Return the minutes after midnight of `08:30`. Raises ValueError for another form."""
    found = _TIME_OF_DAY.fullmatch(shown)
    if found is None:
        raise ValueError(f"{shown!r} is no time of day such as 08:30")
    return int(found[1]) * 60 + int(found[2])
