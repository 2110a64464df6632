"""What a prover hands back of loops that it proved sound."""

from typing import NamedTuple

from claimtrail.x12.records import Record


class Proven(NamedTuple):
    """Sound loops, one after the other."""

    records: tuple[Record, ...]
    last: int
    """Where the text of the last loop begins."""
    end: int
    """Where it ends."""
    segments: int
    """Of all the loops."""
