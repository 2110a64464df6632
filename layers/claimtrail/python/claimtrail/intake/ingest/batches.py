"""Batches in the pipeline.

What an 837 set carried under its reference, and statuses of whole batches.

The claims of a batch are stored set by set, and the batch is complete when its file is read to the
end. A status that refuses a batch or provider is stored beside them. Whichever is stored second has
both sides compared. Everything that follows has ids of its own, so it may be done again.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from claimtrail.claims.matching.batch_model import Batch, BatchRead, BatchResult, BatchStatusCopy
from claimtrail.claims.matching.batches import settle
from claimtrail.claims.publishing.batch_rows import batch_rows
from claimtrail.claims.store.ports import BatchStore, EventLog
from claimtrail.intake.detail_types import BatchDetailType
from claimtrail.kernel.bus import BusEvent, DetailType, EventPublisher
from claimtrail.kernel.ids import derived_id
from claimtrail.trail.datasets.dataset import RowsByDataset
from claimtrail.trail.ports import RowSink

_ACTOR = "system:ingest_transactions"


class BatchClaims(BatchStore, EventLog, Protocol):
    """Batches, and the events of their claims."""


class BatchDependencies(Protocol):
    """Dependencies of a comparison: part of what ingestion has."""

    @property
    def claims(self) -> BatchClaims: ...  # noqa: D102 - the port says it

    @property
    def publisher(self) -> EventPublisher: ...  # noqa: D102 - as above

    @property
    def rows(self) -> RowSink: ...  # noqa: D102 - as above


def take_status(status: BatchStatusCopy, *, deps: BatchDependencies) -> None:
    """Keep the status of a batch, and compare both sides when it decides."""
    deps.claims.append_batch_status(status)
    if status.decides:
        settle_batch(status.batch_key, deps=deps)
    else:
        _send_rows(batch_rows(status, None), deps)


def close_batches(batch_keys: Iterable[str], *, file_id: str, deps: BatchDependencies) -> None:
    """A file is read to its end: compare its batches with the statuses that came before it."""
    for one in dict.fromkeys(batch_keys):
        deps.claims.append_batch_read(BatchRead(batch_key=one, file_id=file_id))
        settle_batch(one, deps=deps)


def settle_batch(batch_key: str, *, deps: BatchDependencies) -> None:
    """Compare every deciding status of a batch with all that was sent.

    Whatever is done here may be done again: ids follow from the status and the version.
    """
    batch = deps.claims.batch_of(batch_key)
    for status in batch.statuses:
        result, events = settle(status, batch)
        if events:
            deps.claims.append_events(events)
        stored = _save(result, batch, deps)
        if stored:
            _publish(status, stored, deps)


def _save(result: BatchResult, batch: Batch, deps: BatchDependencies) -> BatchResult | None:
    """Return the result as it is stored; None when a later one is."""
    before = next((one for one in batch.results if one.status_id == result.status_id), None)
    if before and before.version >= result.version:
        return before if before.version == result.version else None
    if before and (before.reason or before.was_exception):
        result = replace(result, was_exception=True)
    return result if deps.claims.save_batch_result(result) else None


def _publish(status: BatchStatusCopy, result: BatchResult, deps: BatchDependencies) -> None:
    """Publish an exception that opens, changes or closes; the claims tell of agreement."""
    if result.reason:
        deps.publisher.publish([_exception(result, BatchDetailType.BATCH_EXCEPTION_OPENED)])
    elif result.was_exception:
        deps.publisher.publish([_exception(result, BatchDetailType.BATCH_EXCEPTION_CLOSED)])
    _send_rows(batch_rows(status, result), deps)


def _send_rows(rows: RowsByDataset, deps: BatchDependencies) -> None:
    for dataset, some in rows.items():
        deps.rows.send(dataset, some)


def _exception(result: BatchResult, detail_type: DetailType) -> BusEvent:
    version = str(result.version)
    return BusEvent(
        event_id=derived_id("evt_", result.status_id, detail_type.value, version),
        detail_type=detail_type,
        subject_id=result.status_id,
        occurred_at=result.since,
        actor=_ACTOR,
        correlation_id=result.file_id,
        payer_id=result.payer_id,
        rule=f"batch@1/{result.reason or 'agrees'}",
        source_file_id=result.file_id,
        source_start=result.start,
        source_end=result.end,
        detail={
            "exception_id": result.exception_id,
            "reason": result.reason,
            "level": result.level,
            "codes": list(result.codes),
            "stated_claims": result.stated_count,
            "stated_cents": result.stated_cents,
            "found_claims": result.found_count,
            "found_cents": result.found_cents,
        },
    )
