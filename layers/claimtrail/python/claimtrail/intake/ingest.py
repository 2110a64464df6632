"""Reading one range of a file: per set a verdict, findings, and the facts that it states.

Appends and never reads claims. Every write can be repeated with the same outcome, the range's
result is stored after all of them, and the worker that stores the last one closes the file. A
large set is a range of its own, worked on by portions: `large_set.py`.
"""

from claimtrail.intake.appending import (
    Ingested,
    Ingesting,
    close_range,
    context_of,
    open_archived,
)
from claimtrail.intake.large_set import ingest_portion
from claimtrail.intake.messages import IngestMessage
from claimtrail.intake.receipt import SetOutcome
from claimtrail.intake.registering import register_lines
from claimtrail.intake.release_work import apply_released
from claimtrail.intake.set_outcomes import take_results
from claimtrail.intake.shared_numbers import with_shared_numbers
from claimtrail.x12.plan import SetRange
from claimtrail.x12.read import read_range
from claimtrail.x12.records import ByteRange, Verdict

_RANGE_FINDINGS = 300
"""Findings kept with a range; the rows have all."""

__all__ = ["Ingested", "Ingesting", "ingest_range"]


def ingest_range(message: IngestMessage, *, tools: Ingesting) -> Ingested:
    """Read one range, or the portion of a large set that the message names.

    Raises:
        NotFoundError: the archived file or its receipt is gone.
        ConfigurationError: the partner's profile was removed meanwhile.
    """
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
    outcomes = take_results(results, context=context, room=_RANGE_FINDINGS, tools=tools)
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
