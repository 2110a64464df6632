"""Where a segment belongs in a guide, seen from the segment before it, and what is passed over.

The way through the guide depends on the place and on the segment's identifier and key alone, never
on counts; so each way is looked for once and then remembered.
"""

from collections.abc import Iterator
from typing import NamedTuple

from claimtrail.x12.guide import NOT_USED, REQUIRED, Guide, Node

Missing = tuple[int, int]
"""The node that must have occurred (a segment or a loop), and the segment to name if it has not."""


class Route(NamedTuple):
    """From one segment of a guide to the next."""

    target: Node
    loop: Node | None
    """The loop that the segment opens, if it opens one."""
    required: tuple[Missing, ...]
    """What has been passed over and must have occurred by now."""

    @property
    def not_used(self) -> bool:
        """Whether the guide marks the place as not used."""
        return (self.loop or self.target).usage == NOT_USED


class Router:
    """Finds and remembers the routes of one guide."""

    def __init__(self, guide: Guide) -> None:
        self._nodes = guide.nodes
        self._routes: dict[tuple[int, str, str], Route | None] = {}

    def route(self, origin: int, segment_id: str, key: str) -> Route | None:
        """The route from a segment; None when the guide has no place for the next one.

        `key` is a value that the guide knows, or empty, so that there are few of them.
        """
        place = (origin, segment_id, key)
        try:
            return self._routes[place]
        except KeyError:
            found = self._routes[place] = self._find(self._nodes[origin], segment_id, key)
            return found

    def _find(self, origin: Node, segment_id: str, key: str) -> Route | None:
        """Look on in the loop, then in the one around it, and so on, from the position reached."""
        required: list[Missing] = []
        loop, position = self._nodes[origin.parent], origin.position
        while True:
            for child in self._children(loop, position):
                if child.shape is None:
                    opened = self._opened(child, segment_id, key, required)
                    if opened is not None:
                        return self._route(opened, required, opens=True)
                elif _matches(child, segment_id, key):
                    if loop.children[0] == child.number:
                        return self._route(child, required, opens=True)
                    return self._route(child, required, opens=False)
                elif child.usage == REQUIRED:
                    required.append((child.number, child.number))
            if loop.parent < 0:
                return None
            loop, position = self._nodes[loop.parent], loop.position

    def _children(self, loop: Node, position: int) -> Iterator[Node]:
        for number in loop.children:
            if self._nodes[number].position >= position:
                yield self._nodes[number]

    def _opened(
        self, loop: Node, segment_id: str, key: str, required: list[Missing]
    ) -> Node | None:
        """The segment that opens the loop, or a loop within a wrapper, if it is that."""
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
