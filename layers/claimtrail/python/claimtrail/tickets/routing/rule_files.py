"""The file of a set of rules, and of the set that is shipped."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.tickets.routing.rules import RoutingRules
from claimtrail.tickets.routing.shadows import shadowed

_SHIPPED = "rules.toml"
_LISTS = frozenset({"rules", "people"})
"""Fields of models that files have as tables, one by one."""


@cache
def shipped_rules() -> RoutingRules:
    """Return the rules that decide until a stage applies its own, read once."""
    return rules_of(shipped_text(), where=_SHIPPED)


def shipped_text() -> str:
    """Return the file of those rules."""
    return files("claimtrail.tickets.routing").joinpath(_SHIPPED).read_text(encoding="utf-8")


def rules_of(text: str, *, where: str) -> RoutingRules:
    """Return the rules of a file; `where` is its name for errors.

    Raises ConfigurationError for text that is no TOML, for values that cannot be, and for a rule
    that can never match.
    """
    data = toml_of(text, where=where, code="ROUTING_RULES_INVALID")
    tables = data.pop("rule", ())
    try:
        rules = RoutingRules.model_validate({**data, "rules": tables})
    except ValidationError as error:
        raise invalid(where, *placed(error, tables, kind="rule")) from error
    for number, earlier in shadowed(rules.rules):
        takers = ", ".join(earlier)
        what = (
            f"the rule can never match: {takers} before it takes all of its tickets"
            if takers
            else "the rule can never match: its own conditions exclude each other"
        )
        raise invalid(f"{where}, {_place('rule', number, tables)}", what)
    return rules


def toml_of(text: str, *, where: str, code: str) -> dict[str, Any]:
    """Return the tables of a file. Raises ConfigurationError for text that is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise invalid(where, f"the text is no TOML: {error}", code=code) from error


def placed(
    error: ValidationError, tables: Sequence[Mapping[str, Any]], *, kind: str
) -> tuple[str, str]:
    """Return what is wrong, and the place in the file: `rule 2 (high-dollar), when.charge`."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = list(first["loc"])
    if place[1:] and place[0] in _LISTS:
        place.pop(0)
    message = first["msg"].removeprefix("Value error, ")
    if place and isinstance(place[0], int):
        field = ".".join(str(part) for part in place[1:])
        return ", ".join(filter(None, (_place(kind, place[0], tables), field))), message
    return ".".join(str(part) for part in place), message


def _place(kind: str, number: int, tables: Sequence[Mapping[str, Any]]) -> str:
    table = tables[number] if number < len(tables) else {}
    name = table.get("name") if isinstance(table, Mapping) else None
    return f"{kind} {number + 1}" + (f" ({name})" if name else "")


def invalid(
    where: str, place_or_what: str, what: str = "", *, code: str = "ROUTING_RULES_INVALID"
) -> ConfigurationError:
    """Return the refusal of a file: where it is wrong, and how."""
    place = f"{where}, {place_or_what}" if what and place_or_what else where
    return ConfigurationError(
        Explanation(
            code=code,
            what=what or place_or_what,
            where=place,
            next_step="Correct the file; docs/routing.md describes each field.",
        )
    )
