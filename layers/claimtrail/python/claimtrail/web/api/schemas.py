"""Schemas of answers, from the tables that the answers are made by (JSON Schema 2020-12)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from claimtrail.access.field_views.tables import FieldTables
from claimtrail.web.api.routes import Schema
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.listing import Listing

DOLLARS: Schema = {
    "type": "string",
    "pattern": r"^-?[0-9]+\.[0-9]{2}$",
    "description": "US dollars and cents, as decimal text.",
}
_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_KINDS: Mapping[CellKind, Schema] = MappingProxyType(
    {
        CellKind.TEXT: _TEXT,
        CellKind.SENTENCE: _TEXT,
        CellKind.NUMBER: _NUMBER,
        CellKind.MONEY: DOLLARS,
        CellKind.DATE: {"type": "string", "format": "date"},
        CellKind.INSTANT: {"type": "string", "format": "date-time"},
        CellKind.DAYS_LEFT: _NUMBER,
        CellKind.STATE: _TEXT,
        CellKind.ACTOR: _TEXT,
        CellKind.ID: _TEXT,
    }
)
_PLAIN: Mapping[type, Schema] = MappingProxyType(
    {
        bool: {"type": "boolean"},
        int: _NUMBER,
        str: _TEXT,
        date: _KINDS[CellKind.DATE],
        datetime: _KINDS[CellKind.INSTANT],
        Decimal: _TEXT,
    }
)
_CENTS = "_cents"


def object_of(properties: Mapping[str, Schema], *, optional: Iterable[str] = ()) -> Schema:
    """Return the schema of an object with these fields and no others."""
    required = [name for name in properties if name not in set(optional)]
    return {
        "type": "object",
        "properties": dict(properties),
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def list_of(item: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": item}


def or_null(schema: Schema) -> Schema:
    """Return a schema that allows null as well."""
    return {"anyOf": [schema, {"type": "null"}]}


def column_schema(column: ListColumn[Any]) -> Schema:
    """Return the schema of a column's values."""
    known = _KINDS[column.kind]
    return {
        **or_null({key: value for key, value in known.items() if key != "description"}),
        "description": _described(column),
    }


def _described(column: ListColumn[Any]) -> str:
    unit = " In US dollars." if column.kind is CellKind.MONEY else ""
    return f"{column.title}.{unit} Field group: {column.group.value}."


def row_schema(columns: Iterable[ListColumn[Any]]) -> Schema:
    """Return the schema of a row: what the caller may not see is absent, so nothing is required."""
    fields = {column.name: column_schema(column) for column in columns}
    return object_of(fields, optional=fields)


def page_schema(listing: Listing[Any]) -> Schema:
    """Return the schema of a page of a list."""
    return object_of(
        {
            "data": list_of(row_schema(listing.columns)),
            "total": {
                **or_null({"type": "integer", "minimum": 0}),
                "description": "All rows of the view; null where they are not counted.",
            },
            "next": {
                **or_null({"type": "string", "format": "uri-reference"}),
                "description": "The address of the next page; null on the last.",
            },
            "notes": {
                **list_of(_TEXT),
                "description": "Sentences about what is not in the list.",
            },
        }
    )


def view_schema(view: type, tables: FieldTables) -> Schema:
    """Return the schema of a view that is restricted by tables of fields: nothing is required."""
    hints = dict(_hints(view))
    fields = dict(_field(name, hints[name], tables) for name in tables[view].fields)
    return object_of(fields, optional=fields)


def _hints(view: type) -> Iterator[tuple[str, Any]]:
    """Yield the types of a view's fields and properties."""
    yield from get_type_hints(view).items()
    for name in dir(view):
        found = getattr(view, name, None)
        if isinstance(found, property) and found.fget:
            yield name, get_type_hints(found.fget)["return"]


def _field(name: str, hint: Any, tables: FieldTables) -> tuple[str, Schema]:
    if not name.endswith(_CENTS):
        return name, _of_hint(hint, tables)
    schema = or_null(DOLLARS) if NoneType in get_args(hint) else DOLLARS
    return name.removesuffix(_CENTS), schema


def _of_hint(hint: Any, tables: FieldTables) -> Schema:
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        options = [_of_hint(one, tables) for one in get_args(hint) if one is not NoneType]
        found = options[0] if len(options) == 1 else {"anyOf": options}
        return or_null(found) if NoneType in get_args(hint) else found
    if origin is not None:
        return list_of(_of_hint(get_args(hint)[0], tables))
    if hint in tables:
        return view_schema(hint, tables)
    return _PLAIN[hint] if hint in _PLAIN else _of_class(hint)


def _of_class(hint: type) -> Schema:
    """Return the schema of an enumeration. Raises TypeError for a class that no table has."""
    if issubclass(hint, Enum) and not is_dataclass(hint):
        return {"type": "string", "enum": [str(one.value) for one in hint]}
    raise TypeError(f"{hint.__name__} has no schema")
