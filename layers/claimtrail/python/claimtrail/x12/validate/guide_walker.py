"""Walking a transaction set through its guide: order, repeats, and what must not be absent."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from claimtrail.x12.guides.guide import REQUIRED, ST_NODE, Guide, Node, load_guide
from claimtrail.x12.guides.routes import Route, Router
from claimtrail.x12.model.catalog import FindingCode

StructureFault = tuple[FindingCode, str, str]
"""The fault, the segment to name (empty: the one at hand) and the loop."""
Counts = tuple[tuple[int, int], ...]
"""Numbers of places, and how often each has occurred."""
Walked = tuple[Node, list[int], dict[int, Node]]
"""The place of a walk, its counts, and what was missing there."""


@cache
def router(identifier: str, version: str) -> Router:
    """Return the routes of a guide, shared by all walks of the process."""
    return Router(load_guide(identifier, version))


class GuideWalker:
    """One set on its way through the guide, from its ST on."""

    def __init__(
        self, identifier: str, version: str, weigh: Callable[[Node, list[str]], int]
    ) -> None:
        """`weigh` counts the faults that a segment's elements would have at a place."""
        self._weigh = weigh
        self.guide: Guide = load_guide(identifier, version)
        self._router = router(identifier, version)
        self._counts = [0] * len(self.guide.nodes)
        self._counts[ST_NODE] = 1
        self._missed: dict[int, Node] = {}
        """Loops of the segments that were reported missing, until those loops are opened."""
        self.is_forced = False
        """True if the last step went by the identifier alone, its key value being wrong."""
        self.node: Node = self.guide.nodes[ST_NODE]
        """The place of the walk: the last segment that has a place."""

    def may_open(self, opener: Node, key: str) -> bool:
        """Return whether a loop that begins with that segment may come next.

        With nothing to report.
        """
        route, counts = self._router.opening(self.node.number, opener, key), self._counts
        if route is None or route.loop is None:
            return False
        for number, _ in route.required:
            if not counts[number]:
                return False
        return counts[route.loop.number] < route.loop.maximum

    def pass_through(self, loop: Node, last: Node, counts: Counts) -> None:
        """Stand at the end of a loop that `may_open` allowed, with the counts that matter there."""
        self._open(loop)
        for number, count in counts:
            self._counts[number] = count
        self.node = last

    def count_at(self, number: int, count: int) -> None:
        """Take note of how often a place has occurred that was passed through."""
        self._counts[number] = count

    def leave(self, loop: Node) -> None:
        """Stand at the last place of a loop that holds what it must; its first step is counted.

        What follows such a loop is found from there as from any other place in it.
        """
        nodes, counts = self.guide.nodes, self._counts
        for node in nodes[loop.number + 1 : loop.end]:
            counts[node.number] = int(node.usage == REQUIRED)
        self.node = nodes[loop.end - 1]

    def mark(self) -> Walked:
        """Return where the walk stands, for `return_to`."""
        return self.node, list(self._counts), self._missed

    def return_to(self, mark: Walked) -> None:
        """Go back to where the walk stood, when nothing has been reported since."""
        self.node, self._counts, self._missed = mark

    def step(self, segment_id: str, key: str, elements: list[str]) -> Route | None:
        """Go on to the next segment; None when the guide has no place for it.

        Of several places for a segment whose key value is wrong, the one is taken where its
        elements have the fewest faults. The counts are as `faults` needs them; call it before the
        next step.
        """
        route = self._router.route(self.node.number, segment_id, key)
        if route is None:
            return None
        if route.others:
            route = min((route, *route.others), key=lambda way: self._cost(way, elements))
        elif self._is_full(route) and not route.is_doubtful:
            ways = self._router.instead(self.node.number, segment_id)
            route = next((way for way in ways if self._is_wanted(way)), route)
        self.node, self.is_forced = route.target, route.is_forced
        return route

    def _is_full(self, route: Route) -> bool:
        """Return whether the guide allows no more of what the segment would be."""
        node = route.loop or route.target
        return self._counts[node.number] >= node.maximum

    def _is_wanted(self, route: Route) -> bool:
        """Return whether the guide asks for what the segment would be, and has none yet."""
        node = route.loop or route.target
        passed = any(not self._counts[number] for number, _ in route.required)
        return node.usage == REQUIRED and not self._counts[node.number] and not passed

    def faults(self, route: Route) -> Iterator[StructureFault]:
        """Count the step, and tell what is wrong with it."""
        counts, nodes, guide = self._counts, self.guide.nodes, self.guide
        required = route.required
        missing = (
            [segment for number, segment in required if not counts[number]] if required else ()
        )
        target, loop = route.target, route.loop
        for entered in route.entered:
            self._open(entered)
        if route.not_used:
            yield FindingCode.SEGMENT_NOT_USED, "", guide.loop_of(target).id
        elif loop is not None:
            self._open(loop)
            if counts[loop.number] > loop.maximum and not route.is_forced:
                yield FindingCode.LOOP_REPEATED, "", loop.id
        counts[target.number] += 1
        if loop is None and counts[target.number] > target.maximum and not route.is_forced:
            yield FindingCode.SEGMENT_REPEATED, "", guide.loop_of(target).id
        if route.entered:
            missing = self._with_openers(missing, route)
        for number in missing:
            if number not in self._missed:
                self._missed[number] = around = guide.loop_of(nodes[number])
                yield FindingCode.SEGMENT_MISSING, nodes[number].id, around.id

    def is_late(self, segment_id: str) -> bool:
        """Return whether a segment without a place was reported missing a little before."""
        nodes = self.guide.nodes
        for number, loop in self._missed.items():
            around = nodes[max(loop.parent, 0)]
            if nodes[number].id == segment_id and around.number <= self.node.number < around.end:
                del self._missed[number]
                return True
        return False

    def _cost(self, route: Route, elements: list[str]) -> tuple[int, bool]:
        """Faults of the segment there, then whether the guide can do without it.

        A wrong qualifier stands sooner for a segment that must be there and is not: otherwise that
        one would be missing, too.
        """
        missing = sum(not self._counts[number] for number, _ in route.required)
        faults = self._weigh(route.target, elements) + missing + len(route.entered)
        return faults, not self._is_wanted(route)

    def _open(self, loop: Node) -> None:
        """Count a loop, and begin the counts of what stands within."""
        counts = self._counts
        counts[loop.number + 1 : loop.end] = [0] * (loop.end - loop.number - 1)
        counts[loop.number] += 1
        if self._missed:
            within = range(loop.number, loop.end)
            self._missed = {
                number: around
                for number, around in self._missed.items()
                if around.number not in within
            }

    def _with_openers(self, missing: Iterable[int], route: Route) -> list[int]:
        """Add the opening segments that are missing, and count them as if they were there."""
        openers = [first.number for _, first in self.openers(route)]
        for number in openers:
            self._counts[number] += 1
        return list(dict.fromkeys((*missing, *openers)))

    def openers(self, route: Route) -> list[tuple[Node, Node]]:
        """Return the loops that were entered without their opening segments, and those segments.

        A wrapper of loops has none.
        """
        found = [(loop, self.guide.nodes[loop.children[0]]) for loop in route.entered]
        return [(loop, first) for loop, first in found if first.shape is not None]
