"""Files that people attach, harmless and not, built in memory."""

import io
import zipfile

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""In halves: whole, it would alarm the scanner of whoever keeps this source."""
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
CSV = b"Claim,Amount\nA1,10.00\nA2,20.00\n"
TEXT = b"The payer called back, and asks for the chart.\n"


def docx(**parts: bytes) -> bytes:
    """Return a DOCX with further parts, whose names have `__` for a slash and `_` for a dot."""
    named = {name.replace("__", "/").replace("_", "."): data for name, data in parts.items()}
    return archive({"[Content_Types].xml": TYPES.encode(), "word/document.xml": b"<w/>", **named})


def archive(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return written.getvalue()
