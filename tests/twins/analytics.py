"""In-memory twins of compaction's ports, for tests."""

from datetime import date
from pathlib import Path

from claimtrail.analytics.ports import TrailObject
from claimtrail.trail.datasets.dataset import PARTITION


class MemoryTrail:
    """Objects by key, as `audit.memory.MemoryChainStore` keeps them."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self._objects = objects

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
