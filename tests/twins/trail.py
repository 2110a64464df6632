"""In-memory twins of the trail's ports, for tests and benchmarks."""

from collections.abc import Sequence
from typing import Any

from claimtrail.trail.datasets.dataset import Row, RowsByDataset
from claimtrail.trail.ports import Head, head_moved


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
