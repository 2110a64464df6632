"""Gap: a query that fails tells what DuckDB or a parser says of it, in their words.

Athena names the kind of error, the place in the statement as it was sent, and the column, table or
function (Athena user guide, "Troubleshooting in Athena"). Whatever has no wording here keeps its
kind alone: the text of another engine helps nobody on AWS.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import sqlglot
from ministack.services import athena
from sqlglot.errors import ParseError, SqlglotError

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/athena/latest/ug/troubleshooting-athena.html"
_CATALOG = "awsdatacatalog"
_LINE = "\n"
_HIDDEN = "or requester is not authorized to access requested resources"
_UNRESOLVED = f"Column '{{name}}' cannot be resolved {_HIDDEN}"
_WORDINGS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), kind, text)
    for pattern, kind, text in (
        (
            r"Referenced column \"(?P<name>[^\"]+)\" not found",
            "COLUMN_NOT_FOUND",
            _UNRESOLVED,
        ),
        (
            r"does not have a column named \"(?P<name>[^\"]+)\"",
            "COLUMN_NOT_FOUND",
            _UNRESOLVED,
        ),
        (
            r"Referenced table \"(?P<name>[^\"]+)\" not found",
            "TABLE_NOT_FOUND",
            "Table '{name}' is not named in the FROM clause",
        ),
        (
            r"Table with name \"?(?P<name>[\w.]+)\"? does not exist",
            "TABLE_NOT_FOUND",
            "Table '{catalog}.{database}.{name}' does not exist",
        ),
        (
            r"Function with name \"?(?P<name>\w+)\"? does not exist",
            "FUNCTION_NOT_FOUND",
            "Function '{name}' not registered",
        ),
        (
            r"column \"?(?P<name>\w+)\"? must appear in the GROUP BY clause",
            "EXPRESSION_NOT_AGGREGATE",
            "'{name}' must be an aggregate expression or appear in GROUP BY clause",
        ),
        (
            r"arguments? types '(?P<name>\w+)\(",
            "FUNCTION_NOT_FOUND",
            "Unexpected parameters for function {name}",
        ),
        (
            r"Cannot compare values of type (?P<name>\w+) and type (?P<other>\w+)",
            "TYPE_MISMATCH",
            "Cannot compare {name} with {other}",
        ),
        (r"syntax error at or near \"(?P<name>[^\"]+)\"", "SYNTAX_ERROR", "mismatched input"),
        (r"Conversion Error|Could not convert", "INVALID_CAST_ARGUMENT", "Cannot cast a value"),
        (r"Ambiguous reference to column name \"(?P<name>[^\"]+)\"", "AMBIGUOUS_NAME",
         "Column '{name}' is ambiguous"),
    )
)  # fmt: skip
"""DuckDB's texts, each with Athena's kind of error and its text."""


def needed() -> bool:
    """Return whether the emulator still hands on what DuckDB says."""
    return not hasattr(athena, "COLUMN_NOT_FOUND")


def apply() -> None:
    """Word failures around everything else that looks at a statement."""
    seam.expect(holds=needed(), seam="athena.COLUMN_NOT_FOUND")
    seam.wrap(athena, "_run_duckdb", parameters=("query", "database", "catalog"), build=_worded)


def _worded(run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def run_worded(query: str, database: Any, catalog: Any = None) -> Any:
        import duckdb  # noqa: PLC0415 - loaded with the first query

        try:
            return await run(query, database, catalog)
        except duckdb.Error as error:
            raise ValueError(as_athena(str(error), query, str(database or ""))) from None
        except ValueError as error:
            cause = error.__cause__
            raise (ValueError(unreadable(cause)) if _is_unreadable(cause) else error) from None

    return run_worded


def _is_unreadable(cause: BaseException | None) -> bool:
    return isinstance(cause, SqlglotError)


def as_athena(said: str, query: str, database: str) -> str:
    """Return what Athena says of a failure that DuckDB words so."""
    for pattern, kind, text in _WORDINGS:
        found = pattern.search(said)
        if found:
            words = found.groupdict()
            name = words.get("name", "")
            at = place_of(name.rpartition(".")[2], query)
            filled = text.format(catalog=_CATALOG, database=database, **words)
            return f"{kind}: {at}{filled}"
    return "GENERIC_USER_ERROR: the statement cannot be run as it stands"


def unreadable(error: BaseException | None) -> str:
    """Return what Athena says of a statement that is no SQL."""
    faults = error.errors if isinstance(error, ParseError) else []
    for fault in faults:
        line, column, word = fault.get("line"), fault.get("col"), str(fault.get("highlight") or "")
        if line and column:
            start = max(int(column) - len(word) + 1, 1)
            return f"SYNTAX_ERROR: line {line}:{start}: mismatched input '{word}'"
    return "SYNTAX_ERROR: the statement cannot be read as SQL"


def place_of(name: str, query: str) -> str:
    """Return `line 1:8: `, where a statement names something first; empty where it does not."""
    for start in _starts(name, query):
        before = query[:start]
        line = before.count("\n") + 1
        return f"line {line}:{start - before.rfind(_LINE)}: "
    return ""


def _starts(name: str, query: str) -> Iterator[int]:
    try:
        tokens = sqlglot.tokenize(query, read="athena")
    except SqlglotError:
        return
    yield from (token.start for token in tokens if token.text.lower() == name.lower() and name)
