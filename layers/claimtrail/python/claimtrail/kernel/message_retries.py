"""Waiting times of a message that failed: they grow with its attempts, and differ by chance.

A cause that passes (a table that is busy, a service that is away) is over after minutes. Messages
that failed together come back apart, so that they are not refused together once more.
"""

from collections.abc import Callable, Sequence
from random import SystemRandom

RETRY_SECONDS = (60, 240, 900)
"""A message comes back after 1, 4 and 15 minutes, and then every 15."""
SPREAD = 0.2
"""The part of a waiting time by which it may be longer."""
BUSY_SPREAD = 1.0
"""The same where a table was busy: the more there are at it, the further apart they come back."""
MOST_SECONDS = 12 * 60 * 60
"""SQS hides a message for 12 hours at most."""
Chance = Callable[[], float]
"""Returns a number from 0 up to 1."""
_CHANCE: Chance = SystemRandom().random


def wait_seconds(
    receives: int, waits: Sequence[int], *, is_busy: bool = False, chance: Chance = _CHANCE
) -> int:
    """Return the seconds for which a message waits that was received so often, this time included.

    Raises ValueError when there are no waiting times.
    """
    if not waits:
        raise ValueError("no waiting times")
    seconds = waits[min(max(receives, 1), len(waits)) - 1]
    spread = BUSY_SPREAD if is_busy else SPREAD
    return min(round(seconds * (1 + spread * chance())), MOST_SECONDS)
