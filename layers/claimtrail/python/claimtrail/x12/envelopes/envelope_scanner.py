"""Going over a file for its envelopes alone: what stands within a set is counted, not looked at."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from claimtrail.x12.envelopes.line_wrapping import without_breaks
from claimtrail.x12.envelopes.segment_scanner import (
    BLANKS,
    ISA_LENGTH,
    SEGMENT_LIMIT,
    RawSegment,
    scan_segments,
)
from claimtrail.x12.model import ByteRange, Delimiters, InterchangeHeader
from claimtrail.x12.model.source import ByteSource, chunk_sizes

_NAMES = rb"(?:[Ii][Ee][Aa]|[Gg][SsEe]|[Ss][TtEe]|[Tt][Aa]1)"
"""In lower case, too: `scan.py` reports that."""


class Skipped(NamedTuple):
    """Segments of a set that were passed over."""

    segments: int
    """Those with content."""
    end: int
    """Past the last one's terminator."""


def scan_set(
    source: ByteSource, header: InterchangeHeader, span: ByteRange, inside: Callable[[], bool]
) -> Iterator[RawSegment | Skipped]:
    """Go over the segments of an interchange in [span); `inside` as for `EnvelopeScanner`.

    Where lines are wrapped, a break may stand within a segment identifier: each segment is looked
    at, without its breaks.
    """
    marks = header.delimiters
    if not header.is_wrapped:
        yield from EnvelopeScanner(source, marks, inside).segments(span.start, span.end)
        return
    for raw in scan_segments(source, start=span.start, end=span.end, terminator=marks.segment):
        yield raw._replace(data=without_breaks(raw.data))


class EnvelopeScanner:
    """Goes over the segments of one interchange."""

    def __init__(self, source: ByteSource, marks: Delimiters, inside: Callable[[], bool]) -> None:
        """`inside` tells whether the place reached is within a set, so that content may be skipped.

        Delimiters must differ and be no blanks, letters or digits but for line breaks.
        """
        self._source, self._inside = source, inside
        mark = marks.segment
        self._mark = mark
        self._blanks = bytes(byte for byte in BLANKS if byte != mark[0])
        blank = b"[" + re.escape(self._blanks) + b"]*"
        closing = b"[" + re.escape(marks.element + mark) + b"]"
        head = blank + b"(?:" + _NAMES + closing + rb"|ISA[^A-Za-z0-9])"
        self._here = re.compile(head)
        self._next = re.compile(re.escape(mark) + b"(?=" + head + b")")
        odd = b"[" + self._blanks + re.escape(mark) + b"]"
        likely = b"(?=" + odd + b"|[IiGgSsTt])"
        self._next_or_odd = re.compile(
            re.escape(mark) + likely + b"(?:(" + odd + b")|(?=" + head + b"))"
        )
        """The place where an envelope's segment follows, or what makes counting harder."""
        self._first_empty = re.compile(blank + re.escape(mark))
        self._empty = re.compile(re.escape(mark) + b"(?=" + blank + re.escape(mark) + b")")
        self._empty_run = re.compile(b"(?:" + blank + b"+" + re.escape(mark) + b")*+")

    def segments(self, start: int, end: int) -> Iterator[RawSegment | Skipped]:
        """Yield the segments of [start, end), those within a set in lots."""
        carry, base, dropped = b"", start, False
        began, head = start, b""
        position, sizes = start, chunk_sizes()
        while position < end:
            chunk = self._source.read(position, min(position + next(sizes), end))
            if not chunk:
                break
            position += len(chunk)
            data = carry + chunk
            index = 0
            if dropped:
                index = data.find(self._mark) + 1
                if not index:
                    carry = data[:ISA_LENGTH]
                    base += len(data) - len(carry)
                    continue
                yield RawSegment(began, base + index, head, overlong=True)
                dropped = False
            for item, after in self._block(data, index, base):
                yield item
                index = after
            carry, base = data[index:], base + index
            if len(carry) > SEGMENT_LIMIT:
                dropped, began, head = True, base, carry[:ISA_LENGTH]
        if dropped:
            yield RawSegment(began, position, head, overlong=True, terminated=False)
        elif carry.strip(BLANKS):
            yield self._segment(carry, base, position)._replace(terminated=False)

    def _block(
        self, data: bytes, index: int, base: int
    ) -> Iterator[tuple[RawSegment | Skipped, int]]:
        mark = self._mark
        while True:
            if self._inside() and not self._here.match(data, index):
                found = self._next_or_odd.search(data, index)
                is_odd = found is not None and found[1] is not None
                if is_odd:
                    found = self._next.search(data, index)
                last = found.start() if found else data.rfind(mark, index)
                if last < 0:
                    return
                count = data.count(mark, index, last + 1)
                if is_odd:
                    count -= self._empties(data, index, last)
                elif self._first_empty.match(data, index):
                    count -= 1
                index = last + 1
                yield Skipped(count, base + index), index
                if not found:
                    return
            stop = data.find(mark, index)
            if stop < 0:
                return
            segment = self._segment(data[index:stop], base + index, base + stop + 1)
            index = stop + 1
            if not segment.data:
                index = self._after_empty(data, index)
                segment = segment._replace(end=base + index)
            yield segment, index

    def _after_empty(self, data: bytes, index: int) -> int:
        """Return where segments without content end that follow one of them; they count as one."""
        run = self._empty_run.match(data, index)
        return run.end() if run else index

    def _empties(self, data: bytes, index: int, last: int) -> int:
        """Segments without content among those that end in [index, last]."""
        mark = self._mark
        piece = data[index : last + 1]
        squeezed = piece.translate(None, self._blanks)
        first = squeezed.startswith(mark)
        if mark + mark not in squeezed:
            return int(first)
        return int(first) + len(self._empty.findall(piece))

    def _segment(self, data: bytes, start: int, end: int) -> RawSegment:
        if len(data) > SEGMENT_LIMIT:
            return RawSegment(start, end, data[:ISA_LENGTH], overlong=True)
        stripped = data.lstrip(BLANKS)
        return RawSegment(start + len(data) - len(stripped), end, stripped)
