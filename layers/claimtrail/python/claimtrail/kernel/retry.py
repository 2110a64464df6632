"""The one retry policy: how often something is tried, and how long the pauses are.

Calls that a service refuses as a whole are repeated by its SDK (aws/core/clients.py). What is here
repeats what an SDK cannot: parts of a request that were left over, and lost conditional writes.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from random import SystemRandom
from typing import TypeVar

from claimtrail.kernel.deadline import Deadline
from claimtrail.kernel.errors import ConflictError

Result = TypeVar("Result")
Part = TypeVar("Part")
Pause = Callable[[float], object]
"""Waits for so many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """A bound on attempts, and on the pauses between them."""

    attempts: int
    first_seconds: float
    """The longest that the first pause may be; it doubles with each pause."""
    longest_seconds: float

    def pauses(self) -> Iterator[float]:
        """Return the longest that each pause may be, in seconds: one fewer than attempts."""
        return islice(growing(self.first_seconds, self.longest_seconds), self.attempts - 1)


LOST_WRITES = 5
"""Writers of one record are few; losing five times in a row is for the caller's retry."""
LEFT_OVER = Backoff(attempts=9, first_seconds=0.05, longest_seconds=6.4)
"""Items that a busy table left over: 13 s at most, while it grows. Within an invocation, as long as
there is time: a worker that waits asks less of the table, and its message loses no try."""
RESERVE_SECONDS = 10.0
"""Time of an invocation that is left when waiting ends: for saying so, and giving work back."""
REFUSED_ENTRY = Backoff(attempts=4, first_seconds=0.2, longest_seconds=0.8)
"""Entries that a queue or a bus refused: 1.4 s at most; the caller's own queue waits longer."""
_chance = SystemRandom()


def growing(first_seconds: float, longest_seconds: float) -> Iterator[float]:
    """Yield pauses in seconds that double up to the longest, without end."""
    seconds = first_seconds
    while True:
        yield seconds
        seconds = min(2 * seconds, longest_seconds)


def attempts(backoff: Backoff, *, pause: Pause = time.sleep) -> Iterator[int]:
    """Yield the number of each attempt, from 1, with a random pause before each further one."""
    yield 1
    for number, longest in enumerate(backoff.pauses(), start=2):
        pause(longest * _chance.random())
        yield number


def pauses_in_time(
    backoff: Backoff,
    deadline: Deadline,
    *,
    reserve_seconds: float = RESERVE_SECONDS,
    chance: Callable[[], float] = _chance.random,
) -> Iterator[float]:
    """Yield random pauses while time is left for them and the reserve.

    Where time has no end, they are one fewer than the attempts.
    """
    for number, longest in enumerate(
        growing(backoff.first_seconds, backoff.longest_seconds), start=1
    ):
        left = deadline()
        seconds = longest * chance()
        is_over = left - seconds < reserve_seconds
        if is_over or (math.isinf(left) and number >= backoff.attempts):
            return
        yield seconds


def attempts_in_time(
    backoff: Backoff, deadline: Deadline, *, pause: Pause = time.sleep
) -> Iterator[int]:
    """Yield the number of each attempt, from 1, with the pauses of `pauses_in_time` between."""
    yield 1
    for number, seconds in enumerate(pauses_in_time(backoff, deadline), start=2):
        pause(seconds)
        yield number


def send_left_over(
    send: Callable[[Sequence[Part]], Sequence[Part]],
    parts: Sequence[Part],
    *,
    backoff: Backoff,
    pause: Pause = time.sleep,
) -> Sequence[Part]:
    """Send parts, then what each attempt left over. Return what the last attempt left over."""
    for _ in attempts(backoff, pause=pause):
        parts = send(parts)
        if not parts:
            break
    return parts


def repeat_on_conflict(operation: Callable[[], Result], *, most: int = LOST_WRITES) -> Result:
    """Run the operation, which reads and writes, again when its write was lost.

    Raises ConflictError when it was lost `most` times in a row.
    """
    for _ in range(most - 1):
        with suppress(ConflictError):
            return operation()
    return operation()
