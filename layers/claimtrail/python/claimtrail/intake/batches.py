"""Batches on the road: what an 837 set carried under its reference, and statuses of whole batches.

The claims of a batch are stored set by set, and the batch is complete when its file is read to the
end. A status that refuses a batch or provider is stored beside them. Whichever is stored second has
both sides compared. Everything that follows has ids of its own, so it may be done again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Protocol

from claimtrail.audit.batch_rows import batch_rows
from claimtrail.audit.ports import RowSink
from claimtrail.audit.rows import Row
from claimtrail.claims.batch_ports import BatchStore
from claimtrail.claims.batches import (
    Batch,
    BatchMember,
    BatchRead,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
    settle,
)
from claimtrail.claims.events import ClaimEvent, Submitted
from claimtrail.intake.claim_key import ClaimKey
from claimtrail.kernel.events import BusEvent, DetailType, EventPublisher
from claimtrail.kernel.ids import derived_id
from claimtrail.x12.records import BatchStatus, StatusLevel, TransactionType

ROSTER_SIZE = 1000
"""Claims in one roster: about 110 KB before it is packed, far below DynamoDB's 400 KB an item."""
_NPI = "XX"
"""2100C NM108: the identifier is an NPI."""
_ACTOR = "system:ingest_transactions"


class BatchClaims(BatchStore, Protocol):
    """Where batches and the events of their claims are kept."""

    def append_events(self, events: list[ClaimEvent], *, asking: bool = True) -> bool: ...  # noqa: D102 - the port of claims says it


class Settling(Protocol):
    """Dependencies of a comparison: part of what ingestion has."""

    @property
    def claims(self) -> BatchClaims: ...  # noqa: D102 - the port says it

    @property
    def publisher(self) -> EventPublisher: ...  # noqa: D102 - as above

    @property
    def rows(self) -> RowSink: ...  # noqa: D102 - as above


@dataclass(slots=True)
class BatchesSent:
    """The claims of one 837 set by payer and reference, while the set is read."""

    members: dict[tuple[str, str, str], list[tuple[int, date, BatchMember]]] = field(
        default_factory=dict
    )
    """By payer, submitter and BHT03: byte offset, day on which it was sent, claim."""
    _providers: dict[str, str] = field(default_factory=dict)

    def add(self, event: ClaimEvent, fact: Submitted, *, key: ClaimKey) -> None:
        """Take in a claim; without a reference nobody can speak of its batch."""
        if not fact.batch_reference.strip():
            return
        named = (event.payer_id, fact.submitter_identifier, fact.batch_reference)
        member = BatchMember(
            claim_id=event.claim_id,
            provider_key=self._provider(fact.billing_provider_npi, key),
            charge_cents=fact.total_charge_cents,
        )
        found = (event.source.start, event.effective_on, member)
        self.members.setdefault(named, []).append(found)

    def _provider(self, npi: str, key: ClaimKey) -> str:
        if npi not in self._providers:
            self._providers[npi] = provider_key(npi, key)
        return self._providers[npi]

    def rosters(self, *, file_id: str, set_start: int, key: ClaimKey) -> Iterator[BatchRoster]:
        """The batches that were read, in chunks."""
        for named, claims in self.members.items():
            for first in range(0, len(claims), ROSTER_SIZE):
                chunk = claims[first : first + ROSTER_SIZE]
                yield BatchRoster(
                    batch_key=batch_key(*named, key=key),
                    payer_id=named[0],
                    file_id=file_id,
                    set_start=set_start,
                    offset=chunk[0][0],
                    sent_on=chunk[0][1],
                    members=tuple(member for _, _, member in chunk),
                )


def batch_key(payer_id: str, submitter: str, reference: str, *, key: ClaimKey) -> str:
    """The keyed hash by which a batch and its statuses meet."""
    return key.hashed("batch", payer_id, submitter.strip(), reference.strip())


def provider_key(npi: str, key: ClaimKey) -> str:
    """The keyed hash of a billing provider's NPI; empty without one."""
    return key.hashed("provider", npi.strip()) if npi.strip() else ""


def day_of_batch(record: BatchStatus) -> date | None:
    """The day from which the status holds: STC02 (latest), else when it was processed (DTP*009)."""
    days = [status.effective_on for status in record.statuses if status.effective_on]
    return max(days, default=record.processed_on)


def batch_status_copy(
    record: BatchStatus,
    event: ClaimEvent,
    *,
    has_authority: bool,
    prepared_on: date,
    key: ClaimKey,
) -> BatchStatusCopy:
    """A record as it is kept; `event` is complete but for its claim."""
    kind: Literal["277CA", "277"] = (
        "277CA" if record.transaction_type is TransactionType.CLAIM_ACKNOWLEDGMENT else "277"
    )
    is_npi = record.level is StatusLevel.PROVIDER and record.provider_qualifier == _NPI
    days = (record.received_on, record.processed_on, prepared_on)
    return BatchStatusCopy(
        status_id=event.event_id,
        batch_key=batch_key(event.payer_id, record.receiver_identifier, record.reference, key=key),
        payer_id=event.payer_id,
        transaction_type=kind,
        has_authority=has_authority,
        reference=record.reference,
        trace_number=record.trace_number,
        receiver_identifier=record.receiver_identifier,
        provider_qualifier=record.provider_qualifier,
        provider_identifier=record.provider_identifier,
        provider_key=provider_key(record.provider_identifier, key) if is_npi else "",
        has_children=record.has_children,
        days=tuple(sorted({day for day in days if day})),
        event=event,
    )


def take_status(status: BatchStatusCopy, *, tools: Settling) -> None:
    """Keep the status of a batch, and compare both sides when it decides."""
    tools.claims.append_batch_status(status)
    if status.decides:
        settle_batch(status.batch_key, tools=tools)
    else:
        _send_rows(batch_rows(status, None), tools)


def close_batches(batch_keys: Iterable[str], *, file_id: str, tools: Settling) -> None:
    """A file is read to its end: compare its batches with the statuses that came before it."""
    for one in dict.fromkeys(batch_keys):
        tools.claims.append_batch_read(BatchRead(batch_key=one, file_id=file_id))
        settle_batch(one, tools=tools)


def settle_batch(batch_key: str, *, tools: Settling) -> None:
    """Compare every deciding status of a batch with all that was sent.

    Whatever is done here may be done again: ids follow from the status and the version.
    """
    batch = tools.claims.batch_of(batch_key)
    for status in batch.statuses:
        result, events = settle(status, batch)
        if events:
            tools.claims.append_events(events)
        stored = _save(result, batch, tools)
        if stored:
            _tell(status, stored, tools)


def _save(result: BatchResult, batch: Batch, tools: Settling) -> BatchResult | None:
    """The result as it is stored; None when a later one is."""
    before = next((one for one in batch.results if one.status_id == result.status_id), None)
    if before and before.version >= result.version:
        return before if before.version == result.version else None
    if before and (before.reason or before.was_exception):
        result = replace(result, was_exception=True)
    return result if tools.claims.save_batch_result(result) else None


def _tell(status: BatchStatusCopy, result: BatchResult, tools: Settling) -> None:
    """Publish an exception that opens, changes or closes; the claims tell of agreement."""
    if result.reason:
        tools.publisher.publish([_exception(result, DetailType.BATCH_EXCEPTION_RAISED)])
    elif result.was_exception:
        tools.publisher.publish([_exception(result, DetailType.BATCH_EXCEPTION_CLOSED)])
    _send_rows(batch_rows(status, result), tools)


def _send_rows(rows: dict[str, list[Row]], tools: Settling) -> None:
    for dataset, some in rows.items():
        tools.rows.send(dataset, some)


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
