"""The bytes of a file, as long as there is time to read them."""

from claimtrail.kernel.deadline import Turn
from claimtrail.x12.model.source import ByteSource


class TimedSource:
    """Reads on until the time of an attempt is up; whatever reads a file asks at each block."""

    def __init__(self, source: ByteSource, turn: Turn) -> None:
        self._source, self._turn = source, turn

    @property
    def size(self) -> int:
        """Length in bytes."""
        return self._source.size

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes of [start, end). Raises OutOfTimeError when the time is up."""
        self._turn.check()
        return self._source.read(start, end)
