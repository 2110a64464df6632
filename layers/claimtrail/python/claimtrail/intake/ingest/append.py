"""The append step of ingestion: a set's records, all of them or a chunk, are stored and reported.

Every write can be repeated with the same outcome. Records are taken one by one and handed to the
stores in batches, each extracted while the one before it is written, so that memory does not grow
with the set. A set's events are written in their order, a batch after the one before: of a set
whose first batch is found to be new, nothing is stored, and the rest is appended as new.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.publishing.payment_rows import payment_rows
from claimtrail.claims.store.ports import EntityStore, Rosters
from claimtrail.intake import events
from claimtrail.intake.ingest.batches import BatchClaims, take_status
from claimtrail.intake.ingest.completion import complete_file
from claimtrail.intake.ingest.timed_source import TimedSource
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.model.limits import Bounded, most
from claimtrail.intake.model.messages import IngestMessage
from claimtrail.intake.model.receipt import FileStatus, RangePart, RangeResult, SetOutcome
from claimtrail.intake.ports import FileStore, IngestQueue, ObjectStore, PaymentStore
from claimtrail.intake.records.extract import Extract
from claimtrail.intake.records.file_context import FileContext
from claimtrail.intake.records.payer_dealings import unexpected_payer
from claimtrail.intake.records.unknown_rejections import unknown_rejections
from claimtrail.intake.rows import FINDINGS
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.deadline import UNHURRIED, Turn
from claimtrail.kernel.errors import ConfigurationError, Explanation, NotFoundError
from claimtrail.kernel.prefetch import one_ahead
from claimtrail.partners.profile import Partners
from claimtrail.trail.ports import RowSink
from claimtrail.x12 import SetRange
from claimtrail.x12.model import Record, SetHeader
from claimtrail.x12.model.findings import Finding
from claimtrail.x12.model.source import ByteSource

READ_AHEAD = 1 << 20
"""Bytes fetched at a time: most ranges in one request."""
SET_FINDINGS = 20
"""Findings kept with a set or a chunk of one; the rows have all."""
_FIRST_BATCH, _BATCH = 25, 500
"""Events handed to the store at a time. The first are as many as are stored by one request."""


class IngestedClaims(BatchClaims, Rosters, EntityStore, Protocol):
    """Statements of files about claims: events, submitted sets, batches, registered entities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestDependencies:
    """The dependencies of ingestion."""

    archive: ObjectStore
    outbox: ObjectStore
    files: FileStore
    claims: IngestedClaims
    payments: PaymentStore
    queue: IngestQueue
    publisher: EventPublisher
    rows: RowSink
    partners: Partners
    clock: Clock
    code_version: str
    key: ClaimKey
    turn: Turn = UNHURRIED
    """The attempt that this is, and the time that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """The outcome of a message, for the log line."""

    file_id: str
    partner_id: str
    set_count: int = 0
    """Sets that are read to their end."""
    rejected_set_count: int = 0
    event_count: int = 0
    """Claim events that this message's bytes state."""
    status: str = ""
    """The file's, when nothing is left to read; else empty."""


@dataclass(slots=True, kw_only=True)
class Appended:
    """The counts of what was appended."""

    is_new: bool = False
    """True if nothing of the set was stored before, as far as its events tell."""
    record_count: int = 0
    event_count: int = 0
    withheld_count: int = 0
    encounter_count: int = 0
    batches: tuple[str, ...] = ()
    """Keyed hashes of the batches that the set carried."""
    finding_count: int = 0
    findings: tuple[Finding, ...] = ()
    """The first SET_FINDINGS, of records that were withheld or are doubtful."""

    def counts(self) -> dict[str, Any]:
        """Return the fields that the result of a chunk has as well."""
        return {
            "record_count": self.record_count,
            "event_count": self.event_count,
            "withheld_count": self.withheld_count,
            "encounter_count": self.encounter_count,
            "batches": self.batches,
            "finding_count": self.finding_count,
            "findings": self.findings,
        }


def context_of(message: IngestMessage, deps: IngestDependencies) -> FileContext:
    """Return the file of a message.

    Raises ConfigurationError when its partner has no profile any more.
    """
    profile = deps.partners.get(message.partner_id)
    if profile is None:
        raise ConfigurationError(
            Explanation(
                code="PROFILE_MISSING",
                what="the partner whose file this is has no profile any more",
                where=f"file {message.file_id} of partner {message.partner_id}",
                next_step="Deploy the profile again, then redrive the message.",
            )
        )
    return FileContext.of(
        message, profile=profile, partners=deps.partners, code_version=deps.code_version
    )


def open_archived(message: IngestMessage, deps: IngestDependencies) -> ByteSource:
    """Return the file's bytes. Raises NotFoundError when the archived object is gone."""
    stored = deps.archive.describe(message.archive_key)
    return TimedSource(deps.archive.open(stored, read_ahead=READ_AHEAD), deps.turn)


def append_records(
    records: Iterable[Record], header: SetHeader, *, context: FileContext, deps: IngestDependencies
) -> Appended:
    """Append everything that records of an accepted set state."""
    with one_ahead(extracts_of(records, header, context=context, key=deps.key)) as batches:
        return append_batches(batches, header, context=context, deps=deps)


def append_batches(
    batches: Iterable[Extract], header: SetHeader, *, context: FileContext, deps: IngestDependencies
) -> Appended:
    """Append what a set states, batch by batch, then who was in it."""
    extract, appended = Extract(), Appended()
    for extract in batches:
        _append(extract, appended, header, context=context, deps=deps)
    claims = deps.claims
    append_roster = claims.append_new_roster if appended.is_new else claims.append_roster
    for roster in extract.rosters(header, context):
        append_roster(roster)
    if extract.named_payers:
        named = sorted(extract.named_payers)
        deps.payments.record_dealings(partner_id=context.profile.id, payer_ids=named)
    for batch in extract.batch_rosters(header, context, deps.key):
        deps.claims.append_batch_roster(batch)
        appended.batches = tuple(dict.fromkeys((*appended.batches, batch.batch_key)))
    return appended


def extracts_of(
    records: Iterable[Record], header: SetHeader, *, context: FileContext, key: ClaimKey
) -> Iterator[Extract]:
    """Yield what the records state, in parts; the last one may be empty."""
    extract, room = Extract(), _FIRST_BATCH
    for record in records:
        extract.take(record, header, context=context, key=key)
        if len(extract.events) + len(extract.acknowledgments) >= room:
            yield extract
            extract, room = extract.following(), _BATCH
    yield extract


def _append(
    extract: Extract,
    appended: Appended,
    header: SetHeader,
    *,
    context: FileContext,
    deps: IngestDependencies,
) -> None:
    """Hand over what was gathered, and count it. Raises OutOfTimeError when the time is up."""
    deps.turn.check()
    if extract.events:
        _append_events(extract.events, appended, deps)
    for acknowledgment in extract.acknowledgments:
        deps.claims.append_acknowledgment(acknowledgment)
    extract.findings += unknown_rejections(
        extract.about_claims, context=context, rosters=deps.claims
    )
    for status in extract.batch_statuses:
        take_status(status, deps=deps)
    for copy in extract.payments:
        extract.findings += unexpected_payer(copy, header, context=context, payments=deps.payments)
    if extract.payments:
        deps.payments.append(extract.payments)
        for dataset, rows in payment_rows(extract.payments).items():
            deps.rows.send(dataset, rows)
    if appended.finding_count < most(Bounded.RANGE_FINDINGS):
        publish_findings(extract.findings, header, context=context, deps=deps)
    appended.record_count += extract.records
    appended.event_count += len(extract.events)
    appended.withheld_count += extract.withheld
    appended.encounter_count += extract.encounters
    appended.finding_count += len(extract.findings)
    appended.findings = (*appended.findings, *extract.findings)[:SET_FINDINGS]


def _append_events(stated: list[ClaimEvent], appended: Appended, deps: IngestDependencies) -> None:
    """Append a batch of events; the first batch of a set tells whether the set is new."""
    if appended.is_new:
        deps.claims.append_new_events(stated)
    else:
        were_new = deps.claims.append_events(stated)
        appended.is_new = were_new and not appended.event_count


def publish_findings(
    findings: Sequence[Finding],
    header: SetHeader,
    *,
    context: FileContext,
    deps: IngestDependencies,
) -> None:
    """Findings of a set as rows of the trail."""
    rows = events.finding_rows(
        findings,
        file_id=context.file_id,
        partner_id=context.profile.id,
        recorded_at=context.recorded_at,
        header=header,
    )
    if rows:
        deps.rows.send(FINDINGS.name, rows)


def ranges_of(message: IngestMessage) -> Iterator[SetRange]:
    """Yield the ranges of a message about whole sets, in file order."""
    return map(SetRange.from_json, (message.set_range, *message.more_ranges))


def _result(
    message: IngestMessage, sets: tuple[SetOutcome, ...], *, finished_at: datetime
) -> RangeResult:
    """Return the result of a message: each set's outcome with the range that it stands in."""
    result = RangeResult(
        schema_version=1,
        file_id=message.file_id,
        start=message.start,
        finished_at=finished_at,
        set_range=message.set_range,
        sets=sets,
    )
    if not message.more_ranges:
        return result
    texts = (message.set_range, *message.more_ranges)
    first, *more = (
        RangePart(
            start=part.start,
            set_range=text,
            sets=tuple(one for one in sets if part.start <= one.start < part.end),
        )
        for text, part in zip(texts, ranges_of(message), strict=True)
    )
    return result.model_copy(update={"sets": first.sets, "more": tuple(more)})


def close_range(
    message: IngestMessage, sets: tuple[SetOutcome, ...], deps: IngestDependencies
) -> FileStatus | None:
    """Store a range's result; the file's status when that was its last range.

    Raises NotFoundError when the file's receipt is gone.
    """
    done = deps.files.save_range(_result(message, sets, finished_at=deps.clock()))
    receipt = deps.files.find(file_id=message.file_id, partner_id=message.partner_id)
    if receipt is None:
        raise NotFoundError(
            Explanation(
                code="RECEIPT_MISSING",
                what="the file has no receipt",
                where=f"file {message.file_id} of partner {message.partner_id}",
                next_step="Drop the file again; its ranges are then queued again.",
            )
        )
    closed = complete_file(receipt, done=done, deps=deps)
    return closed.status if closed else None
