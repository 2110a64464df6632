"""The in-memory twin of the store of legal holds, for tests."""

from collections.abc import Iterator
from datetime import datetime

from claimtrail.trail.holding.holds import Covers, HeldObject, Hold, hold_changed


class MemoryHoldStore:
    """Holds and what they cover, in dictionaries."""

    def __init__(self) -> None:
        self._holds: dict[tuple[str, str], Hold] = {}
        self._covers: dict[HeldObject, dict[str, None]] = {}
        self._lifts: dict[HeldObject, dict[str, datetime]] = {}

    def find(self, subject_id: str, docket: str) -> Hold | None:
        """Return the newest hold of a docket on a subject."""
        return self._holds.get((subject_id, docket))

    def holds_on(self, subject_id: str) -> list[Hold]:
        """Return the newest hold of each docket on a subject, by docket."""
        return [hold for key, hold in sorted(self._holds.items()) if key[0] == subject_id]

    def put(self, hold: Hold, *, previous: Hold | None) -> None:
        """Store the next version. Raises ConflictError when `previous` is not the stored one."""
        key = (hold.subject_id, hold.docket)
        if self._holds.get(key) != previous:
            raise hold_changed(hold.subject_id)
        self._holds[key] = hold

    def list_open(self) -> list[Hold]:
        """Return the holds that are not released altogether, oldest first."""
        found = [hold for hold in self._holds.values() if hold.is_open]
        return sorted(found, key=lambda hold: (hold.set_at, hold.subject_id, hold.docket))

    def cover(self, hold: Hold, held: HeldObject) -> None:
        """Record that the hold keeps the object. Raises ConflictError when it is not active."""
        now = self.find(hold.subject_id, hold.docket)
        if now is None or not now.active or now.ordinal != hold.ordinal:
            raise hold_changed(hold.subject_id)
        self._covers.setdefault(held, {})[hold.cover_key] = None

    def uncover(self, hold: Hold, held: HeldObject) -> None:
        """Record that the hold does not keep the object any more."""
        self._covers.get(held, {}).pop(hold.cover_key, None)

    def objects_of(self, hold: Hold) -> Iterator[HeldObject]:
        """Yield the objects that the hold covers."""
        return iter([held for held, keys in self._covers.items() if hold.cover_key in keys])

    def covers(self, held: HeldObject) -> Covers:
        """Return what covers the object and who may be lifting its flag."""
        return Covers(
            holds=frozenset(self._covers.get(held, {})), lifts=dict(self._lifts.get(held, {}))
        )

    def begin_lift(self, held: HeldObject, run: str, *, at: datetime) -> None:
        """Record that a run may lift the object's flag."""
        self._lifts.setdefault(held, {})[run] = at

    def end_lift(self, held: HeldObject, run: str) -> None:
        """Record that it does not."""
        self._lifts.get(held, {}).pop(run, None)
