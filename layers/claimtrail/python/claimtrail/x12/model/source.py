"""The source of bytes: a file on disk, memory, ranges of an S3 object (in claimtrail.aws)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

CHUNK_SIZE = 1 << 20
"""Bytes read at a time when a source is walked from its start."""
_FIRST_CHUNK, _GROWTH = 1 << 12, 4


def chunk_sizes() -> Iterator[int]:
    """Yield how many bytes to read next, few at first: what is looked for is often near.

    A file of many short interchanges is then not fetched as a whole for each of them.
    """
    size = _FIRST_CHUNK
    while size < CHUNK_SIZE:
        yield size
        size *= _GROWTH
    while True:
        yield CHUNK_SIZE


class ByteSource(Protocol):
    """Random access to bytes. Implementations hold no more than what was asked for."""

    @property
    def size(self) -> int:
        """Length in bytes."""
        ...

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes of [start, end), shorter only at the end of the source."""
        ...


class MemorySource:
    """Bytes already in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self._data)

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes of [start, end)."""
        return self._data[start:end]


class FileSource:
    """A file on disk, opened for each read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size

    @property
    def size(self) -> int:
        """Length in bytes when the source was made."""
        return self._size

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes of [start, end)."""
        with self._path.open("rb") as stream:
            stream.seek(start)
            return stream.read(end - start)
