"""Gap: Athena's SQL (Trino) is run as it is by DuckDB, which speaks another dialect.

Statements are translated with sqlglot; integers divide to integers, as in Trino.
"""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

import sqlglot
from ministack.services import athena
from sqlglot.errors import SqlglotError

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/athena/latest/ug/dml-queries-functions-operators.html"
INTEGER_DIVISION = "SET integer_division = true"


def needed() -> bool:
    """Return whether the emulator still hands the statement to DuckDB untranslated."""
    names = athena._run_duckdb.__code__.co_names
    return not {"sqlglot", "transpile"} & set(names)


def translate(statement: str) -> str:
    """A Trino statement in DuckDB's dialect. Raises ValueError, as Athena words it, otherwise."""
    try:
        translated = sqlglot.transpile(statement, read="athena", write="duckdb")
    except SqlglotError as error:
        text = str(error).splitlines()[0]
        raise ValueError(f"SYNTAX_ERROR: {text}") from error
    if len(translated) != 1:
        raise ValueError("SYNTAX_ERROR: Only one sql statement is allowed.")
    return translated[0]


def apply() -> None:
    """Translate in front of DuckDB."""
    seam.expect(holds=needed(), seam="athena._run_duckdb, which runs DuckDB")
    seam.wrap(athena, "_run_duckdb", parameters=("query", "database", "catalog"), build=_translated)


def _translated(run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def run_translated(query: str, database: Any, catalog: Any = None) -> Any:
        _divide_as_trino()
        return await run(translate(query), database, catalog)

    return run_translated


@functools.cache
def _divide_as_trino() -> None:
    """Set integer division on every connection; DuckDB reads it when it parses the next statement.

    Only when a query comes: DuckDB is large, and most runs of the emulator never need it.
    """
    import duckdb  # noqa: PLC0415 - loaded with the first query

    connect = duckdb.connect

    def connect_dividing(*args: Any, **kwargs: Any) -> Any:
        connection = connect(*args, **kwargs)
        connection.execute(INTEGER_DIVISION)
        return connection

    duckdb.connect = connect_dividing
