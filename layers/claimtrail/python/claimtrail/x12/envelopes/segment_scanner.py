"""Cutting a stream of bytes into segments, with offsets, in memory that does not grow."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.model import Delimiters
from claimtrail.x12.model.limits import Counted, most
from claimtrail.x12.model.source import CHUNK_SIZE, ByteSource, chunk_sizes

SEGMENT_LIMIT = most(Counted.SEGMENT_BYTES)
"""Bytes beyond which a segment is not kept: no segment of the guides comes near it."""
ISA_LENGTH = 106
"""ISA is fixed: the byte after its last element is the segment terminator (X12.5)."""
BLANKS = b" \t\r\n"

_ISA_SEPARATORS = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
_ISA_START = re.compile(rb"ISA[^A-Za-z0-9\s]")
_OVERLAP = ISA_LENGTH
_BELL = 7


class RawSegment(NamedTuple):
    """One segment's bytes without its terminator and without blanks before it."""

    offset: int
    end: int
    """Past the terminator."""
    data: bytes
    """Empty for a segment without content; the first bytes only when `overlong`."""
    overlong: bool = False
    terminated: bool = True
    blanks: bool = False
    """Spaces or tabs stood before it; line breaks do not count."""


def scan_segments(
    source: ByteSource, *, start: int, end: int, terminator: bytes
) -> Iterator[RawSegment]:
    """Yield the segments of [start, end); the last one may lack its terminator.

    Blanks alone at the very end yield nothing. At most SEGMENT_LIMIT bytes of a segment and one
    chunk are held.
    """
    carry, began, dropped = b"", start, False
    position = start
    while position < end:
        chunk = source.read(position, min(position + CHUNK_SIZE, end))
        if not chunk:
            break
        first, *others = chunk.split(terminator)
        if others:
            stop = position + len(first) + 1
            yield _segment(began, stop, carry + first, overlong=dropped)
            for piece in others[:-1]:
                began, stop = stop, stop + len(piece) + 1
                yield _segment(began, stop, piece, overlong=False)
            carry, began, dropped = b"", stop, False
            first = others[-1]
        carry, dropped = _keep(carry, first, dropped=dropped)
        position += len(chunk)
    if carry.strip(BLANKS) or dropped:
        last = _segment(began, position, carry, overlong=dropped)
        yield last._replace(terminated=False)


def _keep(carry: bytes, rest: bytes, *, dropped: bool) -> tuple[bytes, bool]:
    """Return what to remember of an unfinished segment.

    All of it, or its head once it is too long.
    """
    if dropped:
        return carry, True
    carry += rest
    if len(carry) > SEGMENT_LIMIT:
        return carry[:ISA_LENGTH], True
    return carry, False


def _segment(start: int, end: int, data: bytes, *, overlong: bool) -> RawSegment:
    if len(data) > SEGMENT_LIMIT:
        data, overlong = data[:ISA_LENGTH], True
    if not data or data[0] not in BLANKS:
        return RawSegment(start, end, data, overlong)
    stripped = data.lstrip(BLANKS)
    lead = data[: len(data) - len(stripped)]
    blanks = bool(lead.strip(b"\r\n"))
    return RawSegment(start + len(lead), end, stripped, overlong, blanks=blanks)


def isa_fits(header: bytes) -> bool:
    """Return whether 106 bytes have the fixed layout of an ISA."""
    return (
        len(header) == ISA_LENGTH
        and header.startswith(b"ISA")
        and all(header[index] == header[3] for index in _ISA_SEPARATORS)
    )


def delimiters_of(header: bytes) -> Delimiters:
    """Return the four delimiters that an ISA of the fixed layout declares."""
    return Delimiters(
        element=header[3:4],
        component=header[104:105],
        repetition=header[82:83],
        segment=header[105:106],
    )


def canonical_table(marks: Delimiters) -> bytes:
    """For `bytes.translate`: an interchange's separators into those of canonical text.

    Bytes that are canonical separators and none of the interchange's become BEL, which no element
    may hold, so that they stay what they were: invalid.
    """
    table = bytearray(range(256))
    for mark in (ELEMENT, COMPONENT, SEGMENT):
        table[ord(mark)] = _BELL
    table[marks.element[0]] = ord(ELEMENT)
    table[marks.component[0]] = ord(COMPONENT)
    table[marks.segment[0]] = ord(SEGMENT)
    return bytes(table)


def delimiters_differ(marks: Delimiters) -> bool:
    """Return whether the delimiters that split the file can be distinguished and from text."""
    cutting = (marks.element, marks.component, marks.segment)
    return len(set(cutting)) == len(cutting) and all(map(_is_mark, cutting))


def repetition_differs(marks: Delimiters) -> bool:
    """Return whether the repetition separator is one.

    Files are found in which ISA11 is still `U`.
    """
    others = (marks.element, marks.component, marks.segment)
    return marks.repetition not in others and _is_mark(marks.repetition)


def _is_mark(mark: bytes) -> bool:
    return mark.isascii() and not mark.isalnum() and mark != b" "


def find_isa(source: ByteSource, start: int) -> int | None:
    """Return the offset of the next ISA of the fixed layout from `start` on, or None."""
    position = start
    for size in chunk_sizes():
        block = source.read(position, position + size + _OVERLAP)
        if not block:
            return None
        for match in _ISA_START.finditer(block, 0, min(len(block), size + len("ISA*"))):
            if isa_fits(block[match.start() : match.start() + ISA_LENGTH]):
                return position + match.start()
        position += size
    return None


def skip_blanks(source: ByteSource, start: int) -> int:
    """Return the offset of the first byte from `start` on that is no blank.

    Or the source's size.
    """
    position = start
    for size in chunk_sizes():
        block = source.read(position, min(position + size, source.size))
        if not block:
            break
        kept = block.lstrip(BLANKS)
        if kept:
            return position + len(block) - len(kept)
        position += len(block)
    return source.size
