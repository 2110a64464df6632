"""Writing the heads of the chains again from the bucket, after their table was restored or lost.

The bucket is verified first, seals by the key of the stage. A head that is behind its chain's end
moves there; one that is ahead of it is left, since the bucket then lacks what was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id
from claimtrail.trail.chaining.chain import NOTHING_BEFORE, SEALS, ChainPosition, digest
from claimtrail.trail.chaining.seals import Statement
from claimtrail.trail.datasets.dataset import Row
from claimtrail.trail.datasets.detail_types import TrailDetailType
from claimtrail.trail.ports import ChainStore, Head
from claimtrail.trail.verification.copies import TrailCopy
from claimtrail.trail.verification.report import VerificationReport
from claimtrail.trail.verification.trail_faults import FaultKind
from claimtrail.trail.verification.verify import verify_copy

_RULE = "heads@1"
_UNPROVEN = frozenset({FaultKind.UNKNOWN, FaultKind.ABSENT})
"""Faults of a chain that no seal names yet: its links were verified all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadChange:
    """A chain whose head is not at the end that the bucket holds."""

    dataset: str
    before: Head | None
    after: Head

    @property
    def is_back(self) -> bool:
        """Return whether the bucket ends before the head: objects are missing from it."""
        return self.before is not None and self.before.seq > self.after.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPlan:
    """The changes that a rebuild would make."""

    report: VerificationReport
    changes: tuple[HeadChange, ...]

    @property
    def is_sound(self) -> bool:
        """Return whether the bucket has an end to go on from: no link, seal or object is wrong."""
        return bool(self.report.objects) and not self.report.fault_counts.keys() - _UNPROVEN

    @property
    def backward(self) -> tuple[HeadChange, ...]:
        """Return the chains of which the bucket holds less than the head counts."""
        return tuple(change for change in self.changes if change.is_back)


@dataclass(slots=True)
class _NewestSeal:
    """The number and day of the newest seal that the key signed."""

    seq: int = 0
    day: date | None = None

    def take_row(self, place: ChainPosition, row: Row) -> None:
        """Pass over a row."""

    def take_seal(self, statement: Statement) -> None:
        """Keep the number and the day of a later seal."""
        if statement.seq > self.seq:
            self.seq, self.day = statement.seq, statement.day


def plan_heads(
    copy: TrailCopy, store: ChainStore, *, public_key: bytes, datasets: Sequence[str]
) -> HeadPlan:
    """Verify the bucket and compare its ends with the heads. Raises what the stores raise.

    The heads are read first: writers may be at work, and then only move them on.
    """
    heads = {name: store.head(name) for name in (*datasets, SEALS)}
    newest = _NewestSeal()
    report = verify_copy(copy, public_keys=[public_key], observer=newest)
    ends = {chain.dataset: (chain.last, chain.last_day) for chain in report.chains}
    ends[SEALS] = (newest.seq, newest.day)
    changes = [
        change
        for name, before in heads.items()
        if (change := _change(store, name, before, *ends.get(name, (0, None))))
    ]
    return HeadPlan(report=report, changes=tuple(changes))


def _change(
    store: ChainStore, dataset: str, before: Head | None, seq: int, day: date | None
) -> HeadChange | None:
    """Return how a head differs from the end of its chain; None when it does not."""
    data = store.read(ChainPosition(dataset, day, seq).key) if seq and day else None
    if data is None or day is None:
        if before is None or not before.seq:
            return None
        after = Head(seq=0, sha256=NOTHING_BEFORE, day=before.day, reserved=False)
    else:
        after = Head(seq=seq, sha256=digest(data), day=day, reserved=False)
    if before is not None and (before.seq, before.sha256) == (after.seq, after.sha256):
        return None
    return HeadChange(dataset=dataset, before=before, after=after)


def rebuild_heads(store: ChainStore, changes: Sequence[HeadChange]) -> list[HeadChange]:
    """Write the heads of a plan; return the changes that a writer was faster with."""
    overtaken = []
    for change in changes:
        try:
            store.advance(change.dataset, expected=change.before, new=change.after)
        except ConflictError:
            overtaken.append(change)
    return overtaken


def heads_rebuilt(changes: Sequence[HeadChange], *, by: str, at: datetime) -> BusEvent:
    """Return the event about heads that somebody writes again; the same for the same heads."""
    moves = {
        change.dataset: [change.before.seq if change.before else 0, change.after.seq]
        for change in changes
    }
    digests = [change.after.sha256 for change in changes]
    event_id = derived_id(EVENT_PREFIX, "heads", repr(moves), *digests)
    return BusEvent(
        event_id=event_id,
        detail_type=TrailDetailType.HEADS_REBUILT,
        subject_id="trail",
        occurred_at=at,
        actor=by,
        correlation_id=event_id,
        rule=_RULE,
        detail={"chains": moves},
    )
