"""The way through a loop of a guide, segment by segment, each step found once and remembered.

A state is a place in the guide with the counts that still matter there. What has been passed
over for good is forgotten: so states are few, however many optional segments a file has, and in
whatever order. Any sequence that the guide allows has states.
"""

import re
from collections.abc import Callable

from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.fast.memo import DoubtError
from claimtrail.x12.fast.rows import Rows
from claimtrail.x12.guide import UNLIMITED, Guide, Node
from claimtrail.x12.shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.walker import Counts, Walker

MOST_STATES = 5_000
"""States remembered at most; then all are forgotten, so that memory stays flat."""
Take = Callable[..., None]
"""Takes the row of a segment for whoever reads the loop."""


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
        self.rows = graph.rows_of(node)
        """How the segment at this place is judged."""
        self.take: Take | None = graph.take_of(node)
        """What the segment at this place says; None when nothing is read from it."""

    def __missing__(self, head: str) -> "WalkState":
        if head in self._refused:
            raise DoubtError
        state = self._graph.after(self, head)
        if state is None:
            self._refused.add(head)
            raise DoubtError
        self[head] = state
        return state


class WalkGraph:
    """States within loops that HL opens."""

    def __init__(
        self, guide: Guide, sets: CodeSets, take_of: Callable[[str, Node], Take | None]
    ) -> None:
        """`take_of` is asked for each place, with the identifier of its loop."""
        self._guide, self._sets, self._take_of = guide, sets, take_of
        self._openers = {
            key: node for node in guide.nodes if node.id == "HL" for key in node.key or ()
        }
        self._states: dict[tuple[int, Counts], WalkState] = {}
        self._rows: dict[int, Rows] = {}

    def opener(self, level: str) -> WalkState:
        """Return the state at an HL, by HL03. Raises DoubtError for a level that is unknown."""
        node = self._openers.get(level)
        if node is None:
            raise DoubtError
        return self._state(self._guide.loop_of(node), node, ((node.number, 1),))

    def after(self, state: WalkState, head: str) -> WalkState | None:
        """Return the state at the next segment; None when anything is to be reported."""
        guide = self._guide
        segment_id, _, value = head.partition(ELEMENT)
        known = guide.key_values.get(segment_id, frozenset())
        walker = Walker(guide.identifier, guide.version)
        walker.stand_at(state.node, state.counts)
        route = walker.step(segment_id, value if value in known else "")
        if route is None or segment_id == "HL" or any(walker.faults(route)):
            return None
        node, loop = route.target, state.loop
        if not loop.number < node.number < loop.end:
            return None
        return self._state(loop, node, self._relevant(node, walker.counts()))

    def _state(self, loop: Node, node: Node, counts: Counts) -> WalkState:
        place = node.number, counts
        state = self._states.get(place)
        if state is None:
            if len(self._states) >= MOST_STATES:
                self._states.clear()
            state = self._states[place] = WalkState(self, loop, node, counts)
        return state

    def _relevant(self, node: Node, counts: list[int]) -> Counts:
        """The counts that matter from a place on: what may come again, or must have come."""
        found: list[tuple[int, int]] = []
        nodes, position = self._guide.nodes, node.position
        while node.parent >= 0:
            loop = nodes[node.parent]
            found += [
                (number, min(counts[number], _most(nodes[number])))
                for number in loop.children
                if counts[number] and nodes[number].position >= position
            ]
            node, position = loop, loop.position
        return tuple(sorted(found))

    def rows_of(self, node: Node) -> Rows:
        """Return the rows of a place's shape, shared by all places that have it."""
        shape = node.shape
        if shape is None:
            raise ValueError("a loop is no segment")
        rows = self._rows.get(id(shape))
        if rows is None:
            rows = self._rows[id(shape)] = Rows(shape, self._sets)
        return rows

    def take_of(self, node: Node) -> Take | None:
        """Return what takes the segment of a place."""
        return self._take_of(self._guide.loop_of(node).id, node)


def _most(node: Node) -> int:
    """The largest count of a place that makes a difference."""
    return 1 if node.maximum >= UNLIMITED else node.maximum


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
