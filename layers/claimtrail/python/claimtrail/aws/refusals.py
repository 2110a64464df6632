"""Logging what a queue's message failed of before it goes back to its queue: codes, never texts."""

from collections.abc import Iterator
from contextlib import contextmanager

from claimtrail.aws.logs import LogEvent, note
from claimtrail.kernel.errors import ClaimTrailError


@contextmanager
def noted_refusals(message_id: str) -> Iterator[None]:
    """Log a failure and let it through; an error that is not ours is named by its type alone."""
    try:
        yield
    except ClaimTrailError as error:
        explanation = error.explanation
        note(
            LogEvent.REFUSED,
            message_id=message_id,
            code=explanation.code,
            what=explanation.what,
            where=explanation.where,
            next_step=explanation.next_step,
        )
        raise
    except Exception as error:
        note(LogEvent.REFUSED, message_id=message_id, code=type(error).__name__)
        raise
