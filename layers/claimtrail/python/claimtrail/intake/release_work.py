"""Applying a released set: its records are appended whatever its verdict, and the result is kept.

The first result of the file stays as it is. Each message may be worked on again, by several
workers: events have the ids that a normal reading gives them, and of results the first one stays.
"""

from claimtrail.intake import tell
from claimtrail.intake.appending import (
    SET_FINDINGS,
    Ingested,
    Ingesting,
    append_records,
    context_of,
    open_archived,
)
from claimtrail.intake.batches import close_batches
from claimtrail.intake.large_set import records_of, with_portions
from claimtrail.intake.messages import IngestMessage, Portion
from claimtrail.intake.receipt import AppendedPortion, SetOutcome
from claimtrail.intake.release import Release, ReleasedSet
from claimtrail.intake.set_outcomes import append_released
from claimtrail.intake.shared_numbers import with_shared_numbers
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.kernel.ids import derived_id
from claimtrail.x12.extract.claim_numbers import settled
from claimtrail.x12.number_pass import numbers_at
from claimtrail.x12.parts import check_whole
from claimtrail.x12.plan import SetRange
from claimtrail.x12.read import read_range
from claimtrail.x12.records import Payment, TransactionType
from claimtrail.x12.set_cut import SetCut
from claimtrail.x12.source import ByteSource


def apply_released(message: IngestMessage, *, tools: Ingesting) -> Ingested:
    """Append a released set, or a portion of it.

    Raises:
        NotFoundError: the archived file or the release is gone.
        ConfigurationError: the partner's profile was removed meanwhile.
    """
    release = _release_of(message, tools)
    if message.portion is not None:
        return _apply_portion(message, message.portion, release, tools)
    sets = SetRange.from_json(message.set_range)
    context = context_of(message, tools)
    source = open_archived(message, tools)
    results = with_shared_numbers(
        read_range(source, sets, context.profile.x12_rules), message, sets.interchange, source
    )
    [outcome] = append_released(results, context=context, room=SET_FINDINGS, tools=tools)
    return _close(message, outcome, release, tools)


def _apply_portion(
    message: IngestMessage, portion: Portion, release: Release, tools: Ingesting
) -> Ingested:
    context = context_of(message, tools)
    cut = SetCut.from_json(
        portion.set_cut,
        within=SetRange.from_json(message.set_range),
        rules=context.profile.x12_rules,
    )
    source = open_archived(message, tools)
    shared = _shared_numbers(message, source, cut, tools)
    appended = append_records(
        (settled(record, shared) for record in records_of(source, cut, portion.ordinal)),
        cut.header,
        context=context,
        tools=tools,
    )
    cut_id = derived_id("", cut.cut_id, release.release_id)
    done = tools.files.save_portion(
        AppendedPortion(
            file_id=message.file_id,
            set_start=message.start,
            cut_id=cut_id,
            ordinal=portion.ordinal,
            finished_at=tools.clock(),
            **appended.counts(),
        )
    )
    if len(done) < len(cut.portions):
        return Ingested(
            file_id=message.file_id,
            partner_id=message.partner_id,
            event_count=appended.event_count,
        )
    whole = check_whole(source, cut.header)
    [outcome] = append_released([whole], context=context, room=SET_FINDINGS, tools=tools)
    portions = tools.files.appended_portions(
        file_id=message.file_id, set_start=message.start, cut_id=cut_id
    )
    return _close(message, with_portions(outcome, portions), release, tools)


def _shared_numbers(
    message: IngestMessage, source: ByteSource, cut: SetCut, tools: Ingesting
) -> frozenset[str]:
    """Values of CLP01 on records of several patients: as checked, else found in one pass."""
    if cut.header.transaction_type is not TransactionType.REMITTANCE:
        return frozenset()
    verdict = tools.files.find_verdict(file_id=message.file_id, set_start=message.start)
    places = verdict.shared_numbers if verdict else _found_in_one_pass(source, cut)
    return numbers_at(source, cut.header.interchange, (*places, *message.shared_numbers))


def _found_in_one_pass(source: ByteSource, cut: SetCut) -> tuple[int, ...]:
    payments = check_whole(source, cut.header).records
    return tuple(
        place for one in payments if isinstance(one, Payment) for place in one.shared_numbers
    )


def _close(
    message: IngestMessage, outcome: SetOutcome, release: Release, tools: Ingesting
) -> Ingested:
    """Keep the result; the worker that keeps the last one of the release tells what came of it."""
    close_batches(outcome.batches, file_id=message.file_id, tools=tools)
    done = tools.files.save_released(
        ReleasedSet(
            release_id=release.release_id,
            file_id=message.file_id,
            start=message.start,
            finished_at=tools.clock(),
            outcome=outcome,
        )
    )
    if done.issuperset(release.set_starts):
        _conclude(message, release, tools)
    return Ingested(
        file_id=message.file_id,
        partner_id=message.partner_id,
        set_count=1,
        event_count=outcome.event_count,
    )


def _conclude(message: IngestMessage, release: Release, tools: Ingesting) -> None:
    receipt = tools.files.find(file_id=message.file_id, partner_id=message.partner_id)
    if receipt is None:
        raise _gone(message, "receipt")
    sets = [
        one
        for one in tools.files.released_of(message.file_id)
        if one.release_id == release.release_id
    ]
    event = tell.release_applied(release, receipt, sets)
    tools.publisher.publish([event])
    released = tell.released_row(release, receipt, sets)
    tools.rows.send(tell.RELEASES, [released])


def _release_of(message: IngestMessage, tools: Ingesting) -> Release:
    for release in tools.files.releases_of(message.file_id):
        if release.release_id == message.release_id:
            return release
    raise _gone(message, "release")


def _gone(message: IngestMessage, what: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="RELEASE_MISSING",
            what=f"the {what} of a released set is gone",
            where=f"file {message.file_id} of partner {message.partner_id}",
            next_step="Release the set again: `claimtrail files release FILE`.",
        )
    )
