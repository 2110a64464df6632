"""Structured logs: a stable event name, opaque ids, counts and codes. Never PHI, at any level."""

from aws_lambda_powertools import Logger

from claimtrail.aws.core.telemetry.metrics import count
from claimtrail.kernel.log_events import LogEvent
from claimtrail.kernel.synthetic import is_synthetic

LOGGER = Logger()
"""Level and service come from the POWERTOOLS_* variables that the stacks set."""
_CALLER = 3
"""Frames from Powertools to the code that notes, whose line a log line names."""


def note(event: LogEvent, counted: int = 1, /, **fields: str | int | list[str] | None) -> None:
    """Log one line: the event's name and its fields (ids, counts, codes).

    `counted` is added to the event's metric, if it has one; what concerns a synthetic partner is
    logged and not counted.
    """
    LOGGER.info(event.value, extra={"event": event.value, **fields}, stacklevel=_CALLER)
    partner_id = fields.get("partner_id")
    if not (isinstance(partner_id, str) and is_synthetic(partner_id)):
        count(event, counted)


def note_failure(
    event: LogEvent, counted: int = 1, /, **fields: str | int | list[str] | None
) -> None:
    """Log one line as an error, and count it as `note` does."""
    LOGGER.error(event.value, extra={"event": event.value, **fields}, stacklevel=_CALLER)
    count(event, counted)
