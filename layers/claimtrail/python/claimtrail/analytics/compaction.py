"""Compaction: the JSON lines of a day become one Parquet file per dataset and day.

A file carries a mark of what it was made from. A run makes what is missing or made from something
else, oldest day first, and may stop or crash anywhere: a file is put whole, and nothing is removed.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.ports import ColumnarWriter, Lake, Trail, TrailObject, WriteTask
from claimtrail.analytics.tables import LAKE_PREFIX, MASKED_PREFIX, OPEN_DAYS
from claimtrail.kernel.clock import Clock
from claimtrail.trail.datasets.dataset import PARTITION, Dataset

_LAYOUT = "1"
"""Part of every mark: raising it makes all files of open days again."""
_FILE = "part-00000.parquet"


@dataclass(frozen=True, slots=True)
class DayMade:
    """One day of a dataset, as Parquet."""

    dataset: str
    day: date
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """The outcome of a run."""

    made: tuple[DayMade, ...] = ()
    """In the order in which they were made, or made again."""
    unchanged: int = 0
    is_complete: bool = True
    """True if there was time for everything; the next run goes on where this one stopped."""


def lake_key(dataset: str, day: date, *, prefix: str = LAKE_PREFIX) -> str:
    """Return the key of a day's Parquet file in the lake bucket."""
    return f"{prefix}/{dataset}/{PARTITION}={day.isoformat()}/{_FILE}"


def days_due(today: date, *, since: date | None = None, through: date | None = None) -> list[date]:
    """Return the days to look at, oldest first: those that may still change, or all from `since`.

    The last is yesterday, or `through`, which may be today and not later.
    """
    first = since or today - timedelta(days=OPEN_DAYS)
    last = min(through, today) if through else today - timedelta(days=1)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compactor:
    """The use case behind the function."""

    trail: Trail
    lake: Lake
    writer: ColumnarWriter
    clock: Clock
    may_go_on: Callable[[], bool] = lambda: True
    """Asked before each file: whether there is time for another."""

    def run(self, *, since: date | None = None, through: date | None = None) -> Compacted:
        """Compact what is due. Raises what the stores raise; what was written stays valid."""
        made: list[DayMade] = []
        unchanged = 0
        for day in days_due(self.clock().date(), since=since, through=through):
            for dataset in DATASETS.values():
                objects = self.trail.objects(dataset.name, day)
                if not objects:
                    continue
                mark = _mark(dataset, objects)
                if self._stands(dataset, day, mark):
                    unchanged += 1
                    continue
                if not self.may_go_on():
                    return Compacted(made=tuple(made), unchanged=unchanged, is_complete=False)
                rows = self._compact(dataset, day, objects, mark)
                made.append(DayMade(dataset.name, day, rows))
        return Compacted(made=tuple(made), unchanged=unchanged)

    def _stands(self, dataset: Dataset, day: date, mark: str) -> bool:
        return all(self.lake.mark_of(key) == mark for key in _targets(dataset, day))

    def _compact(self, dataset: Dataset, day: date, objects: list[TrailObject], mark: str) -> int:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            sources = []
            for number, each in enumerate(objects):
                sources.append(folder / f"{number}.ndjson.gz")
                self.trail.fetch(each.key, sources[-1])
            keys = _targets(dataset, day)
            files = [folder / f"target-{number}.parquet" for number in range(len(keys))]
            rows = self.writer.write(
                WriteTask(
                    dataset=dataset.name,
                    sources=tuple(sources),
                    earlier=tuple(self._earlier(dataset, day, folder)),
                    target=files[-1],
                    masked_target=files[0] if len(files) > 1 else None,
                )
            )
            for key, file in zip(keys, files, strict=True):
                self.lake.put(key, file, mark)
        return rows

    def _earlier(self, dataset: Dataset, day: date, folder: Path) -> Iterable[Path]:
        """Parquet of the days within which the same row may have been written before."""
        for back in range(1, OPEN_DAYS + 1):
            target = folder / f"earlier-{back}.parquet"
            if self.lake.fetch(lake_key(dataset.name, day - timedelta(days=back)), target):
                yield target


def _targets(dataset: Dataset, day: date) -> list[str]:
    """Return the day's keys; the one that makes the day count as compacted comes last."""
    masked = [lake_key(dataset.name, day, prefix=MASKED_PREFIX)]
    return [*(masked if dataset.masked else []), lake_key(dataset.name, day)]


def _mark(dataset: Dataset, objects: list[TrailObject]) -> str:
    parts = [_LAYOUT, *(column.name for column in dataset.columns)]
    parts += [f"{each.key} {each.mark}" for each in objects]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
