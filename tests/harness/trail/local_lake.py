"""Saved queries over the trail's rows, in this process: Athena's SQL translated for DuckDB."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import duckdb
import sqlglot

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.tables import LAKE_SUFFIX, PARTITION_COLUMN, TRAIL_SUFFIX, dataset_view
from claimtrail.analytics.views import DERIVED
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.datasets.dataset import Column

_TYPES = {"string": "VARCHAR", "bigint": "BIGINT", "boolean": "BOOLEAN"}


class LocalLake:
    """The analysts' tables in memory: the trail's tables have the rows, the lake's are empty."""

    def __init__(
        self, rows: Mapping[str, Iterable[Mapping[str, Any]]], *, day: date | None = None
    ) -> None:
        """`rows` by dataset, as the trail has them; written on `day`, by default today."""
        self._connection = duckdb.connect()
        self._connection.execute("SET integer_division = true")
        # DuckDB narrows sums of sorted groups by statistics that do not hold for them.
        self._connection.execute("SET disabled_optimizers = 'compressed_materialization'")
        for name, dataset in DATASETS.items():
            columns = (*dataset.columns, PARTITION_COLUMN)
            typed = ", ".join(f"{each.name} {_TYPES[each.type]}" for each in columns)
            for suffix in (TRAIL_SUFFIX, LAKE_SUFFIX):
                self._connection.execute(f"CREATE TABLE {name}{suffix} ({typed})")
            written = {PARTITION_COLUMN.name: (day or utc_now().date()).isoformat()}
            self._insert(
                f"{name}{TRAIL_SUFFIX}", columns, [{**row, **written} for row in rows.get(name, ())]
            )
        for view in (*map(dataset_view, DATASETS.values()), *DERIVED):
            self._connection.execute(f"CREATE VIEW {view.name} AS {_translated(view.sql)}")

    def _insert(
        self, table: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Insert all rows at once, column by column: a statement for each takes a millisecond."""
        if rows:
            places = ", ".join(f"unnest(?::{_TYPES[each.type]}[])" for each in columns)
            self._connection.execute(
                f"INSERT INTO {table} SELECT {places}",
                [[row.get(each.name) for row in rows] for each in columns],
            )

    def close(self) -> None:
        """Let go of the tables."""
        self._connection.close()

    def ask(self, sql: str) -> list[dict[str, Any]]:
        """The answer's rows by column."""
        answer = self._connection.execute(_translated(sql))
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


@cache
def _translated(sql: str) -> str:
    [translated] = sqlglot.transpile(sql, read="athena", write="duckdb")
    return translated
