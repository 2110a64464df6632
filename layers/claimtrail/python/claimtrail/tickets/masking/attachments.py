"""Text of attachments, for masking: plain text, CSV, X12, DOCX and PDF, within bounds.

A file is recognized by its content, not by its name. What is packed is read up to a bound, so that
a small file cannot fill the memory.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.parsers import expat

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.tickets.masking.known import NOTHING_KNOWN, KnownIdentifiers
from claimtrail.tickets.masking.mask import mask
from claimtrail.tickets.masking.model import MaskedText

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_BYTES = 20_000_000
"""Of a file, and of each part of a packed one."""
MOST_LETTERS = 2_000_000
MOST_PAGES = 500
_DOCX_PARTS = (
    "word/document",
    "word/header",
    "word/footer",
    "word/comments",
    "word/footnotes",
    "word/endnotes",
)
_PARAGRAPHS = frozenset({"w:p", "w:br", "w:tr"})
_TEXT = "w:t"
_TAB = frozenset({"w:tab", "w:tc"})
_BLOCK = 65_536


class ReadableKind(StrEnum):
    """A kind of file whose text can be read."""

    TEXT = "text"
    """Plain text, CSV and X12: read as they are."""
    DOCX = "docx"
    PDF = "pdf"


class AttachmentUnreadableError(ClaimTrailError):
    """A file whose text cannot be read, or not within the bounds."""


def kind_of(data: bytes) -> ReadableKind:
    """Return the kind of a file by its content. Raises AttachmentUnreadableError for another."""
    if data.startswith(b"%PDF-"):
        return ReadableKind.PDF
    if data.startswith(b"PK\x03\x04"):
        return ReadableKind.DOCX
    if b"\x00" in data[:_BLOCK]:
        raise _unreadable("ATTACHMENT_UNKNOWN", "the file is neither text, DOCX nor PDF")
    return ReadableKind.TEXT


def text_of(data: bytes) -> str:
    """Return the text of a file. Raises AttachmentUnreadableError."""
    if len(data) > MOST_BYTES:
        raise _unreadable("ATTACHMENT_TOO_LARGE", f"the file has more than {MOST_BYTES:,} bytes")
    text = _READERS[kind_of(data)](data)
    if len(text) > MOST_LETTERS:
        raise _unreadable("ATTACHMENT_TOO_LONG", f"the file has more than {MOST_LETTERS:,} letters")
    return text


def masked_attachment(
    data: bytes, known: KnownIdentifiers = NOTHING_KNOWN, *, keep: tuple[str, ...] = ()
) -> MaskedText:
    """Return the text of a file without identifiers. Raises AttachmentUnreadableError."""
    return mask(text_of(data), known, keep=keep)


def _plain(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _docx(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = sorted(one for one in archive.namelist() if one.startswith(_DOCX_PARTS))
            if not any(one.startswith("word/document") for one in names):
                raise _unreadable("ATTACHMENT_UNKNOWN", "the packed file is no DOCX")
            return "\n".join(_text_of_xml(_unpacked(archive, one)) for one in names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, expat.ExpatError) as error:
        raise _unreadable("ATTACHMENT_BROKEN", "the packed file cannot be read") from error


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of a packed file, however large it claims to be, up to the bound."""
    with archive.open(name) as part:
        data = part.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _unreadable(
            "ATTACHMENT_TOO_LARGE", f"a part unpacks to more than {MOST_BYTES:,} bytes"
        )
    return data


def _text_of_xml(data: bytes) -> str:
    """Return the text of a part of a DOCX; a paragraph is a line."""
    pieces: list[str] = []
    inside: list[bool] = [False]

    def begin(name: str, _attributes: Mapping[str, str]) -> None:
        if name in _PARAGRAPHS:
            pieces.append("\n")
        elif name in _TAB:
            pieces.append("\t")
        inside[0] = name == _TEXT

    def refuse(*_: object) -> None:
        raise _unreadable("ATTACHMENT_BROKEN", "the packed file declares a document type")

    def take(text: str) -> None:
        if inside[0]:
            pieces.append(text)

    def end(_name: str) -> None:
        inside[0] = False

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse  # no entities: nothing grows beyond what stands there
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = take
    parser.Parse(data, True)  # noqa: FBT003 - the parser takes no names
    return "".join(pieces).strip("\n")


def _pdf(data: bytes) -> str:
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - of the extra `attachments`, and slow to import
        from pypdf.errors import PyPdfError  # noqa: PLC0415
    except ImportError as error:
        raise _unreadable(
            "ATTACHMENT_READER_MISSING",
            "PDF is read by pypdf, which is not installed",
            "Install it: `pip install claimtrail[attachments]`.",
        ) from error
    try:
        return "\n".join(_pages(PdfReader(BytesIO(data))))
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise _unreadable("ATTACHMENT_BROKEN", "the PDF cannot be read") from error


def _pages(reader: "PdfReader") -> Iterator[str]:
    if len(reader.pages) > MOST_PAGES:
        raise _unreadable("ATTACHMENT_TOO_LONG", f"the PDF has more than {MOST_PAGES} pages")
    left = MOST_LETTERS
    for page in reader.pages:
        text = page.extract_text()
        left -= len(text)
        yield text
        if left < 0:
            return


_READERS: Mapping[ReadableKind, Callable[[bytes], str]] = MappingProxyType(
    {
        ReadableKind.TEXT: _plain,
        ReadableKind.DOCX: _docx,
        ReadableKind.PDF: _pdf,
    }
)


def _unreadable(
    code: str, what: str, next_step: str = "Paste what matters into the ticket."
) -> AttachmentUnreadableError:
    return AttachmentUnreadableError(
        Explanation(code=code, what=what, where="the attachment", next_step=next_step)
    )
