"""Segments of a record that was cut out of its file, each with its bytes and its elements.

A record has no header, so its delimiters come from the ISA of its interchange where that is given,
else from the record itself. HL7 acknowledgments, whose segments end with a carriage return, are
split alike.
"""

import re
from dataclasses import dataclass

from claimtrail.x12.envelopes.headers import decode
from claimtrail.x12.envelopes.segment_scanner import BLANKS, ISA_LENGTH, delimiters_of, isa_fits

_IDENTIFIER = re.compile(rb"[A-Za-z][A-Za-z0-9]{1,2}")
_COMPONENT = b":"
_HL7_COMPONENT = b"^"
_HL7_ELEMENT = b"|"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSegment:
    """One segment as it stands in its file."""

    start: int
    """Offset of its first byte in the file."""
    end: int
    """Past its terminator."""
    elements: tuple[str, ...]
    """The identifier, then the elements: `elements[1]` is CLP01."""
    element_separator: str
    component_separator: str
    terminator: str
    """As it stands behind the segment; empty where the record ends without one."""

    @property
    def identifier(self) -> str:
        """Return the segment's identifier, in capitals."""
        return self.elements[0].upper()

    def get(self, number: int) -> str:
        """Return an element, counted from 1; empty when absent."""
        return self.elements[number] if number < len(self.elements) else ""

    def components(self, number: int) -> list[str]:
        """Return the components of an element; none when it is absent."""
        text = self.get(number)
        return text.split(self.component_separator) if text else []


@dataclass(frozen=True, slots=True)
class _Marks:
    element: bytes
    component: bytes
    segment: bytes


def record_segments(record: bytes, *, start: int = 0, header: bytes = b"") -> list[RecordSegment]:
    """Return the segments of a record; `start` is its place in its file.

    `header` are the first bytes of its interchange, if they are known. Whatever the bytes are,
    something is returned for each of them that is no blank between segments.
    """
    marks = _marks(record, header)
    if marks is None:
        return []
    found: list[RecordSegment] = []
    position = 0
    while position < len(record):
        cut = record.find(marks.segment, position)
        stop = len(record) if cut < 0 else cut
        data = record[position:stop]
        content = data.lstrip(BLANKS)
        if content.strip(BLANKS):
            found.append(
                RecordSegment(
                    start=start + stop - len(content),
                    end=start + min(stop + 1, len(record)),
                    elements=tuple(map(decode, content.rstrip(b"\r\n").split(marks.element))),
                    element_separator=marks.element.decode("latin-1"),
                    component_separator=marks.component.decode("latin-1"),
                    terminator="" if cut < 0 else _visible(marks.segment),
                )
            )
        position = stop + 1
    return found


def _visible(terminator: bytes) -> str:
    return terminator.decode("latin-1") if terminator.strip(BLANKS) else ""


def _marks(record: bytes, header: bytes) -> _Marks | None:
    """Return the separators of a record; None for bytes that are no segments."""
    content = record.strip(BLANKS)
    first = _IDENTIFIER.match(content)
    if first is None or first.end() >= len(content):
        return None
    element = content[first.end() : first.end() + 1]
    stated = delimiters_of(header) if isa_fits(header[:ISA_LENGTH]) else None
    if stated and stated.element == element and stated.segment in record:
        return _Marks(element, stated.component, stated.segment)
    last = content[-1:]
    if last.isalnum() or last == element:
        breaks = [mark for mark in (b"\r", b"\n") if mark in record]
        component = _HL7_COMPONENT if element == _HL7_ELEMENT else _COMPONENT
        return _Marks(element, component, breaks[0] if breaks else b"\n")
    return _Marks(element, _COMPONENT, last)
