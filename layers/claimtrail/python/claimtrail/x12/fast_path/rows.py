"""Segments of one shape, each text judged and split once."""

import re
from collections.abc import Callable, Iterator

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.fast_path.listed_codes import listed_places
from claimtrail.x12.fast_path.memo import LONGEST, NPIS, DoubtError
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.segment_expressions import (
    segment_expression,
    settles_notes,
    warm_pattern,
)
from claimtrail.x12.guides.segment_shapes import (
    COMPONENT,
    ELEMENT,
    SEGMENT,
    ElementRule,
    Find,
    Note,
    SegmentShape,
)
from claimtrail.x12.validate.checks import odd_amounts
from claimtrail.x12.validate.elements import breaks_note, judge
from claimtrail.x12.validate.plain_elements import is_plainly_sound

MOST_ROWS = 400
"""Texts remembered of one shape, the first ones, so that memory stays flat."""
_NPI_PLACES = {"NM1": (8, 9), "N1": (3, 4)}
"""Qualifier `XX` and number by segment (see `validate/checks.py`)."""
_PADDED = (f" {ELEMENT}", f" {COMPONENT}")
_FIRST_TO_MATTER = {"P": 0, "L": 0, "C": 0, "E": 1}
"""The elements of a note, in order, that must be there for it to be broken; by its letter."""
Row = list[str]
"""The elements of a segment, its identifier first; those that are absent are empty."""


class Rows(dict[str, Row]):
    """Elements of sound segments of one shape, by text.

    Raises DoubtError for a text of which anything is to be reported.
    """

    def __init__(self, shape: SegmentShape, sets: CodeSets) -> None:
        super().__init__()
        self._shape, self._sets = shape, sets
        self._length = len(shape.parts) + 1
        self._absent = [""] * self._length
        self._repeats = any(part.repeat > 1 and part.usage != "N" for part in shape.parts)
        self._notes = () if settles_notes(shape) else tuple(_with_threshold(shape.live_notes))
        self._lists = tuple(listed_places(shape, sets))
        self._npi = _npi_place(shape)
        self._is_adjustment = shape.id == "CAS"
        self._has_more = bool(self._notes or self._lists or self._is_adjustment)
        self._matches: Callable[[str], object] = _is_cold
        self._free = MOST_ROWS

    def __missing__(self, text: str) -> Row:
        elements = text.split(ELEMENT)
        if self._matches(text) is None:
            self._require_sound(text, elements)
        given = len(elements)
        elements += self._absent[given:]
        npi = self._npi
        if npi is not None and elements[npi[0]] == "XX" and not NPIS[elements[npi[1]]]:
            raise DoubtError
        if self._has_more:
            self._require_conform(elements, given)
        free = self._free
        if free and len(text) <= LONGEST:
            self._free = free - 1
            self[text] = elements
        return elements

    @property
    def is_plain(self) -> bool:
        """Return whether an expression, lists and NPIs are all that proves a segment."""
        return not (
            self._is_adjustment
            or any(threshold == 0 for threshold, _ in self._notes)
            or any(part.usage == "R" for part in self._shape.parts[self._plain_length :])
        )

    @property
    def plain_shape(self) -> SegmentShape:
        """Return the shape without the elements that only come where a note may be broken."""
        if not self._notes:
            return self._shape
        kept = self._plain_length
        notes = tuple(note for note in self._shape.notes if max(note[1]) <= kept)
        return SegmentShape(self._shape.id, self._shape.parts[:kept], notes)

    @property
    def _plain_length(self) -> int:
        """Elements of the longest segment that cannot break a note."""
        return min((threshold - 1 for threshold, _ in self._notes), default=self._length - 1)

    def has_finder(self, numbers: tuple[int, ...]) -> bool:
        """Return whether the expression that `finder` returns was made before."""
        return self._finder_key(numbers) in self._shape.finders

    def finder(self, numbers: tuple[int, ...]) -> tuple[Find, tuple[int, ...]]:
        """Return what finds all segments in a text, and the elements that it hands out.

        These are `numbers` and what is held against more. All rows of a shape share it.
        """
        key = self._finder_key(numbers)
        if key not in self._shape.finders:
            self._shape.finders[key] = _finder(self.plain_shape, key[1])
        return self._shape.finders[key]

    def _finder_key(self, numbers: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        return self._plain_length, tuple(sorted({*numbers, *self.held}))

    @property
    def codes(self) -> list[tuple[int, int, frozenset[str]]]:
        """Elements and components whose codes a list holds; absent ones are among these codes."""
        kept = self._plain_length
        return [
            (item.element, item.component, item.codes | {""})
            for item in self._lists
            if item.element <= kept
        ]

    @property
    def npis(self) -> list[tuple[int, int]]:
        """Qualifier and number of an NPI."""
        return [self._npi] if self._npi is not None else []

    @property
    def held(self) -> set[int]:
        """Elements that are held against more than their own expression."""
        return {*(number for number, _, _ in self.codes), *(self._npi or ())}

    def _require_conform(self, elements: Row, given: int) -> None:
        """Raise DoubtError unless notes and external lists are kept, and no adjustment is 0."""
        if self._is_adjustment and any(odd_amounts(Segment(elements, COMPONENT, 0, 0, 0))):
            raise DoubtError
        for threshold, note in self._notes:
            if given > threshold and breaks_note(note, elements):
                raise DoubtError
        for number, component, _, codes in self._lists:
            text = elements[number]
            if component:
                parts = text.split(COMPONENT, component)
                text = parts[component - 1] if len(parts) >= component else ""
            if text and text not in codes:
                raise DoubtError

    def _require_sound(self, text: str, elements: Row) -> None:
        """Judge by rule; trailing separators and blanks are for the exact way."""
        pattern = self._shape.compiled if self.is_plain else warm_pattern(self._shape)
        if pattern is not None:
            self._matches = pattern.match
        if (
            self._repeats
            or not elements[-1]
            or text[-1] == " "
            or any(mark in text for mark in _PADDED)
            or not self._is_sound(elements)
        ):
            raise DoubtError

    def _is_sound(self, elements: Row) -> bool:
        shape, sets = self._shape, self._sets
        return is_plainly_sound(shape, elements, sets) or not any(
            judge(shape, elements, sets, COMPONENT)
        )


def _finder(shape: SegmentShape, wanted: tuple[int, ...]) -> tuple[Find, tuple[int, ...]]:
    used = {n for n, part in enumerate(shape.parts, start=1) if part.usage != "N"}
    body = segment_expression(shape, {number: f"v{number}" for number in wanted})
    absent = [number for number in wanted if number not in used]
    captured = [number for number in wanted if number in used] + absent
    nothing = "()" * len(absent)
    find = re.compile(f"{SEGMENT}{body}{nothing}(?={SEGMENT})").findall
    return find, tuple(captured)


def _is_cold(_: str) -> None:
    """Stands for the expression of a shape while that is not worth compiling."""


def _npi_place(shape: SegmentShape) -> tuple[int, int] | None:
    """Qualifier and number of an NPI, where the guide allows one."""
    places = _NPI_PLACES.get(shape.id)
    if places is None or places[0] > len(shape.parts):
        return None
    rule = shape.parts[places[0] - 1]
    codes = rule.codes if isinstance(rule, ElementRule) else frozenset()
    return places if not codes or "XX" in codes else None


def _with_threshold(notes: tuple[Note, ...]) -> Iterator[tuple[int, Note]]:
    """Yield each note with the element without which a segment cannot break it."""
    for note in notes:
        letter, numbers = note
        place = _FIRST_TO_MATTER.get(letter)
        if place is None:
            yield 0, note
        else:
            yield (numbers[0] if letter in "LC" else sorted(numbers)[place]), note
