"""Sequences of segments that a guide allows: each sequence is walked once, then remembered.

The way through a guide depends on the segments' identifiers and keys alone (see `routes.py`). Files
repeat few sequences, so most levels of a file are of a layout that is already known. Any sequence
that the guide allows has a layout, whatever its optional segments and their order.
"""

import re
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from claimtrail.x12.elements import breaks_note, judge
from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.fast.lists import listed_places
from claimtrail.x12.fast.memo import DoubtError
from claimtrail.x12.guide import Guide, Node
from claimtrail.x12.shapes import (
    COMPONENT,
    ELEMENT,
    SEGMENT,
    Shape,
    settles_notes,
)
from claimtrail.x12.walker import Walker

MOST_LAYOUTS = 2_000
"""Layouts remembered at most; then all are forgotten, so that memory stays flat."""
MOST_ROWS = 500
"""Texts remembered at most of one shape."""
_NPI_PLACES = {"NM1": (8, 9), "N1": (3, 4)}
_PADDED = (f" {ELEMENT}", f" {COMPONENT}")
Plan = TypeVar("Plan")


class Rows(dict[str, list[str]]):
    """Elements of sound segments of one shape, by text; absent elements are empty.

    Raises DoubtError for a text in which something is to be reported.
    """

    def __init__(self, shape: Shape, sets: CodeSets) -> None:
        super().__init__()
        self._shape, self._sets = shape, sets
        self._length = len(shape.parts) + 1
        self._repeats = any(part.repeat > 1 for part in shape.parts)
        self._notes = () if settles_notes(shape) else shape.live_notes
        self._lists = tuple(listed_places(shape, sets))
        self._has_more = bool(self._notes or self._lists)
        self._pattern: re.Pattern[str] | None = None
        """None while the shape is cold."""

    def __missing__(self, text: str) -> list[str]:
        elements = text.split(ELEMENT)
        pattern = self._pattern
        if pattern is None or pattern.match(text) is None:
            self._require_sound(text, elements)
        elif self._has_more and not self._is_conform(elements):
            raise DoubtError
        if len(self) >= MOST_ROWS:
            self.clear()
        elements += [""] * (self._length - len(elements))
        self[text] = elements
        return elements

    def _is_conform(self, elements: list[str]) -> bool:
        """Whether a segment that matches the expression keeps the notes and the external lists."""
        for note in self._notes:
            if breaks_note(note, elements):
                return False
        return not self._lists or self._is_listed(elements)

    def _is_listed(self, elements: list[str]) -> bool:
        """Whether external lists know the values that they hold."""
        for number, component, _, codes in self._lists:
            text = elements[number] if number < len(elements) else ""
            if component:
                parts = text.split(COMPONENT, component)
                text = parts[component - 1] if len(parts) >= component else ""
            if text and text not in codes:
                return False
        return True

    def _require_sound(self, text: str, elements: list[str]) -> None:
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


class Layout(NamedTuple, Generic[Plan]):
    """One sequence of segments from the opener of a loop to what follows the loop."""

    opener: Node
    loop: Node
    """The loop that it opens."""
    last: Node
    """The place of the last segment."""
    counts: list[int]
    """How often each place within the loop has occurred, from the opener on."""
    rows: tuple[Rows, ...]
    """How each segment is judged, the opener included."""
    npis: tuple[tuple[int, int, int], ...]
    """Segments that may hold an NPI: index, and the elements of its qualifier and of itself."""
    plan: Plan
    """What the reader of the loop made of the places."""


class Layouts(dict[tuple[str, ...], Layout[Plan] | None], Generic[Plan]):
    """Layouts of loops that HL opens: by HL03 and the heads that follow; None where unsound."""

    def __init__(
        self, guide: Guide, sets: CodeSets, make_plan: Callable[[list[Node]], Plan]
    ) -> None:
        super().__init__()
        self._guide, self._sets, self._make_plan = guide, sets, make_plan
        self._openers = {
            key: node for node in guide.nodes if node.id == "HL" for key in node.key or ()
        }
        self._rows: dict[int, Rows] = {}

    def __missing__(self, heads: tuple[str, ...]) -> Layout[Plan] | None:
        if len(self) >= MOST_LAYOUTS:
            self.clear()
        layout = self[heads] = self._walk(heads)
        return layout

    def _walk(self, heads: tuple[str, ...]) -> Layout[Plan] | None:
        opener = self._openers.get(heads[0])
        if opener is None:
            return None
        walker = Walker(self._guide.identifier, self._guide.version)
        walker.begin_at(opener)
        nodes = [opener]
        for head in heads[1:]:
            node = self._step(walker, head, opener)
            if node is None:
                return None
            nodes.append(node)
        loop = self._guide.loop_of(opener)
        return Layout(
            opener,
            loop,
            walker.node,
            walker.counts_within(loop),
            tuple(map(self._rows_of, nodes)),
            tuple(_npi_places(nodes)),
            self._make_plan(nodes),
        )

    def _step(self, walker: Walker, head: str, opener: Node) -> Node | None:
        """The place of the next segment; None when something is to be reported."""
        segment_id, _, value = head.partition(ELEMENT)
        known = self._guide.key_values.get(segment_id, frozenset())
        route = walker.step(segment_id, value if value in known else "")
        if route is None or any(walker.faults(route)):
            return None
        inside = opener.number < route.target.number < self._guide.loop_of(opener).end
        return route.target if inside else None

    def _rows_of(self, node: Node) -> Rows:
        """The rows of the node's shape, shared by all places that have it."""
        shape = node.shape
        if shape is None:
            raise ValueError("a loop is no segment")
        rows = self._rows.get(id(shape))
        if rows is None:
            rows = self._rows[id(shape)] = Rows(shape, self._sets)
        return rows


def _npi_places(nodes: list[Node]) -> list[tuple[int, int, int]]:
    return [
        (index, *_NPI_PLACES[node.id]) for index, node in enumerate(nodes) if node.id in _NPI_PLACES
    ]


def head_pattern(guide: Guide, *, breaks: str) -> re.Pattern[str]:
    """Find the heads of segments: the identifier, and the first value where that is the key.

    Matches from a terminator on; `breaks` is what may follow one. HL, whose key stands elsewhere,
    is not among the segments that have their key in the head.
    """
    keyed = sorted(name for name, place in guide.key_places.items() if place[0] == 1)
    value = f"[^{ELEMENT}{COMPONENT}{SEGMENT}]*"
    return re.compile(
        f"{SEGMENT}{breaks}((?:{'|'.join(keyed)}){ELEMENT}{value}|[^{ELEMENT}{SEGMENT}]*)"
    )
