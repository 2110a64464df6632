"""The place of a segment in a guide, seen from the segment before it, and what is passed over.

The way through the guide depends on the place and on the segment's identifier and key alone, never
on counts; so each way is looked for once and then remembered.
"""

from collections.abc import Iterator
from typing import NamedTuple

from claimtrail.x12.guides.guide import NOT_USED, REQUIRED, Guide, Node

_LEVEL = "HL"
Missing = tuple[int, int]
"""The node that must have occurred (a segment or a loop), and the segment to name if it has not."""


class Route(NamedTuple):
    """From one segment of a guide to the next."""

    target: Node
    loop: Node | None
    """The loop that the segment opens, if it opens one."""
    required: tuple[Missing, ...]
    """The places that have been passed over and must have occurred by now."""
    entered: tuple[Node, ...] = ()
    """The loops whose opening segments are missing, the outermost first."""
    is_forced: bool = False
    """The segment's identifier has its place here, its key value has none."""
    others: tuple["Route", ...] = ()
    """The other places of a forced segment in the same loop."""

    @property
    def not_used(self) -> bool:
        """Return whether the guide marks the place as not used."""
        return (self.loop or self.target).usage == NOT_USED

    @property
    def is_doubtful(self) -> bool:
        """Return whether the step itself is to be reported, whatever the counts."""
        return self.is_forced or bool(self.entered) or self.not_used


class Router:
    """Finds and remembers the routes of one guide."""

    def __init__(self, guide: Guide) -> None:
        self._nodes = guide.nodes
        self._ids = guide.segment_ids
        self._openings = [self._opening(node) for node in guide.nodes]
        self._instead: dict[tuple[int, str], tuple[Route, ...]] = {}
        self._routes: dict[tuple[int, str, str], Route | None] = {}
        self._to_loops: dict[tuple[int, int, str], Route | None] = {}

    def route(self, origin: int, segment_id: str, key: str) -> Route | None:
        """Return the route from a segment; None when the guide has no place for the next one.

        `key` is a value that the guide knows, or empty, so that there are few of them. Where the
        guide has no place for a segment as it is, its fault is looked for in its key value or in
        the segment that opens its loop, so that one fault does not cost all that follows.
        """
        if segment_id not in self._ids:
            return None  # Not remembered either: there is no end of such identifiers.
        place = (origin, segment_id, key)
        try:
            return self._routes[place]
        except KeyError:
            node = self._nodes[origin]
            found = self._find(node, segment_id, key) or self._recover(node, segment_id, key)
            self._routes[place] = found
            return found

    def opening(self, origin: int, opener: Node, key: str) -> Route | None:
        """Return the route to a loop by its first segment.

        None where the step itself is reported.
        """
        place = (origin, opener.number, key)
        try:
            return self._to_loops[place]
        except KeyError:
            found = self.route(origin, opener.id, key)
            if found is not None and (found.is_doubtful or found.target is not opener):
                found = None
            self._to_loops[place] = found
            return found

    def instead(self, origin: int, segment_id: str) -> tuple[Route, ...]:
        """Return where a segment may stand whose key value names what has occurred already."""
        place = (origin, segment_id)
        if place not in self._instead:
            found = self._forced(self._nodes[origin], segment_id)
            self._instead[place] = tuple(filter(None, found))
        return self._instead[place]

    def _recover(self, origin: Node, segment_id: str, key: str) -> Route | None:
        """Find a place by the identifier alone, or in a loop whose opening segment is missing.

        The level code of an HL says where it stands even when the level above is missing; any other
        key value is taken to be wrong before a segment is taken to be missing.
        """
        if segment_id == _LEVEL and key:
            entered = self._enter(origin, segment_id, key)
            if entered is not None:
                return entered
        forced, *others = self._forced(origin, segment_id) or [None]
        if forced is None:
            return self._enter(origin, segment_id, key)
        if key:
            others.append(self._enter(origin, segment_id, key, by_key=True))
        return forced._replace(others=tuple(filter(None, others)))

    def _forced(self, origin: Node, segment_id: str) -> list[Route | None]:
        """Return the places for an identifier in the nearest loop that has one.

        Whatever its key value.
        """
        required: list[Missing] = []
        position = origin.position
        for loop in self._around(origin):
            found: list[Route | None] = []
            for child in self._children(loop, position):
                first = self._first(child)
                if first.id == segment_id and NOT_USED not in {child.usage, first.usage}:
                    opens = child.shape is None or loop.children[0] == child.number
                    route = self._route(first, required, opens=opens)
                    found.append(route._replace(is_forced=True))
                if child.usage == REQUIRED:
                    required.append((child.number, first.number))
            if found:
                return found
            position = loop.position
        return []

    def _enter(
        self, origin: Node, segment_id: str, key: str, *, by_key: bool = False
    ) -> Route | None:
        """Look in the loops ahead that are not open, as if their opening segments stood there.

        A segment that has a place in an open loop is out of order and opens none, unless its key
        value alone is to say where it belongs.
        """
        path = list(self._around(origin))
        is_known = by_key or segment_id == _LEVEL
        if not is_known and any(self._has(loop, segment_id) for loop in path):
            return None
        required: list[Missing] = []
        position = origin.position
        for loop in path:
            for child in self._children(loop, position):
                found = None if child in path else self._within(child, segment_id, key)
                if found is not None:
                    return found._replace(required=tuple(dict(required).items()))
                if child.usage == REQUIRED:
                    required.append((child.number, self._first(child).number))
            position = loop.position
        return None

    def _around(self, node: Node) -> Iterator[Node]:
        """Yield the loops that a segment stands in, the innermost first."""
        while node.parent >= 0:
            node = self._nodes[node.parent]
            yield node

    def _has(self, loop: Node, segment_id: str) -> bool:
        return any(self._nodes[number].id == segment_id for number in loop.children)

    def _first(self, node: Node) -> Node:
        """Return the segment that opens a loop; a segment is its own."""
        while node.shape is None and node.children:
            node = self._nodes[node.children[0]]
        return node

    def _within(self, loop: Node, segment_id: str, key: str) -> Route | None:
        """Return the route to a segment within a loop that was not opened.

        Or within a wrapper of such.

        Where two opening segments would be missing, the segment is more likely the one too much.
        """
        if loop.shape is not None or loop.usage == NOT_USED:
            return None
        inner = [self._nodes[number] for number in loop.children[1:]]
        if self._nodes[loop.children[0]].shape is None:
            inner.insert(0, self._nodes[loop.children[0]])
        for child in inner:
            first = self._first(child)
            if _matches(first, segment_id, key):
                opened = self._nodes[first.parent] if child.shape is None else None
                return Route(first, opened, (), (loop,))
        if self._nodes[loop.children[0]].shape is not None:
            return None
        for child in inner:
            found = self._within(child, segment_id, key)
            if found is not None:
                return found._replace(entered=(loop, *found.entered))
        return None

    def _find(self, origin: Node, segment_id: str, key: str) -> Route | None:
        """Look on in the loop, then in the one around it, and so on, from the position reached."""
        required: list[Missing] = []
        loop, position = self._nodes[origin.parent], origin.position
        while True:
            for child in self._children(loop, position):
                first = self._openings[child.number]
                if first is None:
                    opened = self._opened(child, segment_id, key, required)
                    if opened is not None:
                        return self._route(opened, required, opens=True)
                elif _matches(first, segment_id, key):
                    opens = first is not child or loop.children[0] == child.number
                    return self._route(first, required, opens=opens)
                elif child.usage == REQUIRED:
                    required.append((child.number, first.number))
            if loop.parent < 0:
                return None
            loop, position = self._nodes[loop.parent], loop.position

    def _opening(self, node: Node) -> Node | None:
        """Return the segment that a loop begins with, a segment itself.

        None for a wrapper of loops.
        """
        if node.shape is not None or not node.children:
            return node if node.shape is not None else None
        first = self._nodes[node.children[0]]
        return None if first.shape is None else first

    def _children(self, loop: Node, position: int) -> Iterator[Node]:
        for number in loop.children:
            if self._nodes[number].position >= position:
                yield self._nodes[number]

    def _opened(
        self, loop: Node, segment_id: str, key: str, required: list[Missing]
    ) -> Node | None:
        """Return the segment that opens the loop, or a loop within a wrapper, if it is that."""
        if not loop.children:
            return None
        first = self._nodes[loop.children[0]]
        if first.shape is None:
            for number in loop.children:
                inner = self._nodes[number]
                if inner.shape is None:
                    found = self._opened(inner, segment_id, key, required)
                    if found is not None:
                        return found
            return None
        if _matches(first, segment_id, key):
            return first
        if loop.usage == REQUIRED:
            required.append((loop.number, first.number))
        return None

    def _route(self, target: Node, required: list[Missing], *, opens: bool) -> Route:
        nodes = self._nodes
        passed = dict(required)
        if not opens:
            passed = {
                number: segment
                for number, segment in passed.items()
                if (nodes[number].parent, nodes[number].position)
                != (target.parent, target.position)
            }
        loop = nodes[target.parent] if opens else None
        return Route(target, loop, tuple(passed.items()))


def _matches(node: Node, segment_id: str, key: str) -> bool:
    return node.id == segment_id and (node.key is None or key in node.key)
