"""The answer to a query, as Athena and whoever shows it exchange it."""

from dataclasses import dataclass
from decimal import Decimal

Value = str | int | float | Decimal | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult:
    """The answer to one query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    """Whole numbers, floats, decimals and booleans as such; days and instants as text."""
    scanned_bytes: int
    """Bytes that Athena charges for."""
    milliseconds: int
    """From the start of the query until its answer lay ready, as Athena measured it."""
