"""Applying a released set: its records are appended whatever its verdict, and the result is kept.

The first result of the file stays as it is. Each message may be worked on again, by several
workers: events have the ids that a normal reading gives them, and of results the first one stays.
"""

from claimtrail.intake.ingest.append import (
    SET_FINDINGS,
    IngestDependencies,
    Ingested,
    append_records,
    context_of,
    open_archived,
)
from claimtrail.intake.ingest.batches import close_batches
from claimtrail.intake.ingest.large_set import records_of, with_chunks
from claimtrail.intake.ingest.refusals import ended_refusals
from claimtrail.intake.ingest.set_outcomes import append_released
from claimtrail.intake.ingest.shared_numbers import SharedNumbers
from claimtrail.intake.model.messages import Chunk, IngestMessage
from claimtrail.intake.model.receipt import AppendedChunk, FileReceipt, FileStatus, SetOutcome
from claimtrail.intake.model.release import Release, ReleasedSet
from claimtrail.intake.release_events import release_applied, released_row
from claimtrail.intake.rows import RELEASES
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.ids import derived_id
from claimtrail.x12 import (
    SetRange,
    SetSplit,
    check_whole,
    numbers_at,
    read_range,
    with_number_settled,
)
from claimtrail.x12.model import Payment, TransactionType
from claimtrail.x12.model.source import ByteSource


def apply_released(message: IngestMessage, *, deps: IngestDependencies) -> Ingested:
    """Append a released set, or a chunk of it.

    Raises:
        NotFoundError: the archived file or the release is gone.
        ConfigurationError: the partner's profile was removed meanwhile.
    """
    release = _release_of(message, deps)
    if message.chunk is not None:
        return _apply_chunk(message, message.chunk, release, deps)
    sets = SetRange.from_json(message.set_range)
    context = context_of(message, deps)
    source = open_archived(message, deps)
    shared = SharedNumbers(message.shared_numbers, source)
    results = shared.settle(read_range(source, sets, context.profile.x12_rules), sets.interchange)
    [outcome] = append_released(results, context=context, room=SET_FINDINGS, deps=deps)
    return _close(message, outcome, release, deps)


def _apply_chunk(
    message: IngestMessage, chunk: Chunk, release: Release, deps: IngestDependencies
) -> Ingested:
    context = context_of(message, deps)
    split = SetSplit.from_json(
        chunk.set_cut,
        within=SetRange.from_json(message.set_range),
        rules=context.profile.x12_rules,
    )
    source = open_archived(message, deps)
    shared = _shared_numbers(message, source, split, deps)
    appended = append_records(
        (
            with_number_settled(record, shared)
            for record in records_of(source, split, chunk.ordinal)
        ),
        split.header,
        context=context,
        deps=deps,
    )
    split_id = derived_id("", split.split_id, release.release_id)
    done = deps.files.save_chunk(
        AppendedChunk(
            file_id=message.file_id,
            set_start=message.start,
            split_id=split_id,
            ordinal=chunk.ordinal,
            finished_at=deps.clock(),
            **appended.counts(),
        )
    )
    if len(done) < len(split.chunks):
        return Ingested(
            file_id=message.file_id,
            partner_id=message.partner_id,
            event_count=appended.event_count,
        )
    whole = check_whole(source, split.header)
    [outcome] = append_released([whole], context=context, room=SET_FINDINGS, deps=deps)
    chunks = deps.files.appended_chunks(
        file_id=message.file_id, set_start=message.start, split_id=split_id
    )
    return _close(message, with_chunks(outcome, chunks), release, deps)


def _shared_numbers(
    message: IngestMessage, source: ByteSource, split: SetSplit, deps: IngestDependencies
) -> frozenset[str]:
    """Values of CLP01 on records of several patients: as checked, else found in one pass."""
    if split.header.transaction_type is not TransactionType.REMITTANCE:
        return frozenset()
    verdict = deps.files.find_verdict(file_id=message.file_id, set_start=message.start)
    places = verdict.shared_numbers if verdict else _found_in_one_pass(source, split)
    return numbers_at(source, split.header.interchange, (*places, *message.shared_numbers))


def _found_in_one_pass(source: ByteSource, split: SetSplit) -> tuple[int, ...]:
    payments = check_whole(source, split.header).records
    return tuple(
        place for one in payments if isinstance(one, Payment) for place in one.shared_numbers
    )


def _close(
    message: IngestMessage, outcome: SetOutcome, release: Release, deps: IngestDependencies
) -> Ingested:
    """Keep the result; the worker that keeps the last one of the release tells what came of it."""
    close_batches(outcome.batches, file_id=message.file_id, deps=deps)
    done = deps.files.save_released(
        ReleasedSet(
            release_id=release.release_id,
            file_id=message.file_id,
            start=message.start,
            finished_at=deps.clock(),
            outcome=outcome,
        )
    )
    if done.issuperset(release.set_starts):
        _conclude(message, release, deps)
    return Ingested(
        file_id=message.file_id,
        partner_id=message.partner_id,
        set_count=1,
        event_count=outcome.event_count,
    )


def _conclude(message: IngestMessage, release: Release, deps: IngestDependencies) -> None:
    receipt = deps.files.find(file_id=message.file_id, partner_id=message.partner_id)
    if receipt is None:
        raise _gone(message, "receipt")
    sets = [
        one
        for one in deps.files.released_of(message.file_id)
        if one.release_id == release.release_id
    ]
    event = release_applied(release, receipt, sets, ended=_ended_quarantine(receipt, deps))
    deps.publisher.publish([event])
    released = released_row(release, receipt, sets)
    deps.rows.send(RELEASES.name, [released])


def _ended_quarantine(receipt: FileReceipt, deps: IngestDependencies) -> list[str]:
    """Return the events of a file's quarantine once each of its sets was released and applied."""
    if receipt.status is not FileStatus.QUARANTINED:
        return []
    releases = deps.files.releases_of(receipt.file_id)
    own = {one.release_id for one in releases if one.partner_id == receipt.partner_id}
    released = deps.files.released_of(receipt.file_id)
    applied = {one.start for one in released if one.release_id in own}
    if len(applied) < receipt.set_count:
        return []
    return ended_refusals(receipt, files=deps.files, is_taken=False)


def _release_of(message: IngestMessage, deps: IngestDependencies) -> Release:
    for release in deps.files.releases_of(message.file_id):
        if release.release_id == message.release_id:
            return release
    raise _gone(message, "release")


def _gone(message: IngestMessage, what: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="RELEASE_MISSING",
            what=f"the {what} of a released set is gone",
            where=f"file {message.file_id} of partner {message.partner_id}",
            next_step="Release the set again: "
            f"`claimtrail files release {message.file_id} --why TEXT`.",
        )
    )
