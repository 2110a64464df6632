"""Segments of one shape, each text judged and split once."""

import re

from claimtrail.x12.elements import breaks_note, judge
from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.fast.lists import listed_places
from claimtrail.x12.fast.memo import NPIS, DoubtError
from claimtrail.x12.shapes import COMPONENT, ELEMENT, Shape, settles_notes

MOST_ROWS = 500
"""Texts remembered at most of one shape; then all are forgotten, so that memory stays flat."""
_NPI_PLACES = {"NM1": (8, 9), "N1": (3, 4)}
"""Qualifier `XX` and number by segment (see `checks.py`)."""
_PADDED = (f" {ELEMENT}", f" {COMPONENT}")
Row = list[str]
"""The elements of a segment, its identifier first; those that are absent are empty."""


class Rows(dict[str, Row]):
    """Elements of sound segments of one shape, by text.

    Raises DoubtError for a text of which anything is to be reported.
    """

    def __init__(self, shape: Shape, sets: CodeSets) -> None:
        super().__init__()
        self._shape, self._sets = shape, sets
        self._length = len(shape.parts) + 1
        self._repeats = any(part.repeat > 1 for part in shape.parts)
        self._notes = () if settles_notes(shape) else shape.live_notes
        self._lists = tuple(listed_places(shape, sets))
        self._npi = _NPI_PLACES.get(shape.id)
        self._has_more = bool(self._notes or self._lists or self._npi)
        self._pattern: re.Pattern[str] | None = None
        """None while the shape is cold."""

    def __missing__(self, text: str) -> Row:
        elements = text.split(ELEMENT)
        pattern = self._pattern
        if pattern is None or pattern.match(text) is None:
            self._require_sound(text, elements)
        elements += [""] * (self._length - len(elements))
        if self._has_more and not self._is_conform(elements):
            raise DoubtError
        if len(self) >= MOST_ROWS:
            self.clear()
        self[text] = elements
        return elements

    def _is_conform(self, elements: Row) -> bool:
        """Whether notes and external lists are kept, and an NPI has its check digit."""
        if self._npi is not None:
            qualifier, number = self._npi
            if elements[qualifier] == "XX" and not NPIS[elements[number]]:
                return False
        for note in self._notes:
            if breaks_note(note, elements):
                return False
        return not self._lists or self._is_listed(elements)

    def _is_listed(self, elements: Row) -> bool:
        """Whether external lists know the values that they hold."""
        for number, component, _, codes in self._lists:
            text = elements[number]
            if component:
                parts = text.split(COMPONENT, component)
                text = parts[component - 1] if len(parts) >= component else ""
            if text and text not in codes:
                return False
        return True

    def _require_sound(self, text: str, elements: Row) -> None:
        """Judge by rule; trailing separators and blanks are for the exact way."""
        self._pattern = self._shape.pattern()
        if (
            self._repeats
            or not elements[-1]
            or text[-1] == " "
            or any(mark in text for mark in _PADDED)
            or any(judge(self._shape, elements, self._sets, COMPONENT))
        ):
            raise DoubtError
