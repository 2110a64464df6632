"""Reading one range of a file: per set a verdict, findings, and the facts that it states.

Appends and never reads claims. Every write can be repeated with the same outcome, the range's
result is stored after all of them, and the worker that stores the last one closes the file. A
large set is a range of its own, worked on by chunks: `large_set.py`.
"""

from collections.abc import Iterator
from dataclasses import replace

from claimtrail.intake.encounter_feed.ingest import ingest_lines
from claimtrail.intake.ingest.append import (
    IngestDependencies,
    Ingested,
    close_range,
    context_of,
    open_archived,
    ranges_of,
)
from claimtrail.intake.ingest.large_set import ingest_chunk, set_chunk_aside
from claimtrail.intake.ingest.released_sets import apply_released
from claimtrail.intake.ingest.set_outcomes import HalfTakenError, refused_unread, take_results
from claimtrail.intake.ingest.shared_numbers import SharedNumbers
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.messages import IngestMessage
from claimtrail.intake.model.receipt import SetOutcome
from claimtrail.kernel.deadline import UNHURRIED, OutOfTimeError
from claimtrail.x12 import SetResult, range_headers, read_range
from claimtrail.x12.model import ByteRange, SetAcceptance
from claimtrail.x12.model.rules import Rules
from claimtrail.x12.model.source import ByteSource


def ingest_range(message: IngestMessage, *, deps: IngestDependencies) -> Ingested:
    """Read one range, or the chunk of a large set that the message names.

    Raises:
        NotFoundError: the archived file or its receipt is gone.
        ConfigurationError: the partner's profile was removed meanwhile.
        OutOfTimeError: the range does not fit the time that is left. The message is redelivered;
        what
            does not fit then is held, with a finding.
    """
    deps = replace(deps, key=deps.key.of_partner(message.partner_id))
    try:
        return _ingest(message, deps)
    except OutOfTimeError as error:
        ingested = _preserve(message, error, deps) if deps.turn.is_last else None
        if ingested is None:
            raise
        return ingested


def _preserve(
    message: IngestMessage, error: OutOfTimeError, deps: IngestDependencies
) -> Ingested | None:
    """Hold the sets that could not be read in time; None where only a person can go on."""
    unhurried = replace(deps, turn=UNHURRIED)
    if message.release_id or message.lines_end is not None:
        return None
    if message.chunk is not None:
        return set_chunk_aside(message, message.chunk, deps=unhurried)
    context = context_of(message, unhurried)
    done = error.outcomes if isinstance(error, HalfTakenError) else ()
    source = open_archived(message, unhurried)
    known = {outcome.start for outcome in done}
    refused = (
        refused_unread(IntakeFindingCode.OUT_OF_TIME, header, partner_id=message.partner_id)
        for sets in ranges_of(message)
        for header in range_headers(source, sets, context.profile.x12_rules)
        if header.span.start not in known
    )
    room = message.findings_room
    outcomes = take_results(refused, context=context, room=room, deps=unhurried)
    return _ingested(message, [*done, *outcomes], unhurried)


def _ingest(message: IngestMessage, deps: IngestDependencies) -> Ingested:
    if message.release_id:
        return apply_released(message, deps=deps)
    if message.chunk is not None:
        return ingest_chunk(message, message.chunk, deps=deps)
    context = context_of(message, deps)
    source = open_archived(message, deps)
    if message.lines_end is not None:
        span = ByteRange(message.start, message.lines_end)
        outcome = ingest_lines(source, span, context=context, deps=deps)
        return _ingested(message, [outcome], deps)
    results = _results(message, source, context.profile.x12_rules)
    outcomes = take_results(results, context=context, room=message.findings_room, deps=deps)
    return _ingested(message, outcomes, deps)


def _results(message: IngestMessage, source: ByteSource, rules: Rules) -> Iterator[SetResult]:
    """Yield the sets of all ranges of a message, as they are read."""
    shared = SharedNumbers(message.shared_numbers, source)
    for sets in ranges_of(message):
        yield from shared.settle(read_range(source, sets, rules), sets.interchange)


def _ingested(
    message: IngestMessage, outcomes: list[SetOutcome], deps: IngestDependencies
) -> Ingested:
    """Close the range, and say what became of the message."""
    status = close_range(message, tuple(outcomes), deps)
    return Ingested(
        file_id=message.file_id,
        partner_id=message.partner_id,
        set_count=len(outcomes),
        rejected_set_count=sum(one.verdict is SetAcceptance.REJECTED for one in outcomes),
        event_count=sum(one.event_count for one in outcomes),
        status=status.value if status else "",
    )
