"""The datasets as Athena sees them: closed days in Parquet, the newest in the trail, one view.

| Name | What it is |
| --- | --- |
| `<dataset>` | a view: every row once, closed days from Parquet, the rest from the trail |
| `<dataset>_lake` | Parquet of closed days, `lake/<dataset>/dt=.../` in the lake bucket |
| `<dataset>_trail` | the chained JSON lines of the audit bucket, the legal record |

`claim_views` and `code_texts` have the views beside these.

A closed day is read from Parquet as soon as its file is there, and from the trail until then. The
open day is read from both: its Parquet, if somebody asked for it, and what the trail has beyond.
"""

import base64
import json
from dataclasses import dataclass

from claimtrail.trail.datasets.dataset import PARTITION, Column, Dataset

LAKE_SUFFIX = "_lake"
TRAIL_SUFFIX = "_trail"
LAKE_PREFIX = "lake"
MASKED_PREFIX = "masked"

OPEN_DAYS = 14
"""So many days back a day may be read from the trail, and is looked at for compaction: as long as
a queue keeps a message, so nothing is written under a day that is older."""

PARTITION_COLUMN = Column(
    PARTITION, "string", "The UTC day on which the trail wrote the row (the partition)."
)
_PRESTO_TYPES = {"string": "varchar", "bigint": "bigint", "boolean": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An Athena view: a name for a SELECT over tables of the same database."""

    name: str
    description: str
    columns: tuple[Column, ...]
    """The partition among them."""
    sql: str


def dataset_view(dataset: Dataset) -> View:
    """Return every row of a dataset once: its Parquet, and what only the trail has yet."""
    columns = (*dataset.columns, PARTITION_COLUMN)
    names = ", ".join(column.name for column in columns)
    lake, trail = dataset.name + LAKE_SUFFIX, dataset.name + TRAIL_SUFFIX
    # As text, so that Athena prunes partitions; the cut makes a day of what may be an instant.
    first = f"substr(cast(date_add('day', -{OPEN_DAYS}, current_date) as varchar), 1, 10)"
    today = "substr(cast(current_date as varchar), 1, 10)"
    key = ", ".join(dataset.key)
    same = " and ".join(f"fresh.{column} = kept.{column}" for column in dataset.key)
    fresh = ", ".join(f"fresh.{column.name}" for column in columns)
    sql = (
        f"select {names} from {lake} "  # noqa: S608 - names of our own tables
        f"union all select {fresh} from ("
        f"select {trail}.*, row_number() over "
        f"(partition by {key} order by chain_seq) as repeat_number from {trail} "
        f"where {PARTITION} >= {first} and {PARTITION} not in "
        f"(select {PARTITION} from {lake} where {PARTITION} >= {first} and {PARTITION} < {today})"
        f") as fresh left join (select {key} from {lake} where {PARTITION} >= {first}) as kept "
        f"on {same} where fresh.repeat_number = 1 and kept.{dataset.key[0]} is null"
    )
    return View(name=dataset.name, description=dataset.description, columns=columns, sql=sql)


def presto_view(view: View, *, database: str, catalog: str = "awsdatacatalog") -> str:
    """Return the view as Glue keeps it in `ViewOriginalText`.

    Which is how Athena itself stores views.
    """
    text = json.dumps(
        {
            "originalSql": view.sql,
            "catalog": catalog,
            "schema": database,
            "columns": [
                {"name": column.name, "type": _PRESTO_TYPES[column.type]} for column in view.columns
            ],
        }
    )
    return f"/* Presto View: {base64.b64encode(text.encode()).decode()} */"
