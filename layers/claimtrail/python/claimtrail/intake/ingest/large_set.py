"""One set that is too large for one worker: checked in chunks, judged, then appended in chunks.

A refused set must not move any claim, and only its last byte tells whether it is refused. So there
are two rounds of messages. In the first, chunks are checked and nothing is appended; the worker
that checks the last one joins them to the set's verdict, tells it, and stores it. In the second,
which only an accepted set has, each chunk is read again and its records are appended; the worker
that appends the last one stores the set's outcome as that of any range.

Each message can be worked on again, by several workers, in any order: what is appended has ids
that follow from the bytes, and of results the first one stored stays.
"""

from collections.abc import Iterator
from dataclasses import replace

from claimtrail.intake.ingest.append import (
    SET_FINDINGS,
    IngestDependencies,
    Ingested,
    append_records,
    close_range,
    context_of,
    open_archived,
)
from claimtrail.intake.ingest.set_outcomes import refused_unread, take_results
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.limits import Bounded, most
from claimtrail.intake.model.messages import Chunk, IngestMessage
from claimtrail.intake.model.receipt import (
    AppendedChunk,
    CheckedChunk,
    ReceiptStep,
    SetOutcome,
    SetVerdict,
)
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.x12 import (
    RemittanceTotals,
    SetRange,
    SetResult,
    SetSplit,
    check_part,
    check_whole,
    join_parts,
    numbers_at,
    stream_part,
    stream_within,
    with_number_settled,
)
from claimtrail.x12.model import Payment, Record, SetAcceptance
from claimtrail.x12.model.source import ByteSource

_STORED = 1_000
"""Reversals, and adjustments of PLB, of one chunk, whose result has to fit an item; a set with
more in one is checked in one pass."""


def chunk_messages(
    whole: IngestMessage, split: SetSplit, *, step: ReceiptStep
) -> list[IngestMessage]:
    """Return the messages of a step; `whole` is any message of the set's range.

    A set that is not split at its claims is checked as a whole, by one.
    """
    text = split.to_json()
    count = len(split.chunks) if step == "append" or split.at_claims else 1
    return [
        whole.model_copy(update={"chunk": Chunk(step=step, ordinal=ordinal, set_cut=text)})
        for ordinal in range(count)
    ]


def ingest_chunk(message: IngestMessage, chunk: Chunk, *, deps: IngestDependencies) -> Ingested:
    """Check a chunk, or append it, and go on when it was the last.

    Raises:
        NotFoundError: the archived file, its receipt, or the verdict to append by is gone.
        ConfigurationError: the partner's profile was removed meanwhile.
    """
    split = SetSplit.from_json(
        chunk.set_cut,
        within=SetRange.from_json(message.set_range),
        rules=context_of(message, deps).profile.x12_rules,
    )
    if chunk.step == "check":
        return _check(message, chunk, split, deps)
    return _append(message, chunk, split, deps)


def set_chunk_aside(
    message: IngestMessage, chunk: Chunk, *, deps: IngestDependencies
) -> Ingested | None:
    """Hold the set of a chunk that cannot be checked in time; None for one that was accepted.

    Of an accepted set other chunks may be appended: a person has to look at what is left, which
    waits in the dead-letter queue.
    """
    if chunk.step != "check":
        return None
    split = SetSplit.from_json(
        chunk.set_cut,
        within=SetRange.from_json(message.set_range),
        rules=context_of(message, deps).profile.x12_rules,
    )
    verdict = deps.files.find_verdict(file_id=message.file_id, set_start=message.start)
    if verdict is None:
        refused = refused_unread(
            IntakeFindingCode.OUT_OF_TIME, split.header, partner_id=message.partner_id
        )
        verdict = _decide(message, split, refused, deps)
    if verdict.outcome.verdict is not SetAcceptance.REJECTED:
        return None
    return _close(message, verdict.outcome, event_count=0, deps=deps)


def _check(
    message: IngestMessage, chunk: Chunk, split: SetSplit, deps: IngestDependencies
) -> Ingested:
    verdict = deps.files.find_verdict(file_id=message.file_id, set_start=message.start)
    if verdict is None:
        source = open_archived(message, deps)
        if split.at_claims and not _check_part(message, chunk, split, source, deps):
            return _nothing_yet(message)
        result = _result(message, split, source, deps)
        if result is None:
            deps.queue.send(chunk_messages(message, split.anywhere(), step="check"))
            return _nothing_yet(message)
        verdict = _decide(message, split, result, deps)
    if verdict.outcome.verdict is SetAcceptance.REJECTED or verdict.outcome.is_test:
        return _close(message, verdict.outcome, event_count=0, deps=deps)
    receipt = deps.files.find(file_id=message.file_id, partner_id=message.partner_id)
    if receipt is None or receipt.completed_at is None:
        deps.queue.send(chunk_messages(message, split, step="append"))
    return _nothing_yet(message)


def _check_part(
    message: IngestMessage,
    chunk: Chunk,
    split: SetSplit,
    source: ByteSource,
    deps: IngestDependencies,
) -> bool:
    """Check one chunk; whether all are checked now."""
    part = check_part(source, split.header, split.chunks, chunk.ordinal)
    totals = part.totals
    if isinstance(totals, RemittanceTotals) and (
        max(len(totals.reversals), len(totals.provider_adjustments)) > _STORED
    ):
        part = replace(part, fits=False, totals=None)
    checked = CheckedChunk(
        file_id=message.file_id,
        set_start=message.start,
        split_id=split.split_id,
        ordinal=chunk.ordinal,
        part=part,
    )
    return len(deps.files.save_chunk(checked)) == len(split.chunks)


def _result(
    message: IngestMessage, split: SetSplit, source: ByteSource, deps: IngestDependencies
) -> SetResult | None:
    """Return what the whole set is found to be; None when its chunks do not fit together."""
    if not split.at_claims:
        span = split.header.span
        is_too_large = span.end - span.start > most(Bounded.WHOLE_SET_BYTES)
        if is_too_large:
            return refused_unread(
                IntakeFindingCode.SET_TOO_LARGE, split.header, partner_id=message.partner_id
            )
        return check_whole(source, split.header)
    checked = deps.files.checked_chunks(
        file_id=message.file_id, set_start=message.start, split_id=split.split_id
    )
    return join_parts(source, split.header, [item.part for item in checked])


def _decide(
    message: IngestMessage, split: SetSplit, result: SetResult, deps: IngestDependencies
) -> SetVerdict:
    """Tell the verdict, store the payment, and let the second round begin."""
    context = context_of(message, deps)
    payments = [record for record in result.records if isinstance(record, Payment)]
    [outcome] = take_results([result], context=context, room=SET_FINDINGS, deps=deps)
    verdict = SetVerdict(
        file_id=message.file_id,
        start=message.start,
        decided_at=deps.clock(),
        outcome=outcome,
        at_claims=split.at_claims,
        shared_numbers=tuple(place for item in payments for place in item.shared_numbers),
    )
    deps.files.save_verdict(verdict)
    return verdict


def _append(
    message: IngestMessage, chunk: Chunk, split: SetSplit, deps: IngestDependencies
) -> Ingested:
    verdict = deps.files.find_verdict(file_id=message.file_id, set_start=message.start)
    if verdict is None:
        raise _verdict_missing(message)
    if verdict.outcome.verdict is SetAcceptance.REJECTED:
        return _close(message, verdict.outcome, event_count=0, deps=deps)
    split = split if verdict.at_claims else split.anywhere()
    source = open_archived(message, deps)
    places = (*verdict.shared_numbers, *message.shared_numbers)
    shared = numbers_at(source, split.header.interchange, places)
    appended = append_records(
        (
            with_number_settled(record, shared)
            for record in records_of(source, split, chunk.ordinal)
        ),
        split.header,
        context=context_of(message, deps),
        deps=deps,
    )
    done = deps.files.save_chunk(
        AppendedChunk(
            file_id=message.file_id,
            set_start=message.start,
            split_id=split.split_id,
            ordinal=chunk.ordinal,
            finished_at=deps.clock(),
            **appended.counts(),
        )
    )
    if len(done) < len(split.chunks):
        return _nothing_yet(message, event_count=appended.event_count)
    chunks = deps.files.appended_chunks(
        file_id=message.file_id, set_start=message.start, split_id=split.split_id
    )
    outcome = with_chunks(verdict.outcome, chunks)
    return _close(message, outcome, event_count=appended.event_count, deps=deps)


def records_of(source: ByteSource, split: SetSplit, ordinal: int) -> Iterator[Record]:
    """Yield the records of a chunk, but for the payment."""
    if split.at_claims:
        return stream_part(source, split.header, split.chunks, ordinal)
    return stream_within(source, split.header, split.chunks[ordinal])


def with_chunks(outcome: SetOutcome, chunks: list[AppendedChunk]) -> SetOutcome:
    """Return the outcome with what was appended out of all chunks."""
    found = [item for chunk in chunks for item in chunk.findings]
    return outcome.model_copy(
        update={
            "record_count": outcome.record_count + sum(one.record_count for one in chunks),
            "event_count": outcome.event_count + sum(one.event_count for one in chunks),
            "withheld_count": outcome.withheld_count + sum(one.withheld_count for one in chunks),
            "encounter_count": outcome.encounter_count + sum(one.encounter_count for one in chunks),
            "batches": tuple(dict.fromkeys(key for one in chunks for key in one.batches)),
            "finding_count": outcome.finding_count + sum(one.finding_count for one in chunks),
            "findings": (*outcome.findings, *found)[:SET_FINDINGS],
        }
    )


def _close(
    message: IngestMessage, outcome: SetOutcome, *, event_count: int, deps: IngestDependencies
) -> Ingested:
    """The set is read: the end of its range, as of any other."""
    status = close_range(message, (outcome,), deps)
    return Ingested(
        file_id=message.file_id,
        partner_id=message.partner_id,
        set_count=1,
        rejected_set_count=int(outcome.verdict is SetAcceptance.REJECTED),
        event_count=event_count,
        status=status.value if status else "",
    )


def _nothing_yet(message: IngestMessage, *, event_count: int = 0) -> Ingested:
    return Ingested(file_id=message.file_id, partner_id=message.partner_id, event_count=event_count)


def _verdict_missing(message: IngestMessage) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="VERDICT_MISSING",
            what="the set has no verdict, and nothing of it may be appended without one",
            where=f"file {message.file_id}, set at byte {message.start}",
            next_step="Redrive the set's other messages from the dead-letter queue first.",
        )
    )
