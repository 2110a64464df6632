"""What a prover hands back of a loop that it proved sound."""

from typing import NamedTuple

from claimtrail.x12.records import Record


class Proven(NamedTuple):
    """A sound loop: its records, where its text ends, and how many segments it has."""

    records: tuple[Record, ...]
    end: int
    segments: int
