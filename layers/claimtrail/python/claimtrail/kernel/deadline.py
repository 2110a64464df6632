"""The time that a worker has left, so that it defers what does not fit before it is stopped."""

from collections.abc import Callable
from typing import Any

from claimtrail.kernel.errors import ClaimTrailError, Explanation

Deadline = Callable[[], float]
"""Returns the seconds that are left."""


def no_deadline() -> float:
    """For a worker that nobody stops."""
    return float("inf")


def deadline_of(context: Any) -> Deadline:
    """Return the deadline of a Lambda invocation; without a context there is none."""
    if not hasattr(context, "get_remaining_time_in_millis"):
        return no_deadline
    return lambda: context.get_remaining_time_in_millis() / 1000


class OutOfTimeError(ClaimTrailError):
    """A worker has too little time left for the next piece of work: it is done later."""


def require_time(deadline: Deadline, seconds: float, *, where: str) -> None:
    """Raise OutOfTimeError unless so many seconds are left."""
    left = deadline()
    if left < seconds:
        raise OutOfTimeError(
            Explanation(
                code="OUT_OF_TIME",
                what=f"{left:.0f} s are left, the next piece of work may take {seconds:.0f} s",
                where=where,
                next_step="Nothing: it is deferred and done by the next worker.",
            )
        )
