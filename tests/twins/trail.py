"""In-memory twins of the trail's ports, for tests and benchmarks."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from claimtrail.trail.access_index.model import RecordedAccess
from claimtrail.trail.datasets.dataset import Row, RowsByDataset
from claimtrail.trail.ports import Head, head_moved
from claimtrail.trail.verification.day_checks import DayVerification


class MemoryRowSink:
    """Keeps the rows by dataset, in the order of sending, repeats included."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def send(self, dataset: str, rows: Sequence[Row]) -> None:
        """Remember the rows."""
        self.send_all({dataset: rows})

    def send_all(self, rows: RowsByDataset) -> None:
        """Remember the rows by dataset."""
        for dataset, some in rows.items():
            if some:
                self.rows.setdefault(dataset, []).extend(dict(row) for row in some)


class MemoryChainStore:
    """Objects and heads in two dictionaries."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.heads: dict[str, Head] = {}

    def head(self, dataset: str) -> Head | None:
        """The head; None when nothing was ever written."""
        return self.heads.get(dataset)

    def advance(self, dataset: str, *, expected: Head | None, new: Head) -> None:
        """Move the head. Raises ConflictError when the stored head is not `expected`."""
        if self.heads.get(dataset) != expected:
            raise head_moved(dataset)
        self.heads[dataset] = new

    def put_new(self, key: str, data: bytes) -> bool:
        """Write an object unless the key is taken."""
        if key in self.objects:
            return False
        self.objects[key] = data
        return True

    def read(self, key: str) -> bytes | None:
        """The object's bytes; None when there is none."""
        return self.objects.get(key)

    def keys_after(self, dataset: str, key: str, *, most: int) -> Sequence[str]:
        """The dataset's first keys behind a key, of its days alone."""
        days = f"{dataset}/dt="
        found = sorted(each for each in list(self.objects) if each.startswith(days) and each > key)
        return found[:most]


class MemoryAccessIndex:
    """Accesses by their keys in two dictionaries."""

    def __init__(self) -> None:
        self._of_day: dict[tuple[datetime, str], RecordedAccess] = {}
        self._of_subject: dict[tuple[str, datetime, str], RecordedAccess] = {}

    def add(self, accesses: Iterable[RecordedAccess]) -> None:
        """Store accesses by day and by what was looked at."""
        for access in accesses:
            self._of_day[access.accessed_at, access.access_id] = access
            for one in access.of_each():
                self._of_subject[one.subjects[0], one.accessed_at, one.access_id] = one

    def of_day(self, day: date, *, most: int) -> list[RecordedAccess]:
        """The latest accesses of a UTC day, the latest first."""
        found = (one for one in self._of_day.values() if one.accessed_at.date() == day)
        return _latest(found, most)

    def of_subject(
        self, subject_id: str, *, first: date, last: date, most: int
    ) -> list[RecordedAccess]:
        """The latest accesses to a thing in a period, the latest first."""
        found = (one for key, one in self._of_subject.items() if key[0] == subject_id)
        return _latest((one for one in found if first <= one.accessed_at.date() <= last), most)


def _latest(accesses: Iterable[RecordedAccess], most: int) -> list[RecordedAccess]:
    ordered = sorted(accesses, key=lambda one: (one.accessed_at, one.access_id), reverse=True)
    return ordered[:most]


class MemoryDayVerificationStore:
    """The newest verification of each day in a dictionary."""

    def __init__(self) -> None:
        self._by_day: dict[date, DayVerification] = {}

    def save(self, verification: DayVerification) -> None:
        """Store a verification in the place of the one before."""
        self._by_day[verification.day] = verification

    def between(self, first: date, last: date) -> list[DayVerification]:
        """Those of a period, by day."""
        return [one for day, one in sorted(self._by_day.items()) if first <= day <= last]
