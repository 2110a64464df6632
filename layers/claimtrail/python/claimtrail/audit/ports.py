"""Where rows of the trail are handed over, and where chained objects and their heads are kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol


class RowSink(Protocol):
    """Takes rows for the trail, at least once; the dataset's key tells repeats apart."""

    def send(self, dataset: str, rows: list[dict[str, Any]]) -> None:
        """Hand over all rows, or raise, so that the caller is retried."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest object of a dataset's chain that is known to have been written."""

    day: date
    """The UTC day of the partition in which it stands."""
    seq: int
    """Counts the dataset's objects from 1, over all days."""
    sha256: str
    """Of the object's bytes as stored, in hexadecimal."""


class ChainStore(Protocol):
    """Write-once objects and one head per dataset."""

    def head(self, dataset: str) -> Head | None:
        """The head, strongly consistent; None when nothing was ever written."""
        ...

    def advance(self, dataset: str, *, expected: Head | None, new: Head) -> None:
        """Move the head. Raises ConflictError when the stored head is not `expected`."""
        ...

    def put_new(self, key: str, data: bytes) -> bool:
        """Write an object that does not exist yet; False (and nothing written) when it does."""
        ...

    def read(self, key: str) -> bytes | None:
        """The object's bytes; None when there is none."""
        ...
