"""In-memory twins of compaction's ports, for tests."""

from datetime import date
from pathlib import Path

from claimtrail.analytics.ports import TrailObject
from claimtrail.analytics.tables import View
from claimtrail.trail.datasets.dataset import PARTITION


class MemoryTrail:
    """Objects by key, as `audit.memory.MemoryChainStore` keeps them."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self._objects = objects

    def days(self, dataset: str) -> list[date]:
        """The days under which there are objects."""
        before = f"{dataset}/{PARTITION}="
        found = {key.removeprefix(before)[:10] for key in self._objects if key.startswith(before)}
        return sorted(map(date.fromisoformat, found))

    def objects(self, dataset: str, day: date) -> list[TrailObject]:
        """The objects of a day."""
        prefix = f"{dataset}/{PARTITION}={day.isoformat()}/"
        return [
            TrailObject(key, str(hash(data)))
            for key, data in sorted(self._objects.items())
            if key.startswith(prefix)
        ]

    def fetch(self, key: str, target: Path) -> None:
        """Write the object into the file."""
        target.write_bytes(self._objects[key])


class MemoryLake:
    """Files and their marks by key."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.marks: dict[str, str] = {}
        self.closed: date | None = None

    def mark_of(self, key: str) -> str | None:
        """The mark, if the file is there."""
        return self.marks.get(key)

    def fetch(self, key: str, target: Path) -> bool:
        """Write the file, if there is one."""
        if key not in self.files:
            return False
        target.write_bytes(self.files[key])
        return True

    def put(self, key: str, source: Path, mark: str) -> None:
        """Keep the file and its mark together."""
        self.files[key], self.marks[key] = source.read_bytes(), mark

    def closed_through(self) -> date | None:
        """The last closed day."""
        return self.closed

    def close_through(self, day: date) -> None:
        """Keep it."""
        self.closed = day


class MemoryViews:
    """Views by name."""

    def __init__(self) -> None:
        self.views: dict[str, View] = {}

    def replace(self, view: View) -> bool:
        """Keep the view in place of another one."""
        is_other = self.views.get(view.name) != view
        self.views[view.name] = view
        return is_other
