"""The trail's objects as compaction finds them, and the Parquet files that it keeps."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from claimtrail.analytics.tables import View


@dataclass(frozen=True, slots=True)
class TrailObject:
    """One object of a dataset's day."""

    key: str
    mark: str
    """Changes when the content does: the object's entity tag."""


class Trail(Protocol):
    """The chained objects of the audit bucket, for reading."""

    def days(self, dataset: str) -> list[date]:
        """Return the days under which a dataset has objects, oldest first."""
        ...

    def objects(self, dataset: str, day: date) -> list[TrailObject]:
        """Return the objects of a day, by key."""
        ...

    def fetch(self, key: str, target: Path) -> None:
        """Copy an object into a file."""
        ...


class Lake(Protocol):
    """The Parquet files; a file is put with its mark, whole or not at all."""

    def mark_of(self, key: str) -> str | None:
        """Return the mark with which a file was put; None when there is none."""
        ...

    def fetch(self, key: str, target: Path) -> bool:
        """Copy a file; False when there is none."""
        ...

    def put(self, key: str, source: Path, mark: str) -> None:
        """Put a file, in place of what stands under the key."""
        ...

    def closed_through(self) -> date | None:
        """Return the last closed day; None before the first."""
        ...

    def close_through(self, day: date) -> None:
        """Keep the last closed day."""
        ...


class Views(Protocol):
    """The analysts' views, as the catalog has them."""

    def replace(self, view: View) -> bool:
        """Put a view's SELECT in place of another one, at once; False if it stands already."""
        ...


class ColumnarWriter(Protocol):
    """Turns JSON lines into Parquet."""

    def write(self, task: "WriteTask") -> int:
        """Write a day's files; gives the number of rows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteTask:
    """One day of one dataset."""

    dataset: str
    sources: tuple[Path, ...]
    """Gzipped JSON lines."""
    earlier: tuple[Path, ...]
    """Parquet of earlier days: a row that stands there is a repeat."""
    target: Path
    masked_target: Path | None
    """The place of the masked rows, for datasets that have a masked table."""
