"""Tables of fields, and how a view is restricted by them.

A table names every field of one class, and the properties that people are shown. A field that no
table names is never shown: a class without a table cannot be shown at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from types import MappingProxyType
from typing import Any

from claimtrail.access.fields import FieldGroup

Needed = FieldGroup | tuple[FieldGroup, ...]
"""The group of a field, or the groups that a person needs all of."""
FieldTables = Mapping[type, "FieldTable"]
_PLAIN = (str, int, float, Decimal, bool, date, type(None))
"""Values without fields of their own; enumerations and instants are among them."""


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The groups that a person needs to see each field of a class."""

    view: type
    fields: Mapping[str, frozenset[FieldGroup]]
    hidden: frozenset[str] = frozenset()
    """Fields that nobody is shown."""


def field_table(view: type, by_group: Mapping[Needed, str], *, hidden: str = "") -> FieldTable:
    """Return the table of a class from the names of its fields, separated by spaces, by group.

    Raises ValueError for a field that is named twice.
    """
    fields: dict[str, frozenset[FieldGroup]] = {}
    for needed, names in by_group.items():
        groups = frozenset(needed if isinstance(needed, tuple) else (needed,))
        for name in names.split():
            if name in fields:
                raise ValueError(f"{view.__name__}.{name} is named twice")
            fields[name] = groups
    return FieldTable(view, MappingProxyType(fields), frozenset(hidden.split()))


def by_view(*tables: Iterable[FieldTable]) -> FieldTables:
    """Return tables by their class. Raises ValueError for a class that has two."""
    found: dict[type, FieldTable] = {}
    for table in chain.from_iterable(tables):
        if found.setdefault(table.view, table) is not table:
            raise ValueError(f"{table.view.__name__} has two tables of fields")
    return MappingProxyType(found)


def restricted(view: object, groups: frozenset[FieldGroup], tables: FieldTables) -> dict[str, Any]:
    """Return the fields of a view that a person may see, by name; views in it likewise.

    What a person may not see is absent, and so is a view in it of which nothing may be seen.
    Raises TypeError for a class without a table.
    """
    return {
        name: shown
        for name in visible_fields(type(view), groups, tables)
        if (shown := _shown(getattr(view, name), groups, tables)) is not _NOTHING
    }


def visible_fields(
    view: type, groups: frozenset[FieldGroup], tables: FieldTables
) -> tuple[str, ...]:
    """Return the names of the fields that a person may see, for the record of the access.

    Raises TypeError for a class without a table.
    """
    if view not in tables:
        raise TypeError(f"{view.__name__} has no table of fields")
    return tuple(name for name, needed in tables[view].fields.items() if needed <= groups)


_NOTHING = object()


def _shown(value: object, groups: frozenset[FieldGroup], tables: FieldTables) -> Any:
    """Return a value as it may be shown, or that nothing of it may."""
    if type(value) in tables:
        return restricted(value, groups, tables) or _NOTHING
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, tuple | list | Iterator) and not hasattr(value, "_fields"):
        return tuple(
            shown for item in value if (shown := _shown(item, groups, tables)) is not _NOTHING
        )
    raise TypeError(f"{type(value).__name__} has no table of fields")
