"""Reading one range of a file: per set a verdict, findings, and the facts that it states.

Appends and never reads claims. Every write can be repeated with the same outcome, the range's
result is stored after all of them, and the worker that stores the last one closes the file. A
large set is a range of its own, worked on by portions: `large_set.py`.
"""

from dataclasses import replace

from claimtrail.intake.appending import (
    Ingested,
    Ingesting,
    close_range,
    context_of,
    open_archived,
)
from claimtrail.intake.findings import Code
from claimtrail.intake.large_set import ingest_portion, set_portion_aside
from claimtrail.intake.messages import IngestMessage
from claimtrail.intake.receipt import SetOutcome
from claimtrail.intake.registering import register_lines
from claimtrail.intake.release_work import apply_released
from claimtrail.intake.set_outcomes import HalfTakenError, refused_unread, take_results
from claimtrail.intake.shared_numbers import with_shared_numbers
from claimtrail.kernel.deadline import UNHURRIED, OutOfTimeError
from claimtrail.x12.plan import SetRange
from claimtrail.x12.read import range_headers, read_range
from claimtrail.x12.records import ByteRange, Verdict

__all__ = ["Ingested", "Ingesting", "ingest_range"]


def ingest_range(message: IngestMessage, *, tools: Ingesting) -> Ingested:
    """Read one range, or the portion of a large set that the message names.

    Raises:
        NotFoundError: the archived file or its receipt is gone.
        ConfigurationError: the partner's profile was removed meanwhile.
        OutOfTimeError: the range does not fit the time that is left. The message comes again; what
            does not fit then is held, with a finding.
    """
    try:
        return _ingest(message, tools)
    except OutOfTimeError as error:
        ingested = _set_aside(message, error, tools) if tools.turn.is_last else None
        if ingested is None:
            raise
        return ingested


def _set_aside(message: IngestMessage, error: OutOfTimeError, tools: Ingesting) -> Ingested | None:
    """Hold the sets that could not be read in time; None where only a person can go on."""
    unhurried = replace(tools, turn=UNHURRIED)
    if message.release_id or message.lines_end is not None:
        return None
    if message.portion is not None:
        return set_portion_aside(message, message.portion, tools=unhurried)
    context = context_of(message, unhurried)
    done = error.outcomes if isinstance(error, HalfTakenError) else ()
    sets = SetRange.from_json(message.set_range)
    headers = range_headers(open_archived(message, unhurried), sets, context.profile.x12_rules)
    known = {outcome.start for outcome in done}
    refused = (
        refused_unread(Code.OUT_OF_TIME, header, partner_id=message.partner_id)
        for header in headers
        if header.span.start not in known
    )
    room = message.findings_room
    outcomes = take_results(refused, context=context, room=room, tools=unhurried)
    return _ingested(message, [*done, *outcomes], unhurried)


def _ingest(message: IngestMessage, tools: Ingesting) -> Ingested:
    if message.release_id:
        return apply_released(message, tools=tools)
    if message.portion is not None:
        return ingest_portion(message, message.portion, tools=tools)
    context = context_of(message, tools)
    source = open_archived(message, tools)
    if message.lines_end is not None:
        span = ByteRange(message.start, message.lines_end)
        outcome = register_lines(source, span, context=context, tools=tools)
        return _ingested(message, [outcome], tools)
    sets = SetRange.from_json(message.set_range)
    results = with_shared_numbers(
        read_range(source, sets, context.profile.x12_rules), message, sets.interchange, source
    )
    outcomes = take_results(results, context=context, room=message.findings_room, tools=tools)
    return _ingested(message, outcomes, tools)


def _ingested(message: IngestMessage, outcomes: list[SetOutcome], tools: Ingesting) -> Ingested:
    """Close the range, and say what became of the message."""
    status = close_range(message, tuple(outcomes), tools)
    return Ingested(
        file_id=message.file_id,
        partner_id=message.partner_id,
        set_count=len(outcomes),
        rejected_set_count=sum(one.verdict is Verdict.REJECTED for one in outcomes),
        event_count=sum(one.event_count for one in outcomes),
        status=status.value if status else "",
    )
