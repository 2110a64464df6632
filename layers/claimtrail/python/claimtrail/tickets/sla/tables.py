"""The clocks and working hours of `clocks.toml`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from claimtrail.kernel.calendar import holidays
from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.working_hours import WEEKDAYS, OpenTime, WorkingHours
from claimtrail.tickets.sla.definitions import ClockDefinition

_TABLE = "clocks.toml"
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_YEARS = range(2020, 2051)
"""Years whose federal holidays a calendar knows: clocks of tickets begin and end among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTables:
    """The clocks that tickets may have, and the working hours that they name."""

    clocks: tuple[ClockDefinition, ...]
    calendars: Mapping[str, OpenTime]


@cache
def clock_tables() -> ClockTables:
    """Return the tables that are shipped, read once."""
    text = files("claimtrail.tickets.sla").joinpath(_TABLE).read_text(encoding="utf-8")
    return tables_of(text, where=_TABLE)


def tables_of(text: str, *, where: str) -> ClockTables:
    """Return the tables of a file; `where` is its name for errors.

    Raises ConfigurationError for text that is no TOML, for values that cannot be, and for a clock
    that runs in hours which the file does not define.
    """
    try:
        data = tomllib.loads(text)
        if not isinstance(data.get("clock"), list):
            raise _invalid(where, "the file has no [[clock]]")
        hours = [WorkingHours.model_validate(_hours(one)) for one in data.get("calendar", ())]
        clocks = tuple(ClockDefinition.model_validate(_clock(one)) for one in data["clock"])
    except (tomllib.TOMLDecodeError, ValidationError, KeyError, ValueError) as error:
        raise _invalid(where, _words(error)) from error
    calendars = {one.name: OpenTime(one) for one in hours}
    for clock in clocks:
        for version in clock.versions:
            if version.calendar not in calendars:
                raise _invalid(
                    where,
                    f"clock {clock.clock_id} runs in the hours {version.calendar!r}, "
                    f"and the calendars are: {', '.join(calendars)}",
                )
    return ClockTables(clocks=clocks, calendars=calendars)


def _hours(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return working hours as their model takes them."""
    rest = {name: value for name, value in table.items() if name not in WEEKDAYS}
    closed = rest.pop("holidays", ())
    exceptions = [
        {**one, "shifts": _shifts(one.get("shifts", ()))} for one in rest.pop("exceptions", ())
    ]
    return {
        **rest,
        "weekly": [_shifts(table.get(day, ())) for day in WEEKDAYS],
        "holidays": _federal() if closed == "federal" else closed,
        "exceptions": exceptions,
    }


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


def _clock(table: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in table.items() if name != "version"}
    return {**rest, "versions": table["version"]}


def _words(error: Exception) -> str:
    """Return where and why a value was refused, in one line."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}"
    return f"{error}"


def _invalid(where: str, what: str) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="CLOCKS_INVALID",
            what=what,
            where=where,
            next_step="Correct the file; docs/support-desk.md describes each field.",
        )
    )
