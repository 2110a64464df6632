"""Gap: a column that Glue names and no Parquet file has fails the query.

Athena reads Parquet by name: a file that is older than a column gives null for it, and a column
that Glue does not name is not seen.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import athena

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html"
_FORM = "parquet"
_EXAMPLE = {
    "StorageDescriptor": {
        "Columns": [{"Name": "day", "Type": "date"}],
        "SerdeInfo": {
            "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
        },
    }
}


def needed() -> bool:
    """Return whether Parquet is still read with the columns of its files alone."""
    return "BY NAME" not in athena._table_relation(_EXAMPLE, ["x.parquet"])


def apply() -> None:
    """Read Parquet tables by their Glue columns."""
    seam.expect(holds=needed(), seam="athena._table_relation's Parquet branch")
    seam.attribute(athena, "_empty_relation")
    seam.wrap(athena, "_table_relation", parameters=("table_data", "files"), build=_named)


def _named(relation: Callable[..., str]) -> Callable[..., str]:
    def named(table_data: dict[str, Any], files: list[str]) -> str:
        rows = relation(table_data, files)
        columns = table_data["StorageDescriptor"].get("Columns") or []
        if athena._data_format(table_data) != _FORM or not columns:
            return rows
        keys = table_data.get("PartitionKeys") or []
        names = ", ".join(_quoted(column["Name"]) for column in [*columns, *keys])
        nothing = athena._empty_relation(table_data)
        return (
            f"(SELECT {names} FROM (SELECT * FROM {nothing} "  # noqa: S608 - quoted names
            f"UNION ALL BY NAME SELECT * FROM {rows}))"
        )

    return named


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
