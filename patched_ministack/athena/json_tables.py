"""Gap: a JSON table is read with guessed columns and types, and an empty one has no nested types.

Athena takes columns and types from Glue, absent fields are null, fields that Glue does not name
are not seen (Athena user guide, "OpenX JSON SerDe").
"""

from collections.abc import Callable
from typing import Any

from ministack.services import athena

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html"
SCALARS = {
    "string": "VARCHAR",
    "varchar": "VARCHAR",
    "char": "VARCHAR",
    "boolean": "BOOLEAN",
    "tinyint": "TINYINT",
    "smallint": "SMALLINT",
    "int": "INTEGER",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "float": "FLOAT",
    "real": "FLOAT",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "binary": "BLOB",
}


def needed() -> bool:
    """Return whether a declared date in a JSON table is still left to DuckDB's guess."""
    return "read_json_auto" in athena._table_relation(_EXAMPLE, ["x.json"])


def apply() -> None:
    """Read JSON tables by their Glue columns, and give empty tables their full types."""
    seam.expect(holds=needed(), seam="athena._table_relation's JSON branch")
    seam.wrap(athena, "_table_relation", parameters=("table_data", "files"), build=_declared)
    seam.wrap(
        athena, "_empty_relation", parameters=("table_data",), build=lambda _: _empty_relation
    )


def duckdb_type(hive: str) -> str:
    """A Hive type, nested ones included, in DuckDB's words; unknown ones are text."""
    hive = hive.strip().lower()
    name, _, inner = hive.partition("<")
    inner = inner.removesuffix(">")
    if name == "array":
        return f"{duckdb_type(inner)}[]"
    if name == "map":
        key, value = _split(inner)
        return f"MAP({duckdb_type(key)}, {duckdb_type(value)})"
    if name == "struct":
        fields = (field.partition(":") for field in _split(inner))
        members = ", ".join(f"{_name(key.strip())} {duckdb_type(kind)}" for key, _, kind in fields)
        return f"STRUCT({members})"
    if name.startswith("decimal"):
        return name.upper() if "(" in name else "DECIMAL(10,0)"
    return SCALARS.get(name.partition("(")[0], "VARCHAR")


def _split(inner: str) -> list[str]:
    """The members of a nested type, at its own level."""
    parts, depth, start = [], 0, 0
    for position, letter in enumerate(inner):
        depth += (letter in "<(") - (letter in ">)")
        if letter == "," and depth == 0:
            parts.append(inner[start:position])
            start = position + 1
    return [*parts, inner[start:]]


def _declared(relation: Callable[..., str]) -> Callable[..., str]:
    def declared(table_data: dict[str, Any], files: list[str]) -> str:
        columns = table_data["StorageDescriptor"].get("Columns") or []
        if athena._data_format(table_data) != "json" or not columns:
            return relation(table_data, files)
        types = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in _columns(columns))
        partitions = athena._path_partition_keys(table_data, files)
        names = [name for name, _ in _columns([*columns, *partitions])]
        rows = (
            f"read_json({athena._sql_list(files)}, format = 'newline_delimited', "
            f"columns = {{{types}}}, {athena._hive_options(partitions)})"
        )
        return f"(SELECT {', '.join(map(_name, names))} FROM {rows})"  # noqa: S608 - quoted names

    return declared


def _empty_relation(table_data: dict[str, Any]) -> str:
    storage = table_data.get("StorageDescriptor") or {}
    columns = _columns([*(storage.get("Columns") or []), *(table_data.get("PartitionKeys") or [])])
    if not columns:
        return "(SELECT 1 WHERE FALSE)"
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {_name(name)}" for name, kind in columns)
    return f"(SELECT {nothing} WHERE FALSE)"


def _columns(declared: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(column["Name"], duckdb_type(column.get("Type", "string"))) for column in declared]


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_EXAMPLE = {
    "StorageDescriptor": {
        "Columns": [{"Name": "day", "Type": "date"}],
        "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
    }
}
