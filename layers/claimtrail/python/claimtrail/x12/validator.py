"""Judging one transaction set segment by segment, exactly: structure, elements, numbering."""

from collections.abc import Iterator

from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.checks import OwnChecks
from claimtrail.x12.elements import breaks_note, judge, judge_externals
from claimtrail.x12.external_codes import CodeSets
from claimtrail.x12.extract.reversals import REVERSAL_STATUS
from claimtrail.x12.guide import KeyPlace, Node
from claimtrail.x12.shapes import COMPONENT, ELEMENT, SEGMENT
from claimtrail.x12.walk import Segment, printable_id
from claimtrail.x12.walker import Walker

_CLAIM_BOUNDS = frozenset({"CLP", "LX", "PLB"})
"""Where a claim of an 835 begins, or what follows the last one."""
_REMARKS = "HE"
"""LQ01 before a remark code."""
Fault = tuple[FindingCode, Place]


class SetValidator:
    """One set on its way through its guide and our own checks."""

    def __init__(self, identifier: str, version: str, *, sets: CodeSets, repetition: str) -> None:
        """`repetition` is the interchange's repetition separator."""
        self.walker = Walker(identifier, version)
        self._guide = self.walker.guide
        self.own = OwnChecks()
        self._sets = sets
        self._repetition = repetition
        self._started = False
        self._reversal = False
        """Whether the claim at hand is a reversal, in which stopped codes stay legal."""

    def check(self, segment: Segment) -> list[Fault]:
        """What is wrong with the next segment."""
        faults: list[Fault] = []
        segment_id = segment.id
        if self._started:
            route = self.walker.step(segment_id, self._key(segment))
            if route is None:
                return [self._unplaced(segment), *self.own.check(segment, -1, -1)]
            for code, name, loop in self.walker.faults(route):
                faults.append((code, _structure_place(segment, name, loop)))
        self._started = True
        if segment_id in _CLAIM_BOUNDS:
            self._reversal = segment_id == "CLP" and segment.get(2) == REVERSAL_STATUS
        coded: list[Fault] = []
        self._elements(segment, coded)
        if segment_id == "LQ":
            coded += self._remarks(segment)
        if self._reversal:
            coded = [fault for fault in coded if fault[0] is not FindingCode.CODE_INACTIVE]
        faults += coded
        if self.own.concerns(segment):
            here = self._guide.loop_of(self.walker.node)
            faults += self.own.check(segment, here.number, here.parent)
        return faults

    def leads_to(self, loop: Node) -> bool:
        """Whether the walk stands where the loop may begin, or within it."""
        return loop.parent <= self.walker.node.number < loop.end

    def step_over(self, first: Segment) -> list[Fault]:
        """Go to a loop that was proven as a whole; what is wrong concerns what stands before it."""
        route = self.walker.step(first.id, self._key(first))
        if route is None:
            return [self._unplaced(first)]
        return [
            (code, _structure_place(first, name, loop))
            for code, name, loop in self.walker.faults(route)
        ]

    def follow(self, text: str) -> None:
        """Walk through a loop that was proven as a whole: the next segment follows its end."""
        for line in text.split(SEGMENT)[:-1]:
            segment = Segment(line.strip("\r\n").split(ELEMENT), COMPONENT, 0, 0, 0)
            route = self.walker.step(segment.id, self._key(segment))
            if route is not None:
                for _ in self.walker.faults(route):
                    pass

    def _key(self, segment: Segment) -> str:
        """The value that tells segments of the same id apart; empty when the guide has no such."""
        segment_id = segment.id
        place: KeyPlace | None = self._guide.key_places.get(segment_id)
        if place is None:
            return ""
        number, component = place
        text = segment.get(number)
        if component:
            text = text.partition(COMPONENT)[0]
        return text if text in self._guide.key_values[segment_id] else ""

    def _unplaced(self, segment: Segment) -> Fault:
        known = segment.id in self._guide.segment_ids
        code = FindingCode.SEGMENT_UNEXPECTED if known else FindingCode.SEGMENT_UNKNOWN
        return code, segment.place(loop_id=self._guide.loop_of(self.walker.node).id)

    def _remarks(self, segment: Segment) -> Iterator[Fault]:
        """Remark codes of an 835's lines; the guide's table cannot say that LQ01 names the list."""
        if segment.get(1) == _REMARKS:
            code = self._sets.fault("remark_code", segment.get(2))
            if code is not None and segment.get(2):
                loop = self._guide.loop_of(self.walker.node).id
                yield code, segment.place("02", loop)

    def _elements(self, segment: Segment, faults: list[Fault]) -> None:
        shape = self.walker.node.shape
        if shape is None:
            return
        pattern = shape.pattern()
        elements = segment.elements
        if (
            pattern is not None
            and pattern.match(ELEMENT.join(elements))
            and not (
                shape.live_notes and any(breaks_note(note, elements) for note in shape.live_notes)
            )
        ):
            if not shape.externals:
                return
            found = judge_externals(shape, elements, self._sets)
        else:
            found = judge(shape, elements, self._sets, self._repetition)
        loop = self._guide.loop_of(self.walker.node).id
        faults += [(code, segment.place(position, loop)) for code, position in found]


def _structure_place(segment: Segment, name: str, loop: str) -> Place:
    place = segment.place(loop_id=loop)
    if not name:
        return place
    return Place(
        offset=place.offset,
        segment_id=printable_id(name),
        segment_position=place.segment_position,
        loop_id=loop,
    )
