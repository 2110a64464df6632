"""Columns and rows of a list as an export has them, and the fields that make it confidential."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from claimtrail.access.fields import FieldGroup

CellValue: TypeAlias = str | int | Decimal | date | datetime | None
"""The value of a cell; None where the list has nothing to show."""


class ColumnKind(StrEnum):
    """The kind of a column's values, by which they are written and aligned."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    """Dollars, as Decimal."""
    DAY = "day"
    INSTANT = "instant"


ALIGNED_RIGHT = frozenset({ColumnKind.NUMBER, ColumnKind.MONEY})

NAMES_NOBODY = frozenset(
    {FieldGroup.REFERENCE, FieldGroup.STATUS, FieldGroup.WORK, FieldGroup.TECHNICAL}
)
"""Groups of fields by which nobody is identified (45 CFR 164.514(b)(2))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportColumn:
    """A column of a list."""

    name: str
    """Stable: it stands in URLs and in the access log."""
    title: str
    group: FieldGroup
    kind: ColumnKind = ColumnKind.TEXT
    is_totaled: bool = False
    """True where the sum of its values says something."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A row of a list, restricted to what the person may see."""

    values: tuple[CellValue, ...]
    """One for each column of the list, in their order."""
    subject_id: str
    """The claim, ticket or file that it shows, for the access log."""
    cursor: str | None = None
    """The place after it; None where the list cannot go on right after it."""


@dataclass(frozen=True, slots=True)
class ExportPlace:
    """A place in a list without a row: what stands before it is not the person's to see."""

    cursor: str


def chosen_columns(columns: Sequence[ExportColumn], names: Sequence[str]) -> list[int]:
    """Return the places of the columns to write, in the order asked for; all without names.

    A name that the list does not have for this person is left out.
    """
    if not names:
        return list(range(len(columns)))
    places = {column.name: place for place, column in enumerate(columns)}
    return [places[name] for name in dict.fromkeys(names) if name in places]


def needs_banner(columns: Iterable[ExportColumn]) -> bool:
    """Return whether a column identifies a person, so that the banner may not be left out."""
    return any(column.group not in NAMES_NOBODY for column in columns)
