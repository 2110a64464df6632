"""The end of a file: when its last range is read, the 999 goes out and the receipt is closed.

Nobody is appointed to do it: every worker that finishes a range looks whether all are there. Two
that finish at once write the same bytes, publish the same event ids, and one of them closes.
"""

from collections.abc import Iterable
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
    SetOutcome,
)
from claimtrail.intake.ports import FileStore, ObjectStore
from claimtrail.intake.rows import FILES
from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.partners.profile import Partners
from claimtrail.trail.ports import RowSink
from claimtrail.x12.model import SetAcceptance

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
    wanted = set(receipt.range_starts)
    results = [
        result
        for result in (deps.files.ranges_of(receipt.file_id) if wanted else [])
        if result.start in wanted
    ]
    batches = [key for result in results for one in result.sets for key in one.batches]
    close_batches(batches, file_id=receipt.file_id, deps=deps)
    closed, events = _answer(_closed(receipt, results), results, deps=deps)
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


def _closed(receipt: FileReceipt, results: list[RangeResult]) -> FileReceipt:
    """Return the receipt with the sums over its ranges."""
    sets = [outcome for result in results for outcome in result.sets]
    rejected = sum(outcome.verdict is SetAcceptance.REJECTED for outcome in sets)
    withheld = sum(outcome.withheld_count for outcome in sets)
    kept = [found for outcome in sets for found in outcome.findings]
    room = KEPT_FINDINGS - len(receipt.findings)
    return receipt.model_copy(
        update={
            "status": _status(receipt, sets, rejected=rejected, withheld=withheld),
            "accepted_set_count": len(sets) - rejected,
            "rejected_set_count": receipt.set_count - len(sets) + rejected,
            "event_count": sum(outcome.event_count for outcome in sets),
            "withheld_count": withheld,
            "encounter_count": sum(outcome.encounter_count for outcome in sets),
            "finding_count": receipt.finding_count + sum(one.finding_count for one in sets),
            "findings": (*receipt.findings, *kept[:room]),
            "completed_at": max(
                (result.finished_at for result in results), default=receipt.recorded_at
            ),
        }
    )


def _status(
    receipt: FileReceipt, sets: list[SetOutcome], *, rejected: int, withheld: int
) -> FileStatus:
    if sets and rejected == len(sets):
        return FileStatus.REJECTED
    refused = receipt.refused_interchange_count + receipt.refused_group_count
    return FileStatus.PARTLY_REJECTED if rejected or withheld or refused else FileStatus.INGESTED


def _answer(
    receipt: FileReceipt, results: Iterable[RangeResult], *, deps: CompletionDependencies
) -> tuple[FileReceipt, list[BusEvent]]:
    """Write the 999 of every functional group, but for groups of 999s; the receipt names it."""
    answer = functional_acknowledgments(results, receipt=receipt)
    if answer is None:
        return receipt, []
    key = keys.acknowledgment_object(receipt.partner_id, receipt.file_id, keys.FUNCTIONAL)
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
