"""Interchanges whose lines were wrapped at one width, as mainframes and mail programs do.

    ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260601*09
    00*^*00501*000000001*0*P*:~GS*HP*...

Such a line break is no part of any value. It is left off where a segment is split into elements, so
that every offset stays that of a byte in the file.
"""

import re
from typing import NamedTuple

from claimtrail.x12.envelopes.segment_scanner import BLANKS, ISA_LENGTH, isa_fits
from claimtrail.x12.model.source import ByteSource

LOOKED_AT = 1 << 16
"""Bytes whose lines must have one width."""
_GLANCE = 1 << 10
"""Bytes that nearly always show it, where lines are not wrapped: a file may have an interchange for
each few hundred bytes."""
_NARROWEST = 20
_BREAK = re.compile(rb"\r\n|\n|\r")
_BREAKS = b"\r\n"


class Opening(NamedTuple):
    """The beginning of an interchange."""

    header: bytes
    """The 106 bytes of ISA, without line breaks when they are wrapped; fewer at the file's end."""
    end: int
    """Past them, in the file."""
    is_wrapped: bool


def read_opening(source: ByteSource, position: int) -> Opening:
    """Read what stands where an ISA is expected."""
    block = source.read(position, position + LOOKED_AT)
    joined = block[: 2 * ISA_LENGTH].translate(None, _BREAKS)[:ISA_LENGTH]
    if isa_fits(joined) and _is_wrapped(block, joined[-1:], whole=len(block) < LOOKED_AT):
        return Opening(joined, position + _length(block), is_wrapped=True)
    return Opening(block[:ISA_LENGTH], position + min(ISA_LENGTH, len(block)), is_wrapped=False)


def without_breaks(data: bytes) -> bytes:
    """Return the bytes of a segment of a wrapped interchange without the breaks."""
    return data.translate(None, _BREAKS)


def _is_wrapped(block: bytes, terminator: bytes, *, whole: bool) -> bool:
    """Return whether lines have one width and not each of them ends with a segment.

    An interchange may begin within a line, and the last line is shorter; `whole` tells that the
    block holds it.
    """
    found = _BREAK.search(block)
    if found is None or terminator in _BREAKS or _are_uneven(block[:_GLANCE], found[0]):
        return False
    first, *lines = block.rstrip(BLANKS).split(found[0])
    last = lines.pop() if lines else b""
    width = len(lines[0]) if lines else len(first)
    ends = [first, *lines]
    return (
        width >= _NARROWEST
        and len(first) <= width
        and all(len(line) == width for line in lines)
        and (not whole or len(last) <= width)
        and not all(line.endswith(terminator) for line in ends)
        and (len(ends) > 1 or len(first) < ISA_LENGTH)
    )


def _are_uneven(glance: bytes, line_break: bytes) -> bool:
    """Return whether lines within the first bytes differ in width, so that no more is looked at."""
    _, *lines = glance.rstrip(BLANKS).split(line_break)
    return len(set(map(len, lines[:-1]))) > 1


def _length(block: bytes) -> int:
    """Return how many bytes of the block the ISA takes, its line breaks included."""
    kept = 0
    for length, byte in enumerate(block, start=1):
        kept += byte not in _BREAKS
        if kept == ISA_LENGTH:
            return length
    return len(block)
