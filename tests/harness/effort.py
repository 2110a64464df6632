"""The part of a seeded proof that is played: EFFORT=1, the default, is that of `make test`."""

import os

EFFORT = float(os.environ.get("EFFORT", "1"))
"""`make check` plays a fraction of the sample, `make proof` many times as much."""


def times(sample: int, *, least: int = 1) -> int:
    """Return how many of so many seeds to play, `least` at the least."""
    return max(least, round(sample * EFFORT))
