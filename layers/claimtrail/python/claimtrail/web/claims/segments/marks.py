"""Marks in a record: the segments and elements that say a code or a figure.

A code is written as steps have it (`CLP02=1`, `CO-45`, `A2:20`, `IK5=A`), a place as links have it
(`CLP04`, `SVC#2`, `CO-45#2`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claimtrail.x12 import RecordSegment

_PLACE = re.compile(
    r"(?:(?P<segment>[A-Z][A-Z0-9]{1,2})(?P<element>\d{2})?"
    r"|(?P<group>[A-Z]{2})-(?P<carc>[A-Z0-9]{1,5}))"
    r"(?:#(?P<line>\d{1,4}))?",
    re.ASCII,
)
_VALUE = re.compile(
    r"(?P<segment>[A-Z]{3}|[A-Z]{2}\d)-?(?P<element>\d{1,2})?(?:-\d{1,2})?=.{1,80}", re.ASCII
)
_ADJUSTMENT = re.compile(r"(?P<group>[A-Z]{2})-(?P<carc>[A-Z0-9]{1,5})", re.ASCII)
_STATUS = re.compile(
    r"(?P<category>[A-Z][A-Z0-9]{0,2}):(?:[A-Z]{2}-)?(?P<status>[A-Z0-9]{1,5})", re.ASCII
)
_OF_ITSELF = frozenset({"IK5", "AK9"})
"""Segments that steps name without an element: their first one is meant."""
_CAS_REASONS = range(2, 20, 3)
_STATUS_ELEMENTS = (1, 10, 11)
LINE = "SVC"
_BILLED = frozenset({"SV1", "SV2"})
"""Segments of an 837 of which each line has one: a number counts them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A segment of a record, by its place, and its element; 0 is the segment as a whole."""

    segment: int
    element: int = 0


def is_place(text: str) -> bool:
    """Return whether a text names a place, as links do."""
    return _PLACE.fullmatch(text) is not None


def marks_of_place(text: str, record: Sequence[RecordSegment]) -> frozenset[Mark]:
    """Return what a place marks; nothing where the record has no such segment."""
    match = _PLACE.fullmatch(text)
    if match is None:
        return frozenset()
    line = int(match["line"] or 0)
    if match["segment"] in _BILLED:
        billed = [place for place, one in enumerate(record) if one.identifier == match["segment"]]
        return frozenset(Mark(place) for place in billed[max(line - 1, 0) : max(line, 1)])
    within = _within(record, line)
    if match["carc"]:
        return frozenset(_adjusted(match["group"], match["carc"], record, within))
    named = [place for place in within if record[place].identifier == match["segment"]]
    return frozenset(Mark(place, int(match["element"] or 0)) for place in named[:1])


def marks_of_codes(codes: Iterable[str], record: Sequence[RecordSegment]) -> frozenset[Mark]:
    """Return what says these codes; the record's first segment where none of them is found."""
    found = {mark for code in codes for mark in _of_code(code, record)}
    return frozenset(found or {Mark(0)}) if record else frozenset()


def _of_code(code: str, record: Sequence[RecordSegment]) -> Iterator[Mark]:
    everywhere = range(len(record))
    if match := _ADJUSTMENT.fullmatch(code):
        yield from _adjusted(match["group"], match["carc"], record, everywhere)
    elif match := _VALUE.fullmatch(code):
        yield from _valued(match["segment"], match["element"] or "", record)
    elif match := _STATUS.match(code):
        yield from _stated(match["category"], match["status"], record)


def _valued(segment: str, element: str, record: Sequence[RecordSegment]) -> Iterator[Mark]:
    """Yield the elements of `CLP02=1`, `TA104=A`, `CLM05-3=7`, `IK5=A`, `MSA-1=AA`."""
    number = 1 if segment in _OF_ITSELF else int(element or 0)
    for place, one in enumerate(record):
        if one.identifier == segment:
            yield Mark(place, number)


def _adjusted(
    group: str, carc: str, record: Sequence[RecordSegment], within: Iterable[int]
) -> Iterator[Mark]:
    for place in within:
        one = record[place]
        if one.identifier != "CAS" or one.get(1) != group:
            continue
        for number in _CAS_REASONS:
            if one.get(number) == carc:
                yield Mark(place, number)
                yield Mark(place, number + 1)


def _stated(category: str, status: str, record: Sequence[RecordSegment]) -> Iterator[Mark]:
    for place, one in enumerate(record):
        if one.identifier != "STC":
            continue
        for number in _STATUS_ELEMENTS:
            if one.components(number)[:2] == [category, status]:
                yield Mark(place, number)


def _within(record: Sequence[RecordSegment], line: int) -> Sequence[int]:
    """Return the places of one line (SVC and what follows it); 0 is the claim as a whole."""
    if not line:
        return range(len(record))
    starts = [place for place, one in enumerate(record) if one.identifier == LINE]
    if line > len(starts):
        return ()
    end = starts[line] if line < len(starts) else len(record)
    return range(starts[line - 1], end)
