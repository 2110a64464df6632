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
from claimtrail.x12.walker import Counts, router

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
        self._router = router(guide.identifier, guide.version)
        self._states: dict[tuple[int, Counts], WalkState] = {}
        self._rows: dict[int, Rows] = {}

    def opener(self, level: str) -> WalkState:
        """Return the state at an HL, by HL03. Raises DoubtError for a level that is unknown."""
        node = self._openers.get(level)
        if node is None:
            raise DoubtError
        return self._state(self._guide.loop_of(node), node, ((node.number, 1),))

    def after(self, state: WalkState, head: str) -> WalkState | None:
        """Return the state at the next segment; None when anything is to be reported.

        `Walker.faults` says the same of a whole set's counts.
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
            state = self._states[place] = WalkState(self, loop, node, counts)
        return state

    def _relevant(self, node: Node, counts: dict[int, int]) -> Counts:
        """The counts that matter from a place on: what may come again, or must have come."""
        nodes, reached = self._guide.nodes, {}
        while node.parent >= 0:
            reached[node.parent] = node.position
            node = nodes[node.parent]
        return tuple(
            sorted(
                (number, min(count, _most(nodes[number])))
                for number, count in counts.items()
                if nodes[number].position >= reached.get(nodes[number].parent, UNLIMITED)
            )
        )

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
