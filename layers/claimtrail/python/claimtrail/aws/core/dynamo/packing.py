"""Documents as they are stored: deflated with a dictionary of what every document has in common.

DynamoDB bills writes by the KB, so what a dictionary saves is money. A dictionary is never changed,
because stored items are read with it: a better one gets the next number and is written with, while
those before it go on being read. Deflate streams name theirs by its checksum (RFC 1950, DICTID).
"""

import zlib
from functools import cache
from importlib import resources
from typing import Any

PLAIN_BYTES = 256
"""Shorter documents are stored as text: deflating them gains nothing."""
NEWEST = 1
_LEVEL, _MEMORY = 6, 8
"""The highest level saves one byte in a hundred and takes half as long again; more memory saves
none, and has to be copied for each document."""
_HEADER = 6
"""CMF, FLG and DICTID."""
_HAS_DICTIONARY = 0x20
"""FDICT, in FLG."""


@cache
def dictionary(number: int) -> bytes:
    """Return a dictionary by its number: documents without values, the commonest last."""
    return (
        resources.files("claimtrail.aws.core").joinpath(f"dictionaries/{number}.txt").read_bytes()
    )


@cache
def _by_checksum() -> dict[int, bytes]:
    known = (dictionary(number) for number in range(1, NEWEST + 1))
    return {zlib.adler32(data): data for data in known}


@cache
def _primed() -> Any:
    """Return a packer that has read the dictionary.

    Reading it takes longer than most documents do.
    """
    return zlib.compressobj(
        _LEVEL,
        zlib.DEFLATED,
        zlib.MAX_WBITS,
        _MEMORY,
        zlib.Z_DEFAULT_STRATEGY,
        dictionary(NEWEST),
    )


def pack(text: str) -> bytes:
    """Return the document, deflated."""
    packer = _primed().copy()
    packed: bytes = packer.compress(text.encode()) + packer.flush()
    return packed


def unpack(data: bytes) -> str:
    """Return the document that was packed, with whichever dictionary or none.

    Raises zlib.error when it was not, or its dictionary is not known here.
    """
    if len(data) < _HEADER or not data[1] & _HAS_DICTIONARY:
        return zlib.decompress(data).decode()
    known = _by_checksum().get(int.from_bytes(data[2:_HEADER], "big"))
    if known is None:
        raise zlib.error("packed with a dictionary that this version does not have")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS, known)
    return (unpacker.decompress(data) + unpacker.flush()).decode()


def stored_size(text: str) -> int:
    """Return how many bytes of an item the document takes."""
    data = text.encode()
    return len(data) if len(data) <= PLAIN_BYTES else len(pack(text))
