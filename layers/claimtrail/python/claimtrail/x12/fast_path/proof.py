"""What a prover hands back of loops that it proved sound."""

from typing import NamedTuple

from claimtrail.x12.model import Record


class Proven(NamedTuple):
    """Sound loops, one after the other."""

    records: tuple[Record, ...]
    end: int
    """Where the last one ends."""
    segments: int
    """Of all the loops."""
