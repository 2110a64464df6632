"""Walking a transaction set through its guide: order, repeats, and what must not be absent."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from claimtrail.x12.catalogue import FindingCode
from claimtrail.x12.guide import REQUIRED, ST_NODE, Guide, Node, load_guide
from claimtrail.x12.routes import Route, Router

StructureFault = tuple[FindingCode, str, str]
"""What is wrong, the segment to name (empty: the one at hand) and the loop."""
Counts = tuple[tuple[int, int], ...]
"""Numbers of places, and how often each has occurred."""


@cache
def router(identifier: str, version: str) -> Router:
    """The routes of a guide, shared by all walks of the process."""
    return Router(load_guide(identifier, version))


class Walker:
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
        self.node: Node = self.guide.nodes[ST_NODE]
        """Where the walk stands: the last segment that has a place."""

    def may_open(self, opener: Node, key: str) -> bool:
        """Whether a loop that begins with that segment may come next, with nothing to report."""
        route, counts = self._router.route(self.node.number, opener.id, key), self._counts
        if route is None or route.is_doubtful or route.loop is None or route.target is not opener:
            return False
        for number, _ in route.required:
            if not counts[number]:
                return False
        return counts[route.loop.number] < route.loop.maximum

    def pass_through(self, loop: Node, last: Node, counts: Counts) -> None:
        """Stand at the end of a loop that `may_open` allowed, with the counts that matter there."""
        own = self._counts
        own[loop.number] += 1
        own[loop.number + 1 : loop.end] = [0] * (loop.end - loop.number - 1)
        for number, count in counts:
            own[number] = count
        self.node = last

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
        self.node = route.target
        return route

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
            yield FindingCode.SEGMENT_MISSING, nodes[number].id, guide.loop_of(nodes[number]).id

    def _cost(self, route: Route, elements: list[str]) -> tuple[int, bool]:
        """Faults of the segment there, then whether the guide can do without it.

        A wrong qualifier stands sooner for a segment that must be there and is not: otherwise that
        one would be missing, too.
        """
        missing = sum(not self._counts[number] for number, _ in route.required)
        node = route.loop or route.target
        is_wanted = node.usage == REQUIRED and not self._counts[node.number]
        return self._weigh(route.target, elements) + missing + len(route.entered), not is_wanted

    def _open(self, loop: Node) -> None:
        """Count a loop, and begin the counts of what stands within."""
        counts = self._counts
        counts[loop.number + 1 : loop.end] = [0] * (loop.end - loop.number - 1)
        counts[loop.number] += 1

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
