"""Columns of lists: a name, its field group, and the value of a row; one table for all forms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.kernel.clock import format_instant

Row = TypeVar("Row")
Value: TypeAlias = str | int | date | datetime | None


class CellKind(StrEnum):
    """The form of a column's values for people."""

    TEXT = "text"
    SENTENCE = "sentence"
    """Text of many words, which a table gives room."""
    NUMBER = "number"
    MONEY = "money"
    """Integer cents."""
    DATE = "date"
    INSTANT = "instant"
    DAYS_LEFT = "days_left"
    """Days until something is due; negative once that has passed."""
    STATE = "state"
    """A state's code, shown in its words."""
    ACTOR = "actor"
    """`user:<id>` or `system:<function>`, shown in words."""
    ID = "id"
    """An opaque id, cut for the eye and whole in the link."""


NUMERIC = frozenset({CellKind.NUMBER, CellKind.MONEY, CellKind.DAYS_LEFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn(Generic[Row]):
    """One column."""

    name: str
    """In JSON, CSV and the address."""
    title: str
    group: FieldGroup
    value: Callable[[Row], Value]
    kind: CellKind = CellKind.TEXT
    link: Callable[[Row], str] | None = None
    """The address that the value leads to."""
    opens: Resource | None = None
    """The other kind of thing that it leads to: nobody gets a link to what the roles never read."""
    is_main: bool = True
    """False: only where the view asks for it."""
    below: str = ""
    """The column below whose value the page shows this one, to save width; files have it apart."""
    note: Callable[[Row], str] | None = None
    """A second line below the value, of the same field group: the reason of a priority."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row as templates show it."""

    column: ListColumn[Any]
    value: Value
    link: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnStack:
    """A column of the page, with the places of those that stand below its values."""

    column: ListColumn[Any]
    place: int
    """Among the view's columns, and the cells of its rows."""
    below: tuple[int, ...]


def plain(kind: CellKind, value: Value) -> str | int | None:
    """Return a value for JSON and CSV: dollars as decimal text, days and instants in ISO 8601."""
    if value is None:
        return None
    if kind is CellKind.MONEY and isinstance(value, int):
        return dollars(value)
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def dollars(cents: int) -> str:
    """Return cents as a decimal number of dollars: `-12.05`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
