"""Compaction: the JSON lines of a day become one Parquet file per dataset and day.

A file carries a mark of what it was made from. A run makes what is missing or made from something
else, oldest day first. When all files of a day stand, the day is closed: the lake keeps the last
closed day, and then the analysts' views name it. A run may stop or crash anywhere: a file is put
whole, nothing is removed, and until a view names a day its rows are read from the trail.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.ports import ColumnarWriter, Lake, Trail, TrailObject, Views, WriteTask
from claimtrail.analytics.tables import LAKE_PREFIX, MASKED_PREFIX, OPEN_DAYS, dataset_view
from claimtrail.kernel.clock import Clock
from claimtrail.trail.datasets.dataset import PARTITION, Dataset

_LAYOUT = "2"
"""Part of every mark: raising it makes all files of open days again."""
_FILE = "part-00000.parquet"
_STRAGGLERS = timedelta(minutes=15)
"""So long after midnight a writer may still put an object under the day before."""


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
    closed_through: date | None = None
    """The last day that the views read from Parquet."""


def lake_key(dataset: str, day: date, *, prefix: str = LAKE_PREFIX) -> str:
    """Return the key of a day's Parquet file in the lake bucket."""
    return f"{prefix}/{dataset}/{PARTITION}={day.isoformat()}/{_FILE}"


def last_closed_day(now: datetime) -> date:
    """Return the last day under which nobody writes any more, but for what was lost on its way."""
    return (now - _STRAGGLERS).date() - timedelta(days=1)


def first_due(today: date, closed: date | None) -> date:
    """Return the first day to look at: one that is not closed, or may have grown since."""
    if closed is None:
        return date.min
    return min(today - timedelta(days=OPEN_DAYS), closed + timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compactor:
    """The use case behind the function."""

    trail: Trail
    lake: Lake
    views: Views
    writer: ColumnarWriter
    clock: Clock
    may_go_on: Callable[[], bool] = lambda: True
    """Asked before each file: whether there is time for another."""

    def run(self, *, since: date | None = None, through: date | None = None) -> Compacted:
        """Compact what is due: open days, and closed ones that may still have grown.

        `since` and `through` bound the days instead; `through` may be today and not later. Raises
        what the stores raise; what was written stays valid.
        """
        now, closed = self.clock(), self.lake.closed_through()
        last = min(through, now.date()) if through else last_closed_day(now)
        first = first_due(now.date(), closed)
        made: list[DayMade] = []
        unchanged, stopped_on = 0, None
        for day, dataset in self._written(since or first, last):
            objects = self.trail.objects(dataset.name, day)
            mark = _mark(dataset, objects)
            if self._stands(dataset, day, mark):
                unchanged += 1
                continue
            if not self.may_go_on():
                stopped_on = day
                break
            made.append(DayMade(dataset.name, day, self._compact(dataset, day, objects, mark)))
        reached = stopped_on - timedelta(days=1) if stopped_on else last
        if since is None or since <= first:
            closed = self._close(min(reached, last_closed_day(now)), closed)
        self._show(closed)
        return Compacted(
            made=tuple(made),
            unchanged=unchanged,
            is_complete=stopped_on is None,
            closed_through=closed,
        )

    def _written(self, first: date, last: date) -> list[tuple[date, Dataset]]:
        """Return the days that have rows with their datasets, oldest first."""
        found = [
            (day, place, dataset)
            for place, dataset in enumerate(DATASETS.values())
            for day in self.trail.days(dataset.name)
            if first <= day <= last
        ]
        return [(day, dataset) for day, _, dataset in sorted(found, key=lambda each: each[:2])]

    def _close(self, day: date, closed: date | None) -> date:
        """Close the days up to one, and give the last that is closed."""
        if closed and day <= closed:
            return closed
        self.lake.close_through(day)
        return day

    def _show(self, closed: date | None) -> None:
        """Let each view name the last closed day, as a deployment may have put it back."""
        if closed:
            for dataset in DATASETS.values():
                self.views.replace(dataset_view(dataset, closed))

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
