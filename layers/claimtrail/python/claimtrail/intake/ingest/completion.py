"""The end of a file: when its last range is read, the 999 goes out and the receipt is closed.

Nobody is appointed to do it: every worker that finishes a range looks whether all are there. Two
that finish at once write the same bytes, publish the same event ids, and one of them closes.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from claimtrail.intake import events as tell
from claimtrail.intake.acknowledgments.outgoing import functional_acknowledgments
from claimtrail.intake.detail_types import FileDetailType
from claimtrail.intake.ingest.batches import BatchClaims, close_batches
from claimtrail.intake.model import keys
from claimtrail.intake.model.receipt import (
    KEPT_FINDINGS,
    FileReceipt,
    FileStatus,
    RangeResult,
)
from claimtrail.intake.ports import FileStore, ObjectStore
from claimtrail.intake.rows import FILES
from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.partners.profile import Partners
from claimtrail.trail.ports import RowSink
from claimtrail.x12.model import SetAcceptance
from claimtrail.x12.model.findings import Finding

_UNFINISHED = frozenset({FileStatus.RECEIVING, FileStatus.QUEUED})


class CompletionDependencies(Protocol):
    """The dependencies of completion: part of what receiving and ingesting have."""

    @property
    def files(self) -> FileStore: ...  # noqa: D102 - the port says it

    @property
    def claims(self) -> BatchClaims: ...  # noqa: D102 - as above

    @property
    def outbox(self) -> ObjectStore: ...  # noqa: D102 - as above

    @property
    def publisher(self) -> EventPublisher: ...  # noqa: D102 - as above

    @property
    def rows(self) -> RowSink: ...  # noqa: D102 - as above

    @property
    def partners(self) -> Partners: ...  # noqa: D102 - as above


def complete_file(
    receipt: FileReceipt, *, done: frozenset[int], deps: CompletionDependencies
) -> FileReceipt | None:
    """Close a file whose ranges are all among `done`; None when some are open, or it is closed."""
    if receipt.status not in _UNFINISHED or not done.issuperset(receipt.range_starts):
        return None
    sums = _Sums(receipt)
    answer = functional_acknowledgments(_results_of(receipt, sums, deps), receipt=receipt)
    close_batches(sums.batches, file_id=receipt.file_id, deps=deps)
    closed, events = _answered(sums.closed(), answer, deps=deps)
    published = tell.file_event(
        FileDetailType.FILE_INGESTED,
        closed,
        actor=tell.INGESTER,
        occurred_at=closed.completed_at or closed.recorded_at,
        before=FileStatus.QUEUED.value,
        after=closed.status.value,
        detail={**tell.counts(closed), "status": closed.status.value},
    )
    deps.publisher.publish([*events, published])
    profile = deps.partners.get(closed.partner_id)
    row = tell.receipt_row(closed, profile, recorded_at=published.occurred_at)
    deps.rows.send(FILES.name, [row])
    deps.files.advance(closed, expected=_UNFINISHED)
    return closed


def _results_of(
    receipt: FileReceipt, sums: "_Sums", deps: CompletionDependencies
) -> Iterator[RangeResult]:
    """Yield the results of a file one by one, each added up as it passes."""
    wanted = set(receipt.range_starts)
    for result in deps.files.each_range(receipt.file_id) if wanted else ():
        if result.start in wanted:
            sums.add(result)
            yield result


class _Sums:
    """The sums over a file's results, which are not in memory together."""

    def __init__(self, receipt: FileReceipt) -> None:
        self._receipt = receipt
        self._sets = self._rejected = self._events = 0
        self._withheld = self._encounters = self._findings = 0
        self._kept: list[Finding] = []
        self._completed_at: datetime | None = None
        self.batches: list[str] = []
        """Keyed hashes of the batches that the file's 837 sets carried."""

    def add(self, result: RangeResult) -> None:
        """Add the next result."""
        self._completed_at = max(self._completed_at or result.finished_at, result.finished_at)
        room = KEPT_FINDINGS - len(self._receipt.findings)
        for outcome in result.all_sets:
            self._sets += 1
            self._rejected += outcome.verdict is SetAcceptance.REJECTED
            self._events += outcome.event_count
            self._withheld += outcome.withheld_count
            self._encounters += outcome.encounter_count
            self._findings += outcome.finding_count
            self._kept += outcome.findings[: max(0, room - len(self._kept))]
            self.batches += outcome.batches

    def closed(self) -> FileReceipt:
        """Return the receipt with the sums."""
        receipt = self._receipt
        return receipt.model_copy(
            update={
                "status": self._status(),
                "accepted_set_count": self._sets - self._rejected,
                "rejected_set_count": receipt.set_count - self._sets + self._rejected,
                "event_count": self._events,
                "withheld_count": self._withheld,
                "encounter_count": self._encounters,
                "finding_count": receipt.finding_count + self._findings,
                "findings": (*receipt.findings, *self._kept),
                "completed_at": self._completed_at or receipt.recorded_at,
            }
        )

    def _status(self) -> FileStatus:
        if self._sets and self._rejected == self._sets:
            return FileStatus.REJECTED
        receipt = self._receipt
        refused = receipt.refused_interchange_count + receipt.refused_group_count
        is_partial = self._rejected or self._withheld or refused
        return FileStatus.PARTLY_REJECTED if is_partial else FileStatus.INGESTED


def _answered(
    receipt: FileReceipt, answer: bytes | None, *, deps: CompletionDependencies
) -> tuple[FileReceipt, list[BusEvent]]:
    """Write the 999 of every functional group, but for groups of 999s; the receipt names it."""
    if answer is None:
        return receipt, []
    key = keys.acknowledgment_object(receipt, keys.FUNCTIONAL)
    deps.outbox.put(key, answer)
    named = (*(known for known in receipt.acknowledgment_keys if known != key), key)
    event = tell.acknowledgment_written(
        receipt,
        kind=tell.FUNCTIONAL,
        occurred_at=receipt.completed_at or receipt.recorded_at,
        accepted=receipt.accepted_set_count,
        rejected=receipt.rejected_set_count,
    )
    return receipt.model_copy(update={"acknowledgment_keys": named}), [event]
