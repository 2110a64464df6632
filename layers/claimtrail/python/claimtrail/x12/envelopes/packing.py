"""Files that are packed, encrypted or documents, by their first bytes; a name says nothing.

What is stored in a ZIP, a tar or a signed mail stands there as it is. It would be read as X12, with
the packing's own bytes around it as junk, and never as the sender wrote it.
"""

import re

PACKING_HEAD = 512
"""Bytes by which a packing is recognized."""
_LEADS = (
    b"PK\x03\x04",  # ZIP; DOCX and XLSX are ZIPs
    b"PK\x05\x06",  # ZIP without entries
    b"PK\x07\x08",  # ZIP in parts
    b"PK00PK\x03\x04",  # ZIP of one part
    b"\x1f\x8b",  # gzip
    b"\x1f\x9d",  # compress
    b"BZh",  # bzip2
    b"\xfd7zXZ\x00",  # xz
    b"\x28\xb5\x2f\xfd",  # zstd
    b"\x04\x22\x4d\x18",  # lz4
    b"7z\xbc\xaf\x27\x1c",  # 7z
    b"Rar!\x1a\x07",  # RAR
    b"MSCF\x00\x00\x00\x00",  # Windows cabinet
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # Office until 2003
    b"%PDF-",
    b"{\\rtf",
)
_PGP = re.compile(
    rb"""
    -----BEGIN\ (?:PGP|PKCS7|CMS)
    | \x84[\x00-\xff]\x03 | \x85[\x00-\xff]{2}\x03 | \xc1(?:[\x00-\xbf]|[\xc0-\xdf].)\x03
    | \x8c[\x00-\xff]\x04 | \xc3[\x00-\xbf][\x04-\x06]
    | \x90\x0d\x03 | \xc4\x0d\x03
    | [\xa0-\xa3][\x00-\xff]{0,4}?[\x01-\x03][\x78\x42\xcb\xac-\xaf\x90]
    | \xd2[\x00-\xff][\x00-\xff]{0,4}?\x01
    """,
    re.VERBOSE | re.DOTALL,
)
"""Armor, else the first packet: session keys, a one-pass signature, compressed or sealed data."""
_CMS = re.compile(rb"\x30[\x80-\x84].{0,4}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", re.DOTALL)
"""A CMS content (RFC 5652, 3): what S/MIME and AS2 sign and encrypt."""
_MAIL = re.compile(rb"(?:MIME-Version|Content-Type|Content-Transfer-Encoding):", re.IGNORECASE)
_TAR_MARK, _TAR_AT = b"ustar", 257


def is_packed(head: bytes) -> bool:
    """Return whether a file that begins so is packed, encrypted, a mail or a document.

    `head` has PACKING_HEAD bytes, or the whole of a shorter file.
    """
    return (
        head.startswith(_LEADS)
        or _PGP.match(head) is not None
        or _CMS.match(head) is not None
        or _MAIL.match(head) is not None
        or (head[_TAR_AT:].startswith(_TAR_MARK) and b"\x00" in head[:_TAR_AT])
    )
