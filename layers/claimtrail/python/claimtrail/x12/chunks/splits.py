"""The places where a large set may be split, and what must be read above each, by kind of set.

An 835 is split before a claim (CLP), a 277CA before a patient (HL with HL03 PT). Offsets are found
by looking at some kilobytes around the place in question, however large the set.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from claimtrail.x12.model import ByteRange, SetHeader, TransactionType
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.read.context_span import ContextSpan

WINDOW = 1 << 16
"""Bytes looked through at a time."""
_BLANKS = rb"[ \t\r\n]*"


class SplitContext(NamedTuple):
    """The levels above a split."""

    context_spans: tuple[ContextSpan, ...]
    """In their order."""
    levels: int
    """The number of HL before the split."""


class Split(Protocol):
    """One kind of set."""

    def next(self, source: ByteSource, header: SetHeader, start: int) -> int | None:
        """Return the first place after `start` where the set may be split.

        None when there is none.
        """
        ...

    def above(self, source: ByteSource, header: SetHeader, place: int) -> SplitContext | None:
        """Return what to read above a part that begins at `place`.

        None when it is not to be found.
        """
        ...


class RemittanceSplit:
    """An 835: the payment and the parties stand above every claim."""

    def next(self, source: ByteSource, header: SetHeader, start: int) -> int | None:
        """Return the next CLP."""
        return _after(source, header, _Segment(header, "CLP", b""), start)

    def above(self, source: ByteSource, header: SetHeader, place: int) -> SplitContext | None:
        """From ST to the first claim."""
        start = header.span.start
        first = self.next(source, header, start)
        return SplitContext(
            (ContextSpan(ByteRange(start, place if first is None else first), 0),), 0
        )


class StatusSplit:
    """A 277CA: above a patient stand the source, the receiver, and the provider that HL02 names."""

    def next(self, source: ByteSource, header: SetHeader, start: int) -> int | None:
        """Return the next patient."""
        return _after(source, header, _level(header, b"PT"), start)

    def above(self, source: ByteSource, header: SetHeader, place: int) -> SplitContext | None:
        """Return what stands before the first provider, and the patient's own one."""
        patient = _level(header, b"PT")
        found = patient.at(source, place)
        first = _after(source, header, _level(header, b"19"), header.span.start)
        if found is None or first is None:
            return None
        number, parent = int(found[1]), found[2]
        provider = _nearest(source, header, _level(header, b"19", number=parent), place)
        if provider is None:
            return None
        beneath = _after(source, header, patient, provider)
        own = ByteRange(provider, place if beneath is None else beneath)
        context_spans = (
            ContextSpan(ByteRange(header.span.start, first), 0),
            ContextSpan(own, int(parent) - 1),
        )
        return SplitContext(context_spans, number - 1)


SPLITS: Mapping[TransactionType, Split] = {
    TransactionType.REMITTANCE: RemittanceSplit(),
    TransactionType.CLAIM_ACKNOWLEDGMENT: StatusSplit(),
}
"""The sets that can be split within."""


class _Segment:
    """The beginning of a segment, in a set's own delimiters."""

    def __init__(self, header: SetHeader, name: str, elements: bytes) -> None:
        """`elements` is an expression of the first ones, in which `*` is the separator."""
        marks = header.interchange.delimiters
        mark = re.escape(marks.element)
        text = name.encode("ascii") + mark + elements.replace(b"*", mark)
        if elements:
            text += b"[" + mark + re.escape(marks.segment) + b"]"
        self._itself = re.compile(text)
        self._following = re.compile(re.escape(marks.segment) + _BLANKS + b"(?=" + text + b")")

    def at(self, source: ByteSource, place: int) -> re.Match[bytes] | None:
        """Return the segment that begins at `place`, if it is one of these."""
        return self._itself.match(source.read(place, min(place + WINDOW, source.size)))

    def within(self, window: bytes) -> Iterator[int]:
        """Yield where such segments begin after a terminator in the window."""
        return (match.end() for match in self._following.finditer(window))


def _level(header: SetHeader, code: bytes, *, number: bytes = rb"\d{1,12}") -> _Segment:
    """HL with that HL03; HL01 and HL02 are its first two groups."""
    return _Segment(header, "HL", b"(" + number + rb")*(\d{1,12})*" + code)


def _after(source: ByteSource, header: SetHeader, segment: _Segment, start: int) -> int | None:
    """Return the first such segment that begins after `start`."""
    position, end = start, header.span.end
    while position < end:
        window = source.read(position, min(position + 2 * WINDOW, end))
        for offset in segment.within(window):
            return position + offset
        position += WINDOW
    return None


def _nearest(source: ByteSource, header: SetHeader, segment: _Segment, place: int) -> int | None:
    """Such a segment before `place`, looked for from the set's start and from there at once.

    The provider of a patient is one of few at the set's beginning, or stands shortly before.
    """
    low, high = header.span.start, place
    while low < high:
        for start in (low, max(low, high - WINDOW)):
            window = source.read(start, min(start + 2 * WINDOW, place))
            for offset in segment.within(window):
                return start + offset
        low, high = low + WINDOW, high - WINDOW
    return None
