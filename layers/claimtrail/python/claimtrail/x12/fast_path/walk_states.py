"""The way through a loop of a guide, segment by segment, each step found once and remembered.

A state is a place in the guide with the counts that still matter there. What has been passed
over for good is forgotten: so states are few, however many optional segments a file has, and in
whatever order. Any sequence that the guide allows has states.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from claimtrail.x12.fast_path.columns import SegmentColumn, Take
from claimtrail.x12.fast_path.memo import DoubtError
from claimtrail.x12.fast_path.rows import Rows
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import UNLIMITED, Guide, Node
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.validate.guide_walker import Counts, router

MOST_STATES = 5_000
"""States remembered at most; then all are forgotten, so that memory stays flat."""
MOST_HEADS = 1_000
"""Heads remembered of one state: a head has a value of the file in it."""


class RunReaders(NamedTuple):
    """The readers of a guide's segments."""

    take_of: Callable[[str, Node], Take | None]
    """Asked for each place, with the identifier of its loop."""
    counted: frozenset[str] = frozenset()
    """The first segments of loops that the reader counts: how many there were is no state."""


class WalkState(dict[str, "WalkState"]):
    """The next states by the head of the next segment.

    Raises DoubtError for a segment of whose place anything is to be reported.
    """

    def __init__(self, graph: "WalkGraph", loop: Node, node: Node, counts: Counts) -> None:
        super().__init__()
        self._graph = graph
        self._refused: set[str] = set()
        self.loop = loop
        """The loop that HL opened."""
        self.node = node
        self.counts = counts
        self.column = graph.column_of(node)
        """The column that judges and reads the segment at this place."""
        self.counted = next((number for number, _ in counts if number in graph.counted), -1)
        """The loop at hand that the reader counts, by its number in the guide; -1 for none."""

    def __missing__(self, head: str) -> "WalkState":
        if head in self._refused:
            raise DoubtError
        if len(self) + len(self._refused) >= MOST_HEADS:
            self.clear()
            self._refused.clear()
        state = self._graph.after(self, head)
        if state is None:
            self._refused.add(head)
            raise DoubtError
        self[head] = state
        return state


class WalkGraph:
    """States within loops that HL opens."""

    def __init__(self, guide: Guide, sets: CodeSets, reading: RunReaders) -> None:
        self._guide, self._sets, self._reading = guide, sets, reading
        counted = [node for node in guide.nodes if _opener_of(guide, node) in reading.counted]
        self.counted = frozenset(node.number for node in counted)
        """Loops that the reader counts, by their numbers in the guide."""
        self.most_counted = min((node.maximum for node in counted), default=UNLIMITED)
        """The number of times that such a loop may come."""
        self._openers = {
            key: node for node in guide.nodes if node.id == "HL" for key in node.key or ()
        }
        self._router = router(guide.identifier, guide.version)
        self._states: dict[tuple[int, Counts], WalkState] = {}
        self._opened: dict[str, WalkState] = {}
        """The states at HL, by HL03."""
        self._rows: dict[int, Rows] = {}
        self._columns: dict[tuple[int, Take | None], SegmentColumn] = {}

    def opener(self, level: str) -> WalkState:
        """Return the state at an HL, by HL03. Raises DoubtError for a level that is unknown."""
        state = self._opened.get(level)
        if state is None:
            node = self._openers.get(level)
            if node is None:
                raise DoubtError
            state = self._state(self._guide.loop_of(node), node, ((node.number, 1),))
            self._opened[level] = state
        return state

    def after(self, state: WalkState, head: str) -> WalkState | None:
        """Return the state at the next segment; None when anything is to be reported.

        `GuideWalker.faults` says the same of a whole set's counts.
        """
        segment_id, _, value = head.partition(ELEMENT)
        key = value if value in self._guide.key_values.get(segment_id, ()) else ""
        route = self._router.route(state.node.number, segment_id, key)
        if route is None or route.is_doubtful or segment_id == "HL":
            return None
        counts = dict(state.counts)
        node, opened, around = route.target, route.loop, state.loop
        if not around.number < node.number < around.end:
            return None
        if not all(counts.get(number) for number, _ in route.required):
            return None
        if opened is not None:
            counts = {n: c for n, c in counts.items() if not opened.number < n < opened.end}
        counted = opened or node
        if counts.get(counted.number, 0) >= counted.maximum:
            return None
        for place in {counted.number, node.number}:
            counts[place] = counts.get(place, 0) + 1
        return self._state(around, node, self._relevant(node, counts))

    def _state(self, loop: Node, node: Node, counts: Counts) -> WalkState:
        place = node.number, counts
        state = self._states.get(place)
        if state is None:
            if len(self._states) >= MOST_STATES:
                self._states.clear()
                self._opened.clear()
            state = self._states[place] = WalkState(self, loop, node, counts)
        return state

    def _relevant(self, node: Node, counts: dict[int, int]) -> Counts:
        """The counts that matter from a place on: what may are redelivered, or must have come."""
        nodes, reached = self._guide.nodes, {}
        while node.parent >= 0:
            reached[node.parent] = node.position
            node = nodes[node.parent]
        return tuple(
            sorted(
                (number, min(count, self._most(nodes[number])))
                for number, count in counts.items()
                if nodes[number].position >= reached.get(nodes[number].parent, UNLIMITED)
            )
        )

    def column_of(self, node: Node) -> SegmentColumn:
        """Return how the segments of a place are judged and read.

        Places of one shape share it, where their segments are read alike.
        """
        shape = node.shape
        if shape is None:
            raise ValueError("a loop is no segment")
        taken = self._reading.take_of(self._guide.loop_of(node).id, node)
        column = self._columns.get((id(shape), taken))
        if column is None:
            rows = self._rows.get(id(shape))
            if rows is None:
                rows = self._rows[id(shape)] = Rows(shape, self._sets)
            column = self._columns[id(shape), taken] = SegmentColumn(rows, taken)
        return column

    def _most(self, node: Node) -> int:
        """Return the largest count of a place that makes a difference."""
        return 1 if node.maximum >= UNLIMITED or node.number in self.counted else node.maximum


def _opener_of(guide: Guide, loop: Node) -> str:
    """Return the identifier of a loop's first segment.

    Empty where the node is no loop that has one.
    """
    first = guide.nodes[loop.children[0]] if loop.shape is None and loop.children else loop
    return first.id if first is not loop and first.shape is not None else ""


def head_pattern(guide: Guide) -> re.Pattern[str]:
    """Find the heads of segments: the identifier, and the first value where that is the key.

    Matches from a terminator on. HL, whose key stands elsewhere, is not among the segments that
    have their key in the head.
    """
    keyed = sorted(name for name, place in guide.key_places.items() if place[0] == 1)
    value = f"[^{ELEMENT}{COMPONENT}{SEGMENT}]*"
    return re.compile(f"{SEGMENT}((?:{'|'.join(keyed)}){ELEMENT}{value}|[^{ELEMENT}{SEGMENT}]*)")
