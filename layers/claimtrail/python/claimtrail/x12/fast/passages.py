"""Runs of segments that files repeat, each proven by one expression.

A run that comes often gets an expression of its own, made of those of its segments. Until then, and
wherever the expression does not match, its segments are judged one by one (`rows.py`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from claimtrail.x12.fast.memo import NPIS, DoubtError
from claimtrail.x12.fast.rows import Rows
from claimtrail.x12.shapes import SEGMENT, segment_expression

USES_BEFORE_EXPRESSION = 100
"""Runs that are judged segment by segment before an expression for them is worth compiling."""
MOST_EXPRESSIONS = 64
"""Of one guide; what is rarer is judged segment by segment."""
_NOTHING = -1
"""The place of a value that the guide does not let the segment have, which is empty."""
Values = Sequence[str]
Method = Callable[[Any, Values], None]


class Take(NamedTuple):
    """How a segment is read."""

    method: Method
    """By whom."""
    pick: Callable[[Values], Values]
    """The elements that are read, out of all of them; the identifier stands first."""
    numbers: tuple[int, ...]
    """Their numbers; a run with a segment of which all are read has no expression."""


def picking(places: Sequence[int]) -> Callable[[Values], Values]:
    """Return what picks these values out of many, as a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return itemgetter(slice(places[0], places[0] + 1) if places else slice(0))


def take(method: Method, *numbers: int) -> Take:
    """Return how a segment is read of which these elements are given; all when there are none."""
    return Take(method, picking(numbers) if numbers else itemgetter(slice(None)), numbers)


class Whole(NamedTuple):
    """How a run is read that is one record: by whom, and what goes to each of its places."""

    method: Callable[..., None]
    width: int
    """How many values it takes; what the run does not hold is empty."""


class Place(NamedTuple):
    """A segment of a run."""

    rows: Rows
    take: Take | None
    fields: tuple[tuple[int, int], ...]
    """Elements by number, with their places among the values of the whole run."""


class Passage:
    """A run of segments at the same places of the guide."""

    __slots__ = ("_opener", "_places", "_plan", "_room", "_uses", "_whole")

    def __init__(
        self, places: Sequence[Place], opener: str, whole: Whole | None, room: Iterator[int]
    ) -> None:
        """`opener` is the beginning of the run that its text is handed over without.

        `room` has an item for each expression that may still be compiled.
        """
        self._places, self._opener, self._whole, self._room = places, opener, whole, room
        self._uses = USES_BEFORE_EXPRESSION
        self._plan: _Plan | None = None

    def take(self, text: str, reader: Any) -> None:
        """Prove the run, and give the reader its values. Raises DoubtError."""
        plan = self._plan
        match = plan.match(text) if plan is not None else None
        if plan is None or match is None:
            self._one_by_one(text, reader)
            return
        values = (*match.groups(""), "")
        for index, codes in plan.lists:
            if values[index] not in codes:
                raise DoubtError
        for qualifier, number in plan.npis:
            if values[qualifier] == "XX" and not NPIS[values[number]]:
                raise DoubtError
        for method, pick in plan.takes:
            method(reader, pick(values))
        if plan.whole is not None:
            plan.whole(reader, *plan.fields(values))

    def _one_by_one(self, text: str, reader: Any) -> None:
        texts = (self._opener + text).split(SEGMENT)
        whole = self._whole
        values = [""] * whole.width if whole is not None else []
        for (rows, take, fields), segment in zip(self._places, texts, strict=True):
            row = rows[segment]
            for number, place in fields:
                values[place] = row[number]
            if take is not None:
                take.method(reader, take.pick(row))
        if whole is not None:
            whole.method(reader, *values)
        self._uses -= 1
        if not self._uses and self._may_compile() and next(self._room, 0):
            self._plan = _Plan(self._places, self._opener, self._whole)

    def _may_compile(self) -> bool:
        return all(rows.is_plain and (not take or take.numbers) for rows, take, _ in self._places)


class _Plan:
    """The expression of a run, and what is done with the values that it captures."""

    def __init__(self, places: Sequence[Place], opener: str, whole: Whole | None) -> None:
        wanted = [_wanted(place) for place in places]
        text = SEGMENT.join(
            segment_expression(place.rows.plain_shape, {n: _name(index, n) for n in numbers})
            for index, (place, numbers) in enumerate(zip(places, wanted, strict=True))
        )
        pattern = re.compile(text.removeprefix(opener))
        self.match = pattern.fullmatch
        self.lists: list[tuple[int, frozenset[str]]] = []
        """Places of values that a list holds, with the codes of the list; empty is one of them."""
        self.npis: list[tuple[int, int]] = []
        """Places of qualifiers and numbers."""
        self.takes: list[tuple[Method, Callable[[Values], Values]]] = []
        self.whole = whole.method if whole is not None else None
        slots = [_NOTHING] * (whole.width if whole is not None else 0)
        for index, ((rows, take, fields), numbers) in enumerate(zip(places, wanted, strict=True)):
            groups = {n: pattern.groupindex.get(_name(index, n), 0) - 1 for n in numbers}
            self.lists += [(groups[number], codes) for number, codes in rows.codes]
            self.npis += [(groups[first], groups[second]) for first, second in rows.npis]
            if take is not None:
                self.takes.append((take.method, picking([groups[n] for n in take.numbers])))
            for number, place in fields:
                slots[place] = groups[number]
        self.fields = picking(slots)


def _wanted(place: Place) -> list[int]:
    """The elements of a segment that its run hands out."""
    numbers = place.take.numbers if place.take is not None else ()
    fields = (number for number, _ in place.fields)
    return sorted({*numbers, *fields, *place.rows.held})


def _name(place: int, number: int) -> str:
    return f"v{place}_{number}"
