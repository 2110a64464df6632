"""The answer to a query, as Athena and whoever shows it exchange it."""

from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryProgress:
    """A query that is not done yet."""

    state: str
    """Athena's: QUEUED or RUNNING."""
    seconds: float
    """Since it was started."""
    scanned_bytes: int
    """So far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPages:
    """The answer to one query whose rows are fetched while they are read, and read once."""

    columns: tuple[str, ...]
    pages: Iterator[list[tuple[Value, ...]]]
    """A thousand rows at the most, each."""
    scanned_bytes: int
    milliseconds: int

    def whole(self) -> QueryResult:
        """Return the answer with all rows in memory."""
        return QueryResult(
            columns=self.columns,
            rows=tuple(row for page in self.pages for row in page),
            scanned_bytes=self.scanned_bytes,
            milliseconds=self.milliseconds,
        )


def pages_of(result: QueryResult) -> QueryPages:
    """Return an answer that lies in memory as pages: one."""
    return QueryPages(
        columns=result.columns,
        pages=iter([list(result.rows)]),
        scanned_bytes=result.scanned_bytes,
        milliseconds=result.milliseconds,
    )
