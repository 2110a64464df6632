"""Text of a segment as it is read: without control characters, decoded, without what is unreadable.

Validation and extraction see the same text. Offsets are those of the bytes in the file.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from claimtrail.x12.envelopes.headers import decode
from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.model.catalog import FindingCode, FindingPlace
from claimtrail.x12.model.findings import Severity

Weighed = tuple[FindingCode, FindingPlace, Severity]
"""A fault with how far it reaches."""

_BREAKS = str.maketrans("", "", "\r\n")
_PADDING = re.compile(f"(?<! ) ++(?=[{ELEMENT}{COMPONENT}]|\\Z)")
"""Blanks at the end of a value, which are no part of it (X12.6). Of a run of blanks the first alone
begins a match, and none is given back, so that a long run is gone through once."""
_PADDED = tuple(f" {mark}" for mark in (ELEMENT, COMPONENT))
_ABSENT = frozenset(
    {FindingCode.DATE_INVALID, FindingCode.TIME_INVALID, FindingCode.NUMBER_INVALID}
)
"""Faults of a value that nothing can be read from."""
_COUNTS_AS_ABSENT = frozenset({Severity.VALUE, Severity.WARNING})


@lru_cache(maxsize=8)
def _control(repetition: str) -> re.Pattern[str]:
    """Control characters, but for those that separate."""
    marks = {ELEMENT, COMPONENT, SEGMENT, repetition}
    found = [chr(code) for code in (*range(0x20), 0x7F) if chr(code) not in marks]
    return re.compile(f"[{re.escape(''.join(found))}]")


@lru_cache(maxsize=8)
def _plain(repetition: str) -> bytes:
    """Bytes of canonical text that `cleaned` leaves as they are, and line breaks."""
    marks = f"{ELEMENT}{COMPONENT}{SEGMENT}{repetition}\r\n"
    return bytes(range(0x20, 0x7F)) + marks.encode("latin-1")


def is_odd(text: str, repetition: str) -> bool:
    """Return whether `cleaned` may change a segment of a block of canonical text."""
    if not text.isascii() or text.encode("ascii").translate(None, _plain(repetition)):
        return True
    if "\n" not in text and "\r" not in text:
        return False
    between = text.count(f"{SEGMENT}\n") + text.count(f"{SEGMENT}\r\n")
    return text.count("\n") != between or text.count("\r") != text.count(f"{SEGMENT}\r")


def is_padded(text: str) -> bool:
    """Return whether blanks stand at the end of a value of a segment."""
    return text[-1] == " " or _PADDED[0] in text or _PADDED[1] in text


def cleaned(text: str, repetition: str, *, wrapped: bool) -> tuple[str, list[str]]:
    """Return a segment's text without control characters, and the positions that held some.

    The position of the identifier is empty. Line breaks of an interchange whose lines are wrapped
    are left off without a word.
    """
    if wrapped:
        text = text.translate(_BREAKS)
    control = _control(repetition)
    broken: list[str] = []
    if control.search(text):
        for number, element in enumerate(text.split(ELEMENT)):
            broken += _broken(control, number, element)
        text = control.sub("", text)
    return (text if text.isascii() else decoded(text)), broken


def _broken(control: re.Pattern[str], number: int, element: str) -> list[str]:
    if not control.search(element):
        return []
    if not number:
        return [""]
    if COMPONENT not in element:
        return [f"{number:02}"]
    parts = enumerate(element.split(COMPONENT), start=1)
    return [f"{number:02}-{index}" for index, part in parts if control.search(part)]


def decoded(text: str) -> str:
    """Return Latin-1 text with each element that is UTF-8 read as that."""
    return ELEMENT.join(decode(element.encode("latin-1")) for element in text.split(ELEMENT))


def as_read(segment: Segment, faults: Iterable[Weighed], mark: str) -> Segment:
    """Return the segment as its extractor reads it; `mark` is ISA16.

    Values that nothing can be read from are absent. A component separator within a simple element
    is part of its value.
    """
    elements = list(segment.elements)
    for code, place, reach in faults:
        position = place.element_position
        if not position or place.offset != segment.offset:
            continue
        if code in _ABSENT and reach in _COUNTS_AS_ABSENT:
            _leave_out(elements, position)
        elif code is FindingCode.CHARACTER_INVALID and "-" not in position:
            _respell(elements, int(position), mark)
    text = ELEMENT.join(elements)
    if is_padded(text):
        elements = _PADDING.sub("", text).split(ELEMENT)
    return segment if elements == segment.elements else segment._replace(elements=elements)


def _leave_out(elements: list[str], position: str) -> None:
    number, _, component = position.partition("-")
    index = int(number)
    if index < len(elements):
        parts = elements[index].split(COMPONENT)
        if component:
            parts[int(component) - 1] = ""
        elements[index] = COMPONENT.join(parts) if component else ""


def _respell(elements: list[str], number: int, mark: str) -> None:
    if number < len(elements):
        elements[number] = elements[number].replace(COMPONENT, mark)
