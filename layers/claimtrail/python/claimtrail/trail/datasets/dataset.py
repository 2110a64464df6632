"""Datasets of the trail: one typed row each, from which all else about it follows.

A noun declares a `TypedDict` whose fields are the columns in their order, each with its type,
whether it may be null, its meaning, and what the masked table shows of it. Glue's columns, what the
recorder takes, JSON contracts, Parquet and docs/analysts.md come from there.

Types are Athena's. Days and instants are `string` on purpose: Athena's JSON SerDe reads neither
ISO 8601 days as `date` nor RFC 3339 instants as `timestamp` reliably, and both sort and compare
correctly as text; `date(column)` and `from_iso8601_timestamp(column)` turn them into values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType, NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

ColumnType = Literal["string", "bigint", "boolean"]

Row = Mapping[str, Any]
"""A row of any dataset, as `TypedDict`s are: the values of its columns by name."""
RowsByDataset = Mapping[str, Sequence[Row]]
"""Rows by the name of their dataset."""

PARTITION = "dt"
"""The partition column: the UTC day on which the trail wrote the row, YYYY-MM-DD."""

_TYPES: Mapping[type, ColumnType] = MappingProxyType(
    {str: "string", int: "bigint", bool: "boolean"}
)
_PYTHON_TYPES = {athena: python for python, athena in _TYPES.items()}


class Mask(StrEnum):
    """The form of a column in masked tables, for analysts without rights to single claims."""

    KEEP = "as it is"
    PSEUDONYM = "pseudonym"
    PSEUDONYMS = "pseudonyms, separated by blanks"
    YEAR = "year only"
    LEAVE_OUT = "not there"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Meaning of a column, with its unit; in `Annotated`, beside its type."""

    text: str
    mask: Mask | None = None
    """Needed where the dataset has a masked table."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its Athena type."""

    name: str
    type: ColumnType
    description: str
    mask: Mask | None = None
    nullable: bool = False


CHAIN_COLUMNS = (
    Column(
        "chain_seq",
        "bigint",
        "Number of the trail's object that holds the row, from 1.",
        Mask.LEAVE_OUT,
    ),
    Column(
        "previous_sha256",
        "string",
        "SHA-256 of the object before, in hexadecimal; 64 zeros for the first.",
        Mask.LEAVE_OUT,
    ),
    Column("written_at", "string", "When the trail wrote the row (RFC 3339, UTC).", Mask.YEAR),
)
"""Given by the recorder to every row of every dataset."""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One table over `s3://<audit bucket>/<name>/dt=YYYY-MM-DD/*.ndjson.gz`."""

    name: str
    """Also its Glue table and its prefix in the audit bucket."""
    description: str
    key: tuple[str, ...]
    """Rows with the same key are repeats of one another (delivery is at least once)."""
    columns: tuple[Column, ...]
    """Those that the senders give, then CHAIN_COLUMNS; the partition is not among them."""
    masked: bool
    """True where it has a masked table; the others are about files, people and the trail."""

    @cached_property
    def given(self) -> tuple[Column, ...]:
        """Return the columns that a sender gives."""
        return tuple(column for column in self.columns if column not in CHAIN_COLUMNS)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Return the names of the columns that a sender gives and that are never null."""
        return tuple(column.name for column in self.given if not column.nullable)

    @cached_property
    def row_types(self) -> Mapping[str, type]:
        """Return the Python type of each column that a sender gives."""
        return {column.name: _PYTHON_TYPES[column.type] for column in self.given}


def dataset(
    row: type, *, name: str, description: str, key: tuple[str, ...], masked: bool = False
) -> Dataset:
    """Return the dataset of a row, which is a `TypedDict`.

    Raises TypeError for a column without type or meaning, for one without a mask where there is a
    masked table, and for a key that may be null.
    """
    columns = (*_columns_of(row), *CHAIN_COLUMNS)
    unmasked = [column.name for column in columns if masked and column.mask is None]
    if unmasked:
        raise TypeError(f"{name}: no mask for {', '.join(unmasked)}")
    lacking = set(key) - {column.name for column in columns if not column.nullable}
    if lacking:
        raise TypeError(
            f"{name}: key columns that are not there, or may be null: {', '.join(sorted(lacking))}"
        )
    return Dataset(name=name, description=description, key=key, columns=columns, masked=masked)


def _columns_of(row: type) -> Iterator[Column]:
    for name, hint in get_type_hints(row, include_extras=True).items():
        meaning, types = None, []
        for part in _parts(hint):
            if isinstance(part, Meaning):
                meaning = part
            else:
                types.append(part)
        held = [part for part in types if part is not NoneType]
        if meaning is None or len(held) != 1 or held[0] not in _TYPES:
            raise TypeError(f"{row.__name__}.{name} has no meaning, or no type of a column")
        nullable = len(types) > len(held)
        yield Column(name, _TYPES[held[0]], meaning.text, meaning.mask, nullable)


def _parts(hint: Any) -> Iterator[Any]:
    """Yield the types and the meaning of a field: of `Annotated`, of unions, of both."""
    if get_origin(hint) is Annotated or NoneType in get_args(hint):
        for part in get_args(hint):
            yield from _parts(part)
    else:
        yield hint
