"""The ports of exports; in-memory and AWS twins of the stores pass one contract suite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from claimtrail.exports.columns import ExportColumn, ExportPlace, ExportRow
from claimtrail.exports.messages import ExportMessage
from claimtrail.exports.model import Export, ExportUpload, UploadedPart


class ExportSource(Protocol):
    """A list as one person may see it."""

    @property
    def title(self) -> str:
        """Return the list's own title."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """Return sentences about what the rows that were read leave out."""
        ...

    def columns(self) -> Sequence[ExportColumn]:
        """Return the columns that the person may see."""
        ...

    def rows(self, after: str | None) -> Iterator[ExportRow | ExportPlace]:
        """Yield the rows after a cursor, from the first one without; page by page as it is read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonExports:
    """The exports of a person, read at once."""

    exports: tuple[Export, ...]
    """The latest first."""
    asked: int
    """Grows by one with each that the person asks for."""


class ExportStore(Protocol):
    """Exports by their person. Every read is strongly consistent."""

    def of_person(self, person_id: str) -> PersonExports:
        """Return the exports of a person that have not expired."""
        ...

    def add(self, export: Export, *, asked: int) -> bool:
        """Store a new export, unless the person has asked for another since `asked` was read."""
        ...

    def find(self, person_id: str, export_id: str) -> Export | None:
        """Return a person's export; None when the person has no such."""
        ...

    def save(self, export: Export) -> bool:
        """Store the version after the stored one; False, and nothing stored, otherwise."""
        ...


class ResultFiles(Protocol):
    """The files of exports."""

    def put(self, key: str, data: bytes) -> None:
        """Write a whole file; the same again is harmless."""
        ...

    def read(self, key: str) -> bytes:
        """Return a whole file."""
        ...

    def sha256_of(self, key: str) -> str:
        """Return the SHA-256 of a whole file as it is stored, in hexadecimal."""
        ...

    def begin(self, key: str) -> ExportUpload:
        """Begin a file that comes in parts."""
        ...

    def add_part(self, upload: ExportUpload, number: int, data: bytes) -> UploadedPart:
        """Upload a part. Numbers grow; every part but the last has 5 MiB at least.

        Raises ExportRefusedError (EXPORT_UPLOAD_GONE) when the upload was given up.
        """
        ...

    def complete(self, upload: ExportUpload) -> None:
        """Put the parts together as a file; doing it again is harmless. Raises as `add_part`."""
        ...

    def abandon(self, upload: ExportUpload) -> None:
        """Remove an unfinished file with its parts; one that is gone already stays so."""
        ...

    def link(self, key: str, *, file_name: str, seconds: int) -> str:
        """Return a link by which whoever has it can download a file for so many seconds."""
        ...


class ExportQueue(Protocol):
    """The queue of runs. Delivery is at least once, in no promised order."""

    def send(self, message: ExportMessage) -> None:
        """Hand a message over. Raises ClaimTrailError (EXPORT_NOT_QUEUED)."""
        ...
