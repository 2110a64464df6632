"""In-memory twins of the trail's ports, for tests and benchmarks."""

from collections.abc import Mapping
from typing import Any

from claimtrail.audit.holds import HeldObject, Hold, held_elsewhere
from claimtrail.audit.ports import Head, head_moved


class MemoryRowSink:
    """Keeps the rows by dataset, in the order of sending, repeats included."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def send(self, dataset: str, rows: list[dict[str, Any]]) -> None:
        """Remember the rows."""
        self.send_all({dataset: rows})

    def send_all(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
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


class MemoryHoldStore:
    """Holds and what they cover, in two dictionaries."""

    def __init__(self) -> None:
        self._holds: dict[str, Hold] = {}
        self._covered: dict[HeldObject, set[str]] = {}

    def find(self, subject_id: str) -> Hold | None:
        """The newest hold on a subject, active or released."""
        return self._holds.get(subject_id)

    def put(self, hold: Hold) -> None:
        """Store a version. Raises ConflictError when it does not follow the stored one."""
        known = self._holds.get(hold.subject_id)
        if (known.version if known else 0) != hold.version - 1:
            raise held_elsewhere(hold.subject_id)
        self._holds[hold.subject_id] = hold

    def list_active(self) -> list[Hold]:
        """The holds that hold, oldest first."""
        active = [hold for hold in self._holds.values() if hold.active]
        return sorted(active, key=lambda hold: (hold.set_at, hold.subject_id))

    def cover(self, held: HeldObject, subject_id: str) -> None:
        """Note that the subject's hold keeps the object."""
        self._covered.setdefault(held, set()).add(subject_id)

    def uncover(self, held: HeldObject, subject_id: str) -> None:
        """Note that it does not any more."""
        self._covered.get(held, set()).discard(subject_id)

    def covered(self, held: HeldObject) -> bool:
        """Whether any hold keeps the object."""
        return bool(self._covered.get(held))
