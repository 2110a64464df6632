"""Gap: Athena's SQL (Trino) is run as it is by DuckDB, which speaks another dialect.

Statements are translated with sqlglot; integers divide to integers, as in Trino.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import sqlglot
from ministack.services import athena
from sqlglot.errors import SqlglotError

from infra.local.launcher import seam

INTEGER_DIVISION = "SET integer_division = true; "


def needed() -> bool:
    """Whether the emulator still hands the statement to DuckDB untranslated."""
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
    return INTEGER_DIVISION + translated[0]


def apply() -> None:
    """Translate in front of DuckDB."""
    seam.expect(holds=needed(), seam="athena._run_duckdb, which runs DuckDB")
    seam.wrap(athena, "_run_duckdb", parameters=("query", "database", "catalog"), build=_translated)


def _translated(run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def run_translated(query: str, database: Any, catalog: Any = None) -> Any:
        return await run(translate(query), database, catalog)

    return run_translated
