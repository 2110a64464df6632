"""Structural checks of the 277 response (005010X212), for which pyx12 has no usable map.

Tables of what may follow what and what each segment must hold, after the X212 guide's loops 2000A
to 2220E. Narrower than a whole map: names, addresses and optional references are left alone.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from claimtrail.kernel.time import parse_d8, parse_rd8
from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.extract.values import parse_amount
from claimtrail.x12.walk import Segment

Fault = tuple[FindingCode, Place]

_AFTER_STATUS = ("STC", "REF", "DTP", "SVC", "TRN", "HL", "SE")
FOLLOWERS: dict[str, tuple[str, ...]] = {
    "": ("ST",),
    "ST": ("BHT",),
    "BHT": ("HL",),
    "HL": ("NM1",),
    "NM1": ("PER", "TRN", "HL", "SE"),
    "PER": ("HL",),
    "TRN": ("STC",),
    "STC": _AFTER_STATUS,
    "REF": _AFTER_STATUS[1:],
    "DTP": _AFTER_STATUS[2:],
    "SVC": ("STC",),
    "SE": (),
}
"""What may stand after each segment; a single one is mandatory."""

LEVEL_PARENTS = {"20": "", "21": "20", "19": "21", "22": "19", "23": "22"}
"""HL03: payer, receiver, provider, subscriber, dependent, and the level above each."""
LEVEL_ENTITIES = {
    "20": frozenset({"PR"}),
    "21": frozenset({"41"}),
    "19": frozenset({"1P"}),
    "22": frozenset({"IL"}),
    "23": frozenset({"QC"}),
}
"""NM101 at each level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRule:
    """What one element must be."""

    number: int
    component: int = 0
    mandatory: bool = True
    codes: frozenset[str] = frozenset()
    form: str = ""
    """`D8` a date, `R` an amount."""

    def check(self, segment: Segment) -> FindingCode | None:
        """What is wrong with the element, if anything."""
        text = segment.get(self.number)
        if self.component:
            text = segment.part(self.number, self.component)
        if not text:
            return FindingCode.ELEMENT_MISSING if self.mandatory else None
        if self.codes and text not in self.codes:
            return FindingCode.CODE_INVALID
        return _form_fault(self.form, text)

    @property
    def position(self) -> str:
        """As findings name it."""
        return f"{self.number:02}" + (f"-{self.component}" if self.component else "")


RULES: dict[str, tuple[ElementRule, ...]] = {
    "ST": (ElementRule(number=3, codes=frozenset({"005010X212"})),),
    "BHT": (
        ElementRule(number=1, codes=frozenset({"0010"})),
        ElementRule(number=2, codes=frozenset({"08"})),
        ElementRule(number=3),
        ElementRule(number=4, form="D8"),
    ),
    "HL": (ElementRule(number=1), ElementRule(number=3, codes=frozenset(LEVEL_PARENTS))),
    "NM1": (
        ElementRule(number=1),
        ElementRule(number=2, codes=frozenset({"1", "2"})),
    ),
    "TRN": (ElementRule(number=1, codes=frozenset({"1", "2"})), ElementRule(number=2)),
    "STC": (
        ElementRule(number=1, component=1),
        ElementRule(number=1, component=2),
        ElementRule(number=2, form="D8"),
        ElementRule(number=4, mandatory=False, form="R"),
        ElementRule(number=5, mandatory=False, form="R"),
        ElementRule(number=6, mandatory=False, form="D8"),
    ),
    "REF": (ElementRule(number=1), ElementRule(number=2)),
    "DTP": (
        ElementRule(number=1),
        ElementRule(number=2, codes=frozenset({"D8", "RD8"})),
        ElementRule(number=3),
    ),
    "SVC": (
        ElementRule(number=1, component=1),
        ElementRule(number=2, form="R"),
        ElementRule(number=3, form="R"),
    ),
}


class StatusWalk:
    """Walks one 277 through the tables above."""

    def __init__(self) -> None:
        self._before = ""
        self._level = ""
        self._levels: dict[str, str] = {}
        """HL01 to HL03."""

    def check(self, segment: Segment) -> Iterator[Fault]:
        """What the tables have against the next segment."""
        allowed = FOLLOWERS[self._before]
        if segment.id not in FOLLOWERS:
            yield FindingCode.SEGMENT_UNKNOWN, segment.place()
            return
        if segment.id not in allowed:
            yield self._order_fault(segment, allowed)
        self._before = segment.id
        for rule in RULES.get(segment.id, ()):
            code = rule.check(segment)
            if code is not None:
                yield code, segment.place(rule.position)
        if segment.id == "HL":
            yield from self._hierarchy(segment)
        if segment.id == "NM1" and segment.get(1) not in LEVEL_ENTITIES.get(self._level, ()):
            yield FindingCode.CODE_INVALID, segment.place("01")
        if segment.id == "DTP" and _form_fault(segment.get(2), segment.get(3)) is not None:
            yield FindingCode.DATE_INVALID, segment.place("03")

    def _order_fault(self, segment: Segment, allowed: tuple[str, ...]) -> Fault:
        place = segment.place()
        if len(allowed) != 1:
            return FindingCode.SEGMENT_UNEXPECTED, place
        missing = Place(
            offset=place.offset,
            segment_id=allowed[0],
            segment_position=place.segment_position,
        )
        return FindingCode.SEGMENT_MISSING, missing

    def _hierarchy(self, segment: Segment) -> Iterator[Fault]:
        number, parent, self._level = segment.get(1), segment.get(2), segment.get(3)
        if LEVEL_PARENTS.get(self._level) != self._levels.get(parent, ""):
            yield FindingCode.HL_LEVEL, segment.place("03")
        self._levels[number] = self._level


def _form_fault(form: str, text: str) -> FindingCode | None:
    readers = {
        "D8": (parse_d8, FindingCode.DATE_INVALID),
        "RD8": (parse_rd8, FindingCode.DATE_INVALID),
        "R": (parse_amount, FindingCode.CHARACTER_INVALID),
    }
    if form not in readers:
        return None
    read, code = readers[form]
    with suppress(ValueError):
        read(text)
        return None
    return code
