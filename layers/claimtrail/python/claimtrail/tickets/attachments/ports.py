"""The ports of attachments: their documents, their bytes, and scanners.

In-memory and AWS twins of the stores pass one contract suite.
"""

from dataclasses import dataclass
from typing import Protocol

from claimtrail.tickets.attachments.model import Attachment, ScanVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLink:
    """A link to which whoever has it can put one file, with the headers that go along."""

    url: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadForm:
    """A form by which a browser can put one file, with the fields that go before the file."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """The bytes of an object, and the tag by which a scanner names them."""

    data: bytes
    etag: str


class AttachmentStore(Protocol):
    """Attachments by their ticket. Every read is strongly consistent."""

    def put_new(self, attachment: Attachment) -> Attachment:
        """Store a new attachment and return it; when its id is taken, return the stored one."""
        ...

    def save(self, attachment: Attachment) -> None:
        """Store the next version.

        Raises ConflictError when the stored version is not `attachment.version - 1`.
        """
        ...

    def get(self, ticket_id: str, attachment_id: str) -> Attachment | None:
        """Return an attachment; None when the ticket has no such."""
        ...

    def list_of(self, ticket_id: str) -> list[Attachment]:
        """Return a ticket's attachments, in the order of their ids."""
        ...


class AttachmentFiles(Protocol):
    """The bytes of attachments."""

    def upload_link(self, key: str, *, size: int, sha256: str, seconds: int) -> UploadLink:
        """Return a link that takes a file of this size and digest, and no other."""
        ...

    def upload_form(self, key: str, *, most: int, seconds: int, then: str) -> UploadForm:
        """Return a form that takes a file of 1 to `most` bytes, and leads to an address."""
        ...

    def read(self, key: str, *, most: int) -> StoredFile | None:
        """Return a whole file; None when there is none, or when it has more bytes than `most`."""
        ...

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        """Write a whole file; the same again is harmless."""
        ...

    def delete(self, key: str) -> None:
        """Remove a file; one that is gone already stays so."""
        ...

    def link(self, key: str, *, file_name: str, content_type: str, seconds: int) -> str:
        """Return a link by which whoever has it can download a file for so many seconds."""
        ...


class Scanner(Protocol):
    """A scanner for malware."""

    def scan(self, data: bytes) -> ScanVerdict:
        """Return what it says of these bytes.

        Raises ClaimTrailError (SCANNER_UNAVAILABLE) where it cannot say anything.
        """
        ...
