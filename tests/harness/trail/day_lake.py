"""One dataset's days as files in a folder, its view over them, and what a question opens."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import sqlglot

from claimtrail.analytics.compaction import Compacted, Compactor
from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.parquet import DuckDbWriter
from claimtrail.analytics.tables import LAKE_PREFIX, LAKE_SUFFIX, TRAIL_SUFFIX, dataset_view
from claimtrail.trail.chaining.append import append
from tests.twins.analytics import MemoryLake, MemoryTrail, MemoryViews
from tests.twins.trail import MemoryChainStore

NAME = "claim_versions"
_TYPES = {"string": "VARCHAR", "bigint": "BIGINT", "boolean": "BOOLEAN"}


class DayLake:
    """Trail, lake and views on twins; a question is asked of real files."""

    def __init__(self, folder: Path) -> None:
        self.store = MemoryChainStore()
        self.lake = MemoryLake()
        self.views = MemoryViews()
        self._folder = folder

    def write(self, claims: list[str], at: datetime) -> None:
        """Append one object with a version of each claim."""
        blank = dict.fromkeys(DATASETS[NAME].row_types)
        rows = [blank | {"claim_id": claim, "version": 1, "state": "PAID"} for claim in claims]
        append(self.store, NAME, rows, now=at)

    def compact(self, at: datetime, *, since: date | None = None, **ports: Any) -> Compacted:
        """Run compaction, with other ports than the twins where some are given."""
        twins = {"trail": MemoryTrail(self.store.objects), "lake": self.lake, "views": self.views}
        writer = DuckDbWriter(mask_key=b"key")
        return Compactor(writer=writer, clock=lambda: at, **(twins | ports)).run(since=since)

    def claims(self) -> list[str]:
        """The claims of all rows of the view."""
        return [row[0] for row in self._ask(f"select claim_id from {NAME} order by 1")]  # noqa: S608 - our name

    def opened_of_trail(self) -> int:
        """The number of the trail's objects that a question about all rows opens."""
        [(_, plan)] = self._ask(f"explain (analyze, format json) select * from {NAME}")  # noqa: S608
        return sum(
            int(node["extra_info"]["Total Files Read"])
            for node in _nodes(json.loads(plan))
            if node["extra_info"].get("Function") == "READ_JSON"
        )

    def _ask(self, sql: str) -> list[Any]:
        self._lay_out()
        with duckdb.connect() as connection:
            for table in (NAME + TRAIL_SUFFIX, NAME + LAKE_SUFFIX):
                connection.execute(f"CREATE VIEW {table} AS {self._relation(table)}")
            view = self.views.views.get(NAME) or dataset_view(DATASETS[NAME])
            [text] = sqlglot.transpile(view.sql, read="athena", write="duckdb")
            connection.execute(f"CREATE VIEW {NAME} AS {text}")
            return connection.execute(sql).fetchall()

    def _lay_out(self) -> None:
        kept = {f"trail/{key}": data for key, data in self.store.objects.items()}
        kept |= {f"lake/{key}": data for key, data in self.lake.files.items()}
        for key, data in kept.items():
            path = self._folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def _relation(self, table: str) -> str:
        columns = ", ".join(f"'{one.name}': '{_TYPES[one.type]}'" for one in DATASETS[NAME].columns)
        hive = "hive_partitioning = true, hive_types = {'dt': 'VARCHAR'}"
        if table.endswith(TRAIL_SUFFIX):
            files = f"'{self._folder}/trail/{NAME}/*/*.gz'"
            return (
                f"SELECT * FROM read_json({files}, format = 'newline_delimited', "  # noqa: S608
                f"columns = {{{columns}}}, {hive})"
            )
        if not any(self._folder.glob(f"lake/{LAKE_PREFIX}/{NAME}/*/*")):
            names = ", ".join(
                f"CAST(NULL AS {_TYPES[one.type]}) AS {one.name}" for one in DATASETS[NAME].columns
            )
            return f"SELECT {names}, CAST(NULL AS VARCHAR) AS dt WHERE false"
        files = f"'{self._folder}/lake/{LAKE_PREFIX}/{NAME}/*/*.parquet'"
        return f"SELECT * FROM read_parquet({files}, {hive})"  # noqa: S608


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    """The operators of a plan that was run."""
    if isinstance(node, list):
        for each in node:
            yield from _nodes(each)
    elif isinstance(node, dict):
        if "extra_info" in node:
            yield node
        for each in node.values():
            yield from _nodes(each)
