"""The kind of a file by its content; a name says nothing.

What may run code or unpack without end is refused: macros, embedded objects, scripts of PDF and
HTML, archives other than DOCX, and archives that unpack to far more than they are.
"""

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from claimtrail.tickets.attachments.model import AttachmentKind

MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes that a DOCX may unpack to."""
MOST_RATIO = 200
"""Times that a part of a DOCX may be larger than it is packed; text comes to 20."""
MOST_PARTS = 2_000
_ISA_LENGTH = 106
_PIECE = 1 << 20
_RATIO_FROM = 1 << 20
"""Bytes below which no ratio is looked at."""
_LINES = 20

_PDF_HEAD = 1_024
"""Bytes in which readers look for the mark (ISO 32000, annex H)."""
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_PDF_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|script|svg|\?xml)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_DOCX_PARTS = {"[Content_Types].xml", "word/document.xml"}
_DOCX_ACTIVE = re.compile(
    r"vbaProject|vbaData|activeX|oleObject|/embeddings/|\.(?:bin|exe|js|vbs|zip)$", re.IGNORECASE
)
_ELEMENT = re.compile(rb"<[^<>]*+>")
_DOCX_LINKED = re.compile(rb'relationships/(?:attachedTemplate|oleObject|frame)"')
_REFUSED_HEADS = (
    (b"\xd0\xcf\x11\xe0", "ATTACHMENT_OLD_OFFICE"),
    (b"{\\rtf", "ATTACHMENT_RTF"),
    (b"MZ", "ATTACHMENT_PROGRAM"),
    (b"\x7fELF", "ATTACHMENT_PROGRAM"),
    (b"#!", "ATTACHMENT_PROGRAM"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    """The kind of a content, or the code of its refusal."""

    kind: AttachmentKind | None = None
    reason: str = ""


def _loads_from_outside(content: bytes) -> bool:
    """Tell whether a relationship loads a template, an object or a frame from elsewhere."""
    return any(
        b'TargetMode="External"' in element and _DOCX_LINKED.search(element)
        for element in _ELEMENT.findall(content)
    )


def sniff(data: bytes) -> Sniffed:
    """Return the kind of a content, or why it is refused."""
    refused = next((code for head, code in _REFUSED_HEADS if data.startswith(head)), "")
    if refused:
        return Sniffed(reason=refused)
    if b"%PDF-" in data[:_PDF_HEAD]:
        return _pdf(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Sniffed(kind=AttachmentKind.PNG)
    if data.startswith(b"\xff\xd8\xff"):
        return Sniffed(kind=AttachmentKind.JPEG)
    if data.startswith(b"PK"):
        return _docx(data)
    return _text(data)


def _pdf(data: bytes) -> Sniffed:
    """Refuse what acts; a name may be written with escapes (`/J#61vaScript`)."""
    plain = _PDF_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    if _PDF_ACTIVE.search(data) or _PDF_ACTIVE.search(plain):
        return Sniffed(reason="ATTACHMENT_ACTIVE_PDF")
    return Sniffed(kind=AttachmentKind.PDF)


def _docx(data: bytes) -> Sniffed:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            reason = _fault_of(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        reason = "ATTACHMENT_BROKEN_ARCHIVE"
    except RuntimeError:  # zipfile's word for a part under a password
        reason = "ATTACHMENT_ENCRYPTED"
    return Sniffed(reason=reason) if reason else Sniffed(kind=AttachmentKind.DOCX)


def _fault_of(archive: zipfile.ZipFile) -> str:
    """Return why an archive is refused; empty for a DOCX that is taken."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if not names >= _DOCX_PARTS:
        return "ATTACHMENT_ARCHIVE"
    if any(_DOCX_ACTIVE.search(name) for name in names):
        return "ATTACHMENT_MACRO"
    if len(parts) > MOST_PARTS:
        return "ATTACHMENT_UNPACKS_TOO_FAR"
    left = MOST_UNPACKED
    for part in parts:
        content = _unpacked(archive, part, most=left)
        if content is None:
            return "ATTACHMENT_UNPACKS_TOO_FAR"
        left -= len(content)
        if b"macroEnabled" in content or _loads_from_outside(content):
            return "ATTACHMENT_MACRO"
    return ""


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, most: int) -> bytes | None:
    """Return a part, whatever size its header states; None when it unpacks too far."""
    content = bytearray()
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            content += piece
            is_bomb = len(content) > max(_RATIO_FROM, MOST_RATIO * part.compress_size)
            if is_bomb or len(content) > most:
                return None
    return bytes(content)


def _text(data: bytes) -> Sniffed:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Sniffed(reason="ATTACHMENT_KIND_UNKNOWN")
    is_x12 = text.startswith("ISA") and len(text) >= _ISA_LENGTH and not text[3].isalnum()
    if is_x12:
        return Sniffed(kind=AttachmentKind.X12)
    if _CONTROL.search(text):
        return Sniffed(reason="ATTACHMENT_KIND_UNKNOWN")
    if _MARKUP.match(text):
        return Sniffed(reason="ATTACHMENT_MARKUP")
    return Sniffed(kind=AttachmentKind.CSV if _is_table(text) else AttachmentKind.TEXT)


def _is_table(text: str) -> bool:
    """Tell whether the first lines have as many columns each, two at least."""
    lines = text.splitlines()[:_LINES]
    for delimiter in ",;\t|":
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=delimiter) if row}
        except csv.Error:
            continue
        if len(lines) > 1 and len(widths) == 1 and min(widths) > 1:
            return True
    return False
