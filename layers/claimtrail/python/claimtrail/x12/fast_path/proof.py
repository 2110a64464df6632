"""The result of a prover: the loops that it proved sound."""

from typing import NamedTuple

from claimtrail.x12.model import Record


class Proven(NamedTuple):
    """Sound loops, one after the other."""

    records: tuple[Record, ...]
    end: int
    """The end of the last one."""
    segments: int
    """Of all the loops."""
