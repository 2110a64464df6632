"""Gap: SHOW and DESCRIBE are handed to DuckDB, which knows nothing of Glue's tables.

SHOW TABLES, VIEWS, DATABASES, SCHEMAS, COLUMNS, PARTITIONS, TBLPROPERTIES, CREATE VIEW and DESCRIBE
answer from Glue, and `information_schema.tables` and `.columns` are read from there. A projected
partition is not listed by SHOW PARTITIONS, as on AWS.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ministack.services import athena, glue

from patched_ministack import seam
from patched_ministack.athena.views import KIND, view_sql

FOLLOWS = "https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html"
_NAME = r'(?:["`]?(?P<database>\w+)["`]?\.)?["`]?(?P<table>\w+)["`]?'
_IN = r'(?:\s+(?:in|from)\s+["`]?(?P<database>\w+)["`]?)?'
_LIKE = r"(?:\s+(?:like\s+)?'(?P<pattern>[^']*)')?"
_WIDTH = 20
"""Hive pads names and types of DESCRIBE and SHOW COLUMNS to this width at least."""


class _Asked(NamedTuple):
    """The parts of a statement."""

    database: str
    table: str
    pattern: str


def needed() -> bool:
    """Return whether the emulator still has no statement of its own beside CREATE and DROP."""
    return athena._parse_ddl("SHOW TABLES") is None


def apply() -> None:
    """Answer in front of the translation and the views, which are patches of their own."""
    for name in ("_tables", "_databases", "_partitions"):
        seam.attribute(glue, name)
    seam.expect(holds=needed(), seam="athena._parse_ddl without SHOW")
    seam.wrap(athena, "_run_duckdb", parameters=("query", "database", "catalog"), build=_answered)


def answer(statement: str, database: str) -> dict[str, Any] | None:
    """The answer from Glue; None for any other statement. Raises ValueError as Athena words it."""
    text = " ".join(statement.strip().rstrip(";").split())
    for form, columns, rows in _STATEMENTS:
        found = form.fullmatch(text)
        if found:
            parts = {"database": None, "table": None, "pattern": None} | found.groupdict()
            asked = _Asked(
                (parts["database"] or database).lower(),
                (parts["table"] or "").lower(),
                parts["pattern"] or "",
            )
            lines = [list(row) for row in rows(asked)]
            return {
                "columns": list(columns),
                "column_types": ["string"] * len(columns),
                "rows": lines,
            }
    return None


def with_information_schema(statement: str) -> str:
    """The statement with `information_schema.tables` and `.columns` as rows of their own."""

    def relation(found: re.Match[str]) -> str:
        columns, rows = _INFORMATION[found["name"].lower()]
        return _values(columns, list(rows()))

    return _INFORMATION_SCHEMA.sub(relation, statement)


def _tables(asked: _Asked, *, views_only: bool = False) -> Iterator[tuple[str]]:
    _require_database(asked.database)
    wanted = re.compile(asked.pattern.replace("*", ".*") or ".*")
    for name, table in sorted(_of(asked.database)):
        if wanted.fullmatch(name) and (not views_only or table.get("TableType") == KIND):
            yield (name,)


def _views(asked: _Asked) -> Iterator[tuple[str]]:
    return _tables(asked, views_only=True)


def _databases(asked: _Asked) -> Iterator[tuple[str]]:
    wanted = re.compile(asked.pattern.replace("*", ".*") or ".*")
    return ((name,) for name in sorted(glue._databases) if wanted.fullmatch(name))


def _columns(asked: _Asked) -> Iterator[tuple[str]]:
    return ((_padded(column["Name"]),) for column in _all_columns(_table(asked)))


def _described(asked: _Asked) -> Iterator[tuple[str]]:
    """One value a row, its parts separated by tabs, as GetQueryResults gives them on AWS."""
    table = _table(asked)
    for column in _all_columns(table):
        yield (_line(column),)
    if table.get("PartitionKeys"):
        yield from (("\t \t ",), ("# Partition Information\t \t ",))
        yield ("\t".join(map(_padded, ("# col_name", "data_type", "comment"))),)
        yield ("\t \t ",)
        for key in table["PartitionKeys"]:
            yield (_line(key),)


def _partitions(asked: _Asked) -> Iterator[tuple[str]]:
    table = _table(asked)
    keys = [key["Name"] for key in table.get("PartitionKeys") or ()]
    if not keys:
        raise ValueError(
            f"FAILED: Execution Error. {asked.database}.{asked.table} is not a partitioned table"
        )
    for partition in glue._partitions.get(f"{asked.database}/{asked.table}") or ():
        pairs = zip(keys, partition["Values"], strict=True)
        yield ("/".join(f"{key}={value}" for key, value in pairs),)


def _properties(asked: _Asked) -> Iterator[tuple[str, str]]:
    yield from sorted((_table(asked).get("Parameters") or {}).items())


def _view_created(asked: _Asked) -> Iterator[tuple[str]]:
    sql = view_sql(_table(asked))
    if sql is None:
        raise ValueError(f"{asked.database}.{asked.table} is not a view")
    yield (f"CREATE VIEW {asked.database}.{asked.table} AS\n{sql}",)


def _of(database: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, table in glue._tables.items():
        schema, _, name = key.partition("/")
        if schema == database:
            yield name, table


def _table(asked: _Asked) -> dict[str, Any]:
    found: dict[str, Any] | None = glue._tables.get(f"{asked.database}/{asked.table}")
    if found is None:
        raise ValueError(
            "FAILED: SemanticException [Error 10001]: Table not found "
            f"{asked.database}.{asked.table}"
        )
    return found


def _require_database(name: str) -> None:
    if name not in glue._databases:
        raise ValueError(
            f"FAILED: SemanticException [Error 10072]: Database does not exist: {name}"
        )


def _all_columns(table: dict[str, Any]) -> list[dict[str, Any]]:
    own = (table.get("StorageDescriptor") or {}).get("Columns") or []
    return [*own, *(table.get("PartitionKeys") or [])]


def _line(column: dict[str, Any]) -> str:
    parts = (column["Name"], column.get("Type", "string"), column.get("Comment", ""))
    return "\t".join(map(_padded, parts))


def _padded(text: str) -> str:
    return text.ljust(_WIDTH)


def _every_table() -> Iterator[tuple[str, ...]]:
    for schema in sorted(glue._databases):
        for name, table in sorted(_of(schema)):
            kind = "VIEW" if table.get("TableType") == KIND else "BASE TABLE"
            yield ("awsdatacatalog", schema, name, kind)


def _every_column() -> Iterator[tuple[str, ...]]:
    for schema in sorted(glue._databases):
        for name, table in sorted(_of(schema)):
            for place, column in enumerate(_all_columns(table), start=1):
                kind = column.get("Type", "string")
                shown = "varchar" if kind == "string" else kind
                yield ("awsdatacatalog", schema, name, column["Name"], str(place), shown)


def _values(columns: Iterable[str], rows: list[tuple[str, ...]]) -> str:
    names = ", ".join(columns)
    if not rows:
        nothing = ", ".join(f"cast(null as varchar) as {name}" for name in columns)
        return f"(select {nothing} where false)"
    lines = ", ".join("(" + ", ".join(map(_text, row)) + ")" for row in rows)
    return f"(select * from (values {lines}) as listed ({names}))"  # noqa: S608 - quoted texts


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _answered(run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def run_answered(query: str, database: Any, catalog: Any = None) -> Any:
        found = answer(query, database or "default")
        return found or await run(with_information_schema(query), database, catalog)

    return run_answered


def _form(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_Rows = Callable[[_Asked], Iterator[tuple[str, ...]]]
_STATEMENTS: tuple[tuple[re.Pattern[str], tuple[str, ...], _Rows], ...] = (
    (_form(rf"show tables{_IN}{_LIKE}"), ("tab_name",), _tables),
    (_form(rf"show views{_IN}{_LIKE}"), ("views",), _views),
    (_form(rf"show (?:databases|schemas){_LIKE}"), ("database_name",), _databases),
    (_form(rf"show columns (?:in|from) {_NAME}"), ("field",), _columns),
    (
        _form(r"show columns (?:in|from) (?P<table>\w+) (?:in|from) (?P<database>\w+)"),
        ("field",),
        _columns,
    ),
    (_form(rf"show create view {_NAME}"), ("create_view",), _view_created),
    (_form(rf"show partitions {_NAME}"), ("partition",), _partitions),
    (_form(rf"show tblproperties {_NAME}"), ("prpt_name", "prpt_value"), _properties),
    (
        _form(rf"(?:describe|desc)(?: extended| formatted)? {_NAME}"),
        ("col_name", "data_type", "comment"),
        _described,
    ),
)
"""The statements, the columns of their answers, and the rows."""
_INFORMATION: dict[str, tuple[tuple[str, ...], Callable[[], Iterator[tuple[str, ...]]]]] = {
    "tables": (("table_catalog", "table_schema", "table_name", "table_type"), _every_table),
    "columns": (
        (
            "table_catalog",
            "table_schema",
            "table_name",
            "column_name",
            "ordinal_position",
            "data_type",
        ),
        _every_column,
    ),
}
_INFORMATION_SCHEMA = re.compile(r"\binformation_schema\.(?P<name>tables|columns)\b", re.IGNORECASE)
