"""Judging one transaction set segment by segment, exactly: structure, elements, numbering."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from claimtrail.x12.envelopes.segment import Segment, printable_id
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import KeyPlace, Node
from claimtrail.x12.guides.routes import Route
from claimtrail.x12.guides.segment_expressions import warm_pattern
from claimtrail.x12.guides.segment_shapes import COMPONENT, ELEMENT, SegmentShape
from claimtrail.x12.model.catalog import FindingCode, FindingPlace
from claimtrail.x12.model.remittance_codes import REVERSAL_STATUS
from claimtrail.x12.validate.checks import OwnChecks
from claimtrail.x12.validate.elements import breaks_note, judge, judge_externals, respell
from claimtrail.x12.validate.guide_walker import Counts, GuideWalker, Walked
from claimtrail.x12.validate.plain_elements import is_plainly_sound

_CLAIM_BOUNDS = frozenset({"CLP", "LX", "PLB"})
"""The segments that begin a claim of an 835, or follow the last one."""
_WITHOUT_MARK = re.compile(r"[A-Z0-9]+(?=[^A-Za-z0-9 .\-])")
"""A qualifier before a component separator that is not that of ISA16."""
_DIGITS = re.compile(r"[0-9]{1,24}")
_LEVEL = "HL"
_OF_QUALIFIER = frozenset({"CTX", "NM1", "N1", "PER", "REF"})
"""Segments whose first value says which of the others they hold."""
_FOLLOWS = frozenset({FindingCode.ELEMENT_MISSING, FindingCode.ELEMENT_NOT_USED})
_ADRIFT = frozenset(
    {
        FindingCode.ELEMENT_MISSING,
        FindingCode.VALUE_BLANK,
        FindingCode.HL_PARENT,
        FindingCode.HL_LEVEL,
    }
)
"""Faults of an HL after which it is in doubt beneath which level it stands."""
_OF_LEVELS = frozenset({_LEVEL, "QTY", "AMT"})
"""Segments that speak of a level of a 277CA: one without a place may be read as another level's."""
_REMARKS = "HE"
"""LQ01 before a remark code."""
ValidatorFault = tuple[FindingCode, FindingPlace]
Mark = tuple[Walked, OwnChecks]
"""The position of a walk."""


class SetValidator:
    """One set on its way through its guide and our own checks."""

    def __init__(self, identifier: str, version: str, *, sets: CodeSets, repetition: str) -> None:
        """`repetition` is the interchange's repetition separator."""
        self.walker = GuideWalker(identifier, version, self._count_faults)
        self._guide = self.walker.guide
        self.own = OwnChecks()
        self._sets = sets
        self._repetition = repetition
        self._started = False
        self._is_lost = False
        """True if the segment before has no place."""
        self.opened: tuple[list[str], ...] = ()
        """The segments that must stand before the last one and are missing, as far as the guide
        says what they hold."""
        self.is_late = False
        """True if the last segment was reported missing before, and stands out of its order."""
        self._is_odd = False
        """True if an identifier was in lower case, an opening segment was missing, or it is in
        doubt what a level is."""
        self._lower: set[str] = set()
        """Identifiers in lower case that were reported of this set."""
        self._marks: set[str] = set()
        """Component separators that were reported of this set."""
        self._reversal = False
        """True if the claim at hand is a reversal, in which stopped codes stay legal."""

    def check(self, segment: Segment) -> list[ValidatorFault]:
        """Return what is wrong with the next segment."""
        known = segment.elements[0] in self._guide.segment_ids
        faults: list[ValidatorFault] = [] if known else self._respell_identifier(segment)
        segment_id = segment.elements[0]
        self.opened, self.is_late = (), False
        if self._started:
            route = self.walker.step(segment_id, self._key(segment), segment.elements)
            if route is None:
                own = (
                    self.own.check(segment, -1, -1) if segment_id in self._guide.segment_ids else ()
                )
                return [*faults, *self._unplaced(segment), *own]
            self._is_lost = False
            if route.is_forced or route.entered or segment_id == _LEVEL:
                self._recover(route, segment)
            for code, name, loop in self.walker.faults(route):
                faults.append((code, _structure_place(segment, name, loop)))
        self._started = True
        if segment_id in _CLAIM_BOUNDS:
            self._reversal = segment_id == "CLP" and _bare(segment).get(2) == REVERSAL_STATUS
        coded: list[ValidatorFault] = []
        self._elements(segment, coded)
        if segment_id == "LQ":
            coded += self._remarks(segment)
        if self._reversal:
            coded = [fault for fault in coded if fault[0] is not FindingCode.CODE_INACTIVE]
        faults += coded
        if self.own.concerns(segment):
            here = self._guide.loop_of(self.walker.node)
            found = self.own.check(_bare(segment), here.number, here.parent)
            faults += _of_own_cause(faults, found)
            if segment_id == _LEVEL:
                self._is_odd = self._is_odd or any(code in _ADRIFT for code, _ in faults)
        return faults

    def _recover(self, route: Route, segment: Segment) -> None:
        """Go on from a place that was found in spite of a fault, or from a level."""
        if segment.id == _LEVEL:
            numbers = segment.get(1) + segment.get(2) + " " * segment.get(3).endswith(" ")
            self._is_odd = self._is_odd or route.is_forced or not _DIGITS.fullmatch(numbers)
        for loop, first in self.walker.openers(route):
            self._is_odd = True
            number = self.own.assume(first.id, segment, loop.number)
            self.opened += (_opener(first, number),)

    def broken(self, segment: Segment, positions: Iterable[str]) -> list[ValidatorFault]:
        """Report control characters at these positions of the segment that was checked."""
        loop = self._guide.loop_of(self.walker.node).id
        return [
            (FindingCode.CHARACTER_INVALID, segment.place(position, loop)) for position in positions
        ]

    def _respell_identifier(self, segment: Segment) -> list[ValidatorFault]:
        """Bring an identifier in lower case to upper case; each is reported once a set."""
        upper = segment.id.upper()
        if upper == segment.id or upper not in self._guide.segment_ids:
            return []
        self._is_odd = True
        segment.elements[0] = upper
        if upper in self._lower:
            return []
        self._lower.add(upper)
        return [(FindingCode.SEGMENT_CASE, segment.place())]

    def leads_to(self, loop: Node) -> bool:
        """Return whether the walk stands where the loop may begin, or within it."""
        return loop.parent <= self.walker.node.number < loop.end

    def step_over(self, first: Segment) -> list[ValidatorFault]:
        """Go to a loop that was proven as a whole; what is wrong concerns what stands before it."""
        route = self.walker.step(first.id, self._key(first), first.elements)
        if route is None:
            return list(self._unplaced(first))
        self._is_lost = False
        return [
            (code, _structure_place(first, name, loop))
            for code, name, loop in self.walker.faults(route)
        ]

    def pass_through(self, loop: Node, last: Node, counts: Counts) -> None:
        """Go to the end of a loop that was proven as a whole; see `GuideWalker.pass_through`."""
        self._is_lost = False
        self.walker.pass_through(loop, last, counts)

    def mark(self) -> Mark:
        """Return where the walk stands, for `return_to`."""
        return self.walker.mark(), self.own.copy()

    def return_to(self, mark: Mark) -> None:
        """Go back to where the walk stood: what was passed through since is in doubt."""
        walked, self.own = mark
        self.walker.return_to(walked)

    def _count_faults(self, node: Node, elements: list[str]) -> int:
        """Return how many faults a segment's elements have at a place."""
        if node.shape is None:
            return 0
        return sum(1 for _ in judge(node.shape, elements, self._sets, self._repetition))

    def _key(self, segment: Segment) -> str:
        """Return the value that tells segments of the same id apart.

        Empty when the guide has no such.
        """
        segment_id = segment.id
        place: KeyPlace | None = self._guide.key_places.get(segment_id)
        if place is None:
            return ""
        number, component = place
        text = segment.get(number)
        known = self._guide.key_values[segment_id]
        if component:
            text = text.partition(COMPONENT)[0]
        if text[-1:] == " ":
            text = text.rstrip(" ")
        if component and text not in known and (other := _WITHOUT_MARK.match(text)):
            text = other[0]
        return text if text in known else ""

    def _unplaced(self, segment: Segment) -> Iterator[ValidatorFault]:
        """Report a segment without a place; one that follows another of them has the same cause."""
        known = segment.id in self._guide.segment_ids
        self.is_late = known and self.walker.is_late(segment.id)
        if self.is_late or not (known and self._is_lost):
            code = FindingCode.SEGMENT_UNEXPECTED if known else FindingCode.SEGMENT_UNKNOWN
            yield code, segment.place(loop_id=self._guide.loop_of(self.walker.node).id)
        self._is_lost = True
        self._is_odd = self._is_odd or segment.id in _OF_LEVELS

    def _remarks(self, segment: Segment) -> Iterator[ValidatorFault]:
        """Remark codes of an 835's lines; the guide's table cannot say that LQ01 names the list."""
        if segment.get(1) == _REMARKS:
            code = self._sets.fault("remark_code", segment.get(2))
            if code is not None and segment.get(2):
                loop = self._guide.loop_of(self.walker.node).id
                yield code, segment.place("02", loop)

    def _elements(self, segment: Segment, faults: list[ValidatorFault]) -> None:
        shape = self.walker.node.shape
        if shape is None:
            return
        pattern = warm_pattern(shape)
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
        elif is_plainly_sound(shape, elements, self._sets):
            return
        else:
            found = chain(
                self._respelled(shape, elements),
                judge(shape, elements, self._sets, self._repetition),
            )
        loop = self._guide.loop_of(self.walker.node).id
        placed = [(code, segment.place(position, loop)) for code, position in found]
        is_qualified = self.walker.is_forced and segment.id in _OF_QUALIFIER
        faults += _less_what_follows(placed) if is_qualified else placed

    @property
    def remembers(self) -> bool:
        """Return whether a part of the set cannot be judged by itself.

        For a fault that stands in it.
        """
        return bool(self._marks) or self._is_odd

    def _respelled(
        self, shape: SegmentShape, elements: list[str]
    ) -> Iterator[tuple[FindingCode, str]]:
        """Bring composites to the separator of ISA16; each other mark is reported once a set."""
        for number, mark in respell(shape, elements, self._sets):
            if mark not in self._marks:
                self._marks.add(mark)
                yield FindingCode.COMPONENT_SEPARATOR, f"{number:02}-1"


def _less_what_follows(faults: list[ValidatorFault]) -> Iterator[ValidatorFault]:
    """Leave out that elements are absent, or too many, where the qualifier is a wrong one."""
    is_wrong = any(
        code is FindingCode.CODE_INVALID and place.element_position in {"01", "01-1"}
        for code, place in faults
    )
    for code, place in faults:
        if not (is_wrong and code in _FOLLOWS):
            yield code, place


def _bare(segment: Segment) -> Segment:
    """Return the segment without blanks at the ends of its values."""
    if not any(text[-1:] == " " for text in segment.elements):
        return segment
    return segment._replace(elements=[text.rstrip(" ") or text for text in segment.elements])


def _of_own_cause(
    reported: list[ValidatorFault], found: Iterable[ValidatorFault]
) -> list[ValidatorFault]:
    """Leave out a separator at the end that only shows the empty element which is reported."""
    empty = {
        place.element_position for code, place in reported if code is FindingCode.ELEMENT_MISSING
    }
    return [
        (code, place)
        for code, place in found
        if code is not FindingCode.TRAILING_SEPARATOR or place.element_position not in empty
    ]


def _opener(node: Node, number: str) -> list[str]:
    """Return a missing opening segment; an HL with its number, and its level where it has one."""
    if node.id != _LEVEL:
        return [node.id]
    [level] = node.key if node.key and len(node.key) == 1 else [""]
    return [_LEVEL, number, "", level]


def _structure_place(segment: Segment, name: str, loop: str) -> FindingPlace:
    place = segment.place(loop_id=loop)
    if not name:
        return place
    return FindingPlace(
        offset=place.offset,
        segment_id=printable_id(name),
        segment_position=place.segment_position,
        loop_id=loop,
    )
