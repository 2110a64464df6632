"""The clocks and working hours of `clocks.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.working_hours import OpenTime
from claimtrail.tickets.hours_tables import hours_of
from claimtrail.tickets.sla.definitions import ClockDefinition

_TABLE = "clocks.toml"


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
        hours = [hours_of(one) for one in data.get("calendar", ())]
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
