"""How much of a seeded proof is played: EFFORT=1, the default, is the sample of `make test`."""

import os

EFFORT = float(os.environ.get("EFFORT", "1"))
"""`make check` plays a fraction of the sample, `make proof` many times as much."""


def times(sample: int, *, least: int = 1) -> int:
    """How many of so many seeds to play, `least` at the least."""
    return max(least, round(sample * EFFORT))
