"""Parquet by DuckDB: reads JSON lines by their declared columns, drops repeats, masks, writes.

DuckDB comes in a layer of its own, which only compaction has.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.masking import pseudonym_sql, pseudonyms_sql
from claimtrail.analytics.ports import WriteTask
from claimtrail.analytics.synthetic import real_rows
from claimtrail.trail.datasets.dataset import Column, Dataset, Mask

_TYPES = {"string": "VARCHAR", "bigint": "BIGINT", "boolean": "BOOLEAN"}
_OPTIONS = "(FORMAT parquet, COMPRESSION zstd)"


class DuckDbWriter:
    """A ColumnarWriter; `mask_key` makes the pseudonyms of the masked files."""

    def __init__(self, *, mask_key: bytes, memory_mb: int = 1024) -> None:
        self._mask_key = mask_key
        self._memory_mb = memory_mb

    def write(self, task: WriteTask) -> int:
        """Write the day's file, and its masked one if there is to be one; gives the rows."""
        dataset = DATASETS[task.dataset]
        folder = task.target.parent
        with duckdb.connect(
            config={"memory_limit": f"{self._memory_mb}MB", "temp_directory": str(folder / "spill")}
        ) as connection:
            connection.execute(f"SET home_directory = {_text(folder)}")
            connection.execute("SET enable_progress_bar = false")
            connection.execute(f"CREATE TEMP TABLE day AS {_rows(dataset, task)}")
            connection.execute(f"COPY day TO {_text(task.target)} {_OPTIONS}")
            if task.masked_target is not None:
                columns = ", ".join(self._masked(dataset.columns))
                connection.execute(
                    f"COPY (SELECT {columns} FROM day ORDER BY ALL) "  # noqa: S608 - our names
                    f"TO {_text(task.masked_target)} {_OPTIONS}"
                )
            counted = connection.execute("SELECT count(*) FROM day").fetchone()
        return int(counted[0]) if counted else 0

    def _masked(self, columns: Iterable[Column]) -> list[str]:
        masking: dict[Mask, Callable[[str], str]] = {
            Mask.KEEP: lambda name: name,
            Mask.PSEUDONYM: lambda name: pseudonym_sql(name, key=self._mask_key),
            Mask.PSEUDONYMS: lambda name: pseudonyms_sql(name, key=self._mask_key),
            Mask.YEAR: lambda name: f"substr({name}, 1, 4)",
        }
        return [
            f"{masking[each.mask](each.name)} AS {each.name}"
            for each in columns
            if each.mask and each.mask is not Mask.LEAVE_OUT
        ]


def _rows(dataset: Dataset, task: WriteTask) -> str:
    """Return each row of the day that no earlier day has, the first of its repeats.

    In a fixed order.
    """
    columns = ", ".join(f"'{each.name}': '{_TYPES[each.type]}'" for each in dataset.columns)
    names = ", ".join(each.name for each in dataset.columns)
    key = ", ".join(dataset.key)
    whole = " AND ".join(f"{column} IS NOT NULL" for column in dataset.key)
    before = ""
    if task.earlier:
        before = f"AND ({key}) NOT IN (SELECT ({key}) FROM read_parquet({_list(task.earlier)}))"  # noqa: S608
    # A torn line reads as nothing and is left out; the chain's verifier reports it.
    return (
        f"SELECT {names} FROM (SELECT *, row_number() OVER "  # noqa: S608 - names of our columns
        f"(PARTITION BY {key} ORDER BY chain_seq) AS repeat_number FROM read_json("
        f"{_list(task.sources)}, format = 'newline_delimited', compression = 'gzip', "
        f"ignore_errors = true, columns = {{{columns}}}) "
        f"WHERE {whole} AND {real_rows(dataset)}) "
        f"WHERE repeat_number = 1 {before} ORDER BY chain_seq, {key}"
    )


def _list(paths: Iterable[Path]) -> str:
    return "[" + ", ".join(_text(path) for path in paths) + "]"


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
