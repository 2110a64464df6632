"""The time that one piece of work has: it stops before it is stopped.

Lambda ends an invocation without a word when its time is up. Whoever may be given more than fits
asks between two steps whether there is time left, and raises while there is: the message comes back
and is tried once more, and what did not fit twice is preserved, with a finding.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from claimtrail.kernel.errors import ClaimTrailError, Explanation

Deadline = Callable[[], float]
"""Returns the seconds that are left."""
ATTEMPTS = 2
"""Times that work is tried before it is preserved: the first time another reason may have slowed
it down."""
MARGIN_MS = 20_000
"""Milliseconds that are left for preserving work, and for writing what was begun."""
_SHARE = 4
"""Of a short time limit the margin is one part in so many."""


class OutOfTimeError(ClaimTrailError):
    """The work did not fit its time; nothing that it had to write at the end is written."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One attempt at a piece of work."""

    remaining_ms: Callable[[], int]
    """The milliseconds that are left."""
    attempt: int = 1
    """The number of times that the work was begun, this time included."""
    margin_ms: int = 0

    @classmethod
    def within(cls, remaining_ms: Callable[[], int], *, attempt: int) -> "Turn":
        """Begin an attempt that leaves a margin of the time that remains now."""
        return cls(remaining_ms, attempt, min(MARGIN_MS, remaining_ms() // _SHARE))

    @property
    def is_last(self) -> bool:
        """Return whether the work is preserved when it does not fit this time."""
        return self.attempt >= ATTEMPTS

    def check(self, *, needed_ms: int = 0) -> None:
        """Raise OutOfTimeError when less time is left than is needed, and the margin."""
        if self.remaining_ms() < self.margin_ms + needed_ms:
            raise OutOfTimeError(
                Explanation(
                    code="OUT_OF_TIME",
                    what="the work does not fit the time of one invocation",
                    where=f"attempt {self.attempt} of {ATTEMPTS}",
                    next_step="None: it is tried again, then preserved with a finding.",
                )
            )


UNHURRIED = Turn(lambda: sys.maxsize)
"""For work without a limit: the command line, tests."""


def no_deadline() -> float:
    """For a worker that nobody stops."""
    return float("inf")


def remaining_ms_of(context: Any) -> Callable[[], int] | None:
    """Return what gives the milliseconds that an invocation has left; None without a context."""
    found: Callable[[], int] | None = getattr(context, "get_remaining_time_in_millis", None)
    return found


def deadline_of(context: Any) -> Deadline:
    """Return the deadline of a Lambda invocation; without a context there is none."""
    remaining = remaining_ms_of(context)
    return no_deadline if remaining is None else lambda: remaining() / 1000


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


_CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def current_deadline() -> Deadline:
    """Return the deadline of the work that is under way; there is none outside of `bounded_by`.

    What waits for a busy service asks it, however deep it stands below the work.
    """
    return _CURRENT.get() or no_deadline


@contextmanager
def bounded_by(deadline: Deadline) -> Iterator[None]:
    """Let the work inside have a deadline; threads that it starts have none."""
    token = _CURRENT.set(deadline)
    try:
        yield
    finally:
        _CURRENT.reset(token)
