"""The datasets as Athena sees them: closed days in Parquet, the open ones in the trail, one view.

| Name | What it is |
| --- | --- |
| `<dataset>` | a view: every real row once, closed days from Parquet, open days from the trail |
| `<dataset>_lake` | Parquet of closed days, `lake/<dataset>/dt=.../` in the lake bucket |
| `<dataset>_trail` | the chained JSON lines of the audit bucket, the legal record |

`claim_views` and `code_texts` have the views beside these.

A day is closed when compaction says so, and not by the clock: the view names the last closed day as
a literal, by which Athena leaves out partitions while it plans. Compaction replaces the view in one
request once the day's Parquet is there, so that a row is never missing and never there twice.
"""

import base64
import json
from dataclasses import dataclass
from datetime import date, timedelta

from claimtrail.analytics.synthetic import real_rows
from claimtrail.trail.datasets.dataset import PARTITION, Column, Dataset

LAKE_SUFFIX = "_lake"
TRAIL_SUFFIX = "_trail"
LAKE_PREFIX = "lake"
MASKED_PREFIX = "masked"

OPEN_DAYS = 14
"""So many days back compaction compares a closed day with the trail again, and a row is recognized
as a repeat: as long as a queue keeps a message, so nothing is written later than that."""

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


def dataset_view(dataset: Dataset, closed_through: date | None = None) -> View:
    """Return every row of a dataset once: closed days from Parquet, all others from the trail.

    `closed_through` is the last closed day; None reads the trail alone.
    """
    columns = (*dataset.columns, PARTITION_COLUMN)
    sql = _open_days(dataset, columns, closed_through)
    if closed_through:
        names = ", ".join(column.name for column in columns)
        sql = (
            f"select {names} from {dataset.name}{LAKE_SUFFIX} "  # noqa: S608 - our own tables
            f"where {PARTITION} <= '{closed_through}' union all {sql}"
        )
    return View(name=dataset.name, description=dataset.description, columns=columns, sql=sql)


def _open_days(dataset: Dataset, columns: tuple[Column, ...], closed_through: date | None) -> str:
    """Return the rows of open days, without those that the trail or a closed day has already."""
    lake, trail, key = dataset.name + LAKE_SUFFIX, dataset.name + TRAIL_SUFFIX, dataset.key
    fresh = ", ".join(f"fresh.{column.name}" for column in columns)
    bound = f" and {PARTITION} > '{closed_through}'" if closed_through else ""
    sql = (
        f"select {fresh} from (select {trail}.*, row_number() over "  # noqa: S608 - our own tables
        f"(partition by {', '.join(key)} order by chain_seq) as repeat_number "
        f"from {trail} where {real_rows(dataset)}{bound}) as fresh"
    )
    if not closed_through:
        return f"{sql} where fresh.repeat_number = 1"
    first = closed_through - timedelta(days=OPEN_DAYS)
    same = " and ".join(f"fresh.{column} = kept.{column}" for column in key)
    return (
        f"{sql} left join (select {', '.join(key)} from {lake} "  # noqa: S608 - our own tables
        f"where {PARTITION} > '{first}' and {PARTITION} <= '{closed_through}') as kept "
        f"on {same} where fresh.repeat_number = 1 and kept.{key[0]} is null"
    )


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
