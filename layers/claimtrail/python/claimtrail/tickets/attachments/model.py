"""An attachment of a ticket, as it is stored: what it is, where it stands, and who touched it.

Object keys hold ids alone; the name that a person gave is masked before it is stored.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.kernel.ids import derived_id

ATTACHMENT_PREFIX = "att_"
MOST_BYTES = 25 * 1024 * 1024
"""The largest attachment; a scanned remittance of a hundred pages has a tenth of it."""
MOST_OF_TICKET = 50
UPLOAD_SECONDS = 900
LINK_SECONDS = 300
QUARANTINE, CLEAN, TEXTS = "quarantine/", "clean/", "text/"
"""Prefixes of the bucket. A link leads to an object under `clean/` alone; texts are masked."""


class AttachmentKind(StrEnum):
    """The kind of a file, by its content."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TEXT = "text"
    CSV = "csv"
    X12 = "x12"
    DOCX = "docx"


CONTENT_TYPES: Mapping[AttachmentKind, str] = MappingProxyType(
    {
        AttachmentKind.PDF: "application/pdf",
        AttachmentKind.PNG: "image/png",
        AttachmentKind.JPEG: "image/jpeg",
        AttachmentKind.TEXT: "text/plain; charset=utf-8",
        AttachmentKind.CSV: "text/csv; charset=utf-8",
        AttachmentKind.X12: "application/EDI-X12",
        AttachmentKind.DOCX: (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
    }
)
"""By kind: the content type for browsers; none opens one in the page."""


class AttachmentState(StrEnum):
    """The state of an attachment."""

    AWAITED = "AWAITED"
    """Its person has the link to upload it."""
    QUARANTINED = "QUARANTINED"
    """It came, and is not known to be harmless."""
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    REFUSED = "REFUSED"
    """Its content is of no kind that is taken."""


ATTACHMENT_STATE_WORDS: Mapping[AttachmentState, str] = MappingProxyType(
    {
        AttachmentState.AWAITED: "not uploaded yet",
        AttachmentState.QUARANTINED: "in quarantine",
        AttachmentState.CLEAN: "clean",
        AttachmentState.INFECTED: "infected",
        AttachmentState.REFUSED: "refused",
    }
)
"""By state: the words that commands show."""


class ScanVerdict(FrozenModel):
    """The answer of a scanner."""

    is_clean: bool
    engine: str
    """`clamd`, `guardduty`, `signatures`."""
    finding: str = ""
    """The name of what was found."""
    etag: str = ""
    """Of the object that was scanned; empty from a scanner that was given the bytes."""


class Attachment(FrozenModel):
    """One attachment."""

    schema_version: Literal[1] = 1
    version: int = Field(default=1, ge=1)
    attachment_id: str
    ticket_id: str
    claim_id: str = ""
    """Of the ticket; empty where it is about none or many."""
    name: str
    """As the person named the file, masked."""
    size: int = Field(ge=0, le=MOST_BYTES)
    """0 until it came, where a page's form uploads it."""
    sha256: str = Field(pattern=r"^([0-9a-f]{64})?$")
    """In hexadecimal, as the person's machine stated it; S3 takes no other bytes. Empty until its
    content was looked at, where a page's form uploads it."""
    etag: str = ""
    """Of the object whose content was looked at."""
    state: AttachmentState = AttachmentState.AWAITED
    kind: AttachmentKind | None = None
    """Once its content was looked at."""
    reason: str = ""
    """The code of the refusal."""
    verdict: ScanVerdict | None = None
    has_text: bool = False
    """True if its text was read and is kept masked."""
    added_by: str
    asked_at: datetime
    decided_at: datetime | None = None

    @property
    def is_decided(self) -> bool:
        """Return whether it is known to be harmless or not."""
        return self.decided_at is not None

    @property
    def quarantine_key(self) -> str:
        """Return the key under which it comes."""
        return f"{QUARANTINE}{self.ticket_id}/{self.attachment_id}"

    @property
    def clean_key(self) -> str:
        """Return the key under which it stays."""
        return f"{CLEAN}{self.ticket_id}/{self.attachment_id}"

    @property
    def text_key(self) -> str:
        """Return the key of its masked text."""
        return f"{TEXTS}{self.ticket_id}/{self.attachment_id}"

    @property
    def content_type(self) -> str:
        """Return its content type for browsers."""
        return CONTENT_TYPES[self.kind] if self.kind else "application/octet-stream"


def attachment_id(*, ticket_id: str, sha256: str) -> str:
    """Return the id of these bytes on this ticket: attached again, they are the same one."""
    return derived_id(ATTACHMENT_PREFIX, ticket_id, sha256)


def ids_of_key(key: str) -> tuple[str, str] | None:
    """Return ticket and attachment of an object in quarantine; None for another key."""
    parts = key.removeprefix(QUARANTINE).split("/")
    if not key.startswith(QUARANTINE) or len(parts) != 2:  # noqa: PLR2004 - two ids
        return None
    return parts[0], parts[1]
