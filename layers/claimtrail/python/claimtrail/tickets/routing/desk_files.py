"""The file of a desk: its calendars, and its people in the order in which they are asked."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from claimtrail.kernel.working_hours import WorkingHours
from claimtrail.tickets.hours_tables import hours_of
from claimtrail.tickets.routing.desk import Desk
from claimtrail.tickets.routing.rule_files import invalid, placed, toml_of

_CODE = "DESK_INVALID"


def desk_of(text: str, *, where: str) -> Desk:
    """Return the desk of a file; `where` is its name for errors.

    Raises ConfigurationError for text that is no TOML, and for values that cannot be.
    """
    return desk_in(toml_of(text, where=where, code=_CODE), where=where)


def desk_in(data: dict[str, Any], *, where: str) -> Desk:
    """Return the desk of a file's tables. Raises ConfigurationError likewise."""
    rest = dict(data)
    tables = rest.pop("person", ())
    calendars = [
        _calendar(number, table, where=where)
        for number, table in enumerate(rest.pop("calendar", ()))
    ]
    try:
        return Desk.model_validate({**rest, "calendars": calendars, "people": tables})
    except ValidationError as error:
        named = [{"name": one.get("person")} for one in tables if isinstance(one, Mapping)]
        place, what = placed(error, named, kind="person")
        raise invalid(where, place, what, code=_CODE) from error


def _calendar(number: int, table: Mapping[str, Any], *, where: str) -> WorkingHours:
    name = f" ({table['name']})" if "name" in table else ""
    place = f"calendar {number + 1}{name}"
    try:
        return hours_of(table)
    except ValidationError as error:
        field, what = placed(error, (), kind="calendar")
        raise invalid(where, f"{place}, {field}" if field else place, what, code=_CODE) from error
    except (ValueError, TypeError) as error:
        raise invalid(where, place, f"{error}", code=_CODE) from error
