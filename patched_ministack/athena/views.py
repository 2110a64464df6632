"""Gap: Athena views (VIRTUAL_VIEW tables of Glue) are not known; a query finds no such table.

A view is expanded where it is named, as Athena does: Glue keeps its SELECT in `ViewOriginalText`,
base64 of JSON between `/* Presto View: ` and ` */`.
"""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

import sqlglot
from ministack.services import athena, glue
from sqlglot import exp
from sqlglot.errors import SqlglotError

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/athena/latest/ug/views.html"
KIND = "VIRTUAL_VIEW"
_HEAD, _TAIL = "/* Presto View: ", " */"
_DEPTH = 10
"""Views over views; more of them is a circle."""


def needed() -> bool:
    """Return whether the emulator still looks for files only."""
    return "ViewOriginalText" not in athena._rewrite_data_paths.__code__.co_consts


def apply() -> None:
    """Expand views in front of the translation, which is a patch of its own."""
    seam.attribute(glue, "_tables")
    seam.expect(holds=needed(), seam="athena._rewrite_data_paths without views")
    seam.wrap(athena, "_run_duckdb", parameters=("query", "database", "catalog"), build=_expanded)


def view_sql(table: dict[str, Any] | None) -> str | None:
    """The SELECT of a view of Glue; None for tables."""
    if not table or table.get("TableType") != KIND:
        return None
    text = table["ViewOriginalText"].strip().removeprefix(_HEAD).removesuffix(_TAIL)
    sql: str = json.loads(base64.b64decode(text))["originalSql"]
    return sql


def expand(statement: str, *, find: Callable[[str, str], str | None], database: str) -> str:
    """The statement with every view that it names as a subquery of the same name.

    `find` gives the SELECT of a view by database and name. Raises ValueError, as Athena words it,
    when views name one another in a circle; what is no SQL is left to the translation.
    """
    try:
        tree = sqlglot.parse_one(statement, read="athena")
    except SqlglotError:
        return statement
    for depth in range(_DEPTH):
        found = [
            (table, sql)
            for table in tree.find_all(exp.Table)
            if (sql := _view(table, find, database))
        ]
        if not found:
            return tree.sql(dialect="athena") if depth else statement
        for table, sql in found:
            inner = sqlglot.parse_one(sql, read="athena")
            if table.db not in {"", database}:
                _bind(inner, table.db)
            subquery = exp.Subquery(
                this=inner, alias=table.args.get("alias") or exp.TableAlias(this=table.this.copy())
            )
            if table.args.get("joins"):
                subquery.set("joins", table.args["joins"])
            table.replace(subquery)
    raise ValueError("SYNTAX_ERROR: a view names itself")


def _bind(inner: exp.Expr, database: str) -> None:
    """Let a view mean the tables of its own database, whatever the asker's is."""
    for named in inner.find_all(exp.Table):
        if not named.db and not _is_named_by_a_with(named):
            named.set("db", exp.to_identifier(database))


def _view(table: exp.Table, find: Callable[[str, str], str | None], database: str) -> str | None:
    if not table.db and _is_named_by_a_with(table):
        return None
    return find(table.db or database, table.name)


def _is_named_by_a_with(table: exp.Table) -> bool:
    """Return whether a WITH around the table gives its name to something else."""
    inside: exp.Expr | None = table
    while inside is not None:
        given = inside.args.get("with_") or inside.args.get("with")
        for each in given.expressions if given else ():
            if each.alias == table.name and table.find_ancestor(exp.CTE) is not each:
                return True
        inside = inside.parent
    return False


def _expanded(run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def run_expanded(query: str, database: Any, catalog: Any = None) -> Any:
        def find(schema: str, name: str) -> str | None:
            return view_sql(glue._tables.get(f"{schema}/{name}"))

        return await run(
            expand(query, find=find, database=database or "default"), database, catalog
        )

    return run_expanded
