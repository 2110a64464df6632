"""Correct pyx12's maps where two independent descriptions of a guide agree against them.

docs/x12-guides.md explains each correction and names what the sources disagree on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from claimtrail.x12.guides.transactions import BY_VERSION
from tools.guide_build.model import (
    UNLIMITED,
    Composite,
    Element,
    GuideSource,
    LoopNode,
    SegmentNode,
)

X214, X221A1 = "005010X214", "005010X221A1"
ACKNOWLEDGMENTS_999 = ("005010X231A1", "005010X231")

_STUPIDEDI = "kputnam/stupidedi, lib/stupidedi/transaction_sets/005010/implementations"
GUIDE_277CA = f"{_STUPIDEDI}/X214-HN277.rb"
GUIDE_835 = f"{_STUPIDEDI}/X221A1-HP835.rb"
GUIDE_ACKNOWLEDGMENT = f"{_STUPIDEDI}/X231A1-FA999.rb"
HIPPO = "drhenner/hippo, lib/hippo/transaction_sets"
EDIFABRIC = "jhrendon/edination-models-hipaa, EdiNation.X12.HIPAA.005010"
EXAMPLE_277CA = "the X214 guide's example, quoted in public tests: STC*A3:122**U"
EXAMPLE_999 = "the 999 guide's example, quoted in public tests: CTX*...*C023:1325"
CLAIM_LEVELS = "X12 RFI 2145 and 2203"
STANDARD = "X12 5010"

_UNUSED = Element(usage="N", kind="AN", low=1, high=1)
"""An element or component that a map leaves out: the standard has it, the guide does not use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The value that replaces the map's in our tables, at one place of one guide.

    The place is a loop, a segment of it, an element, or a component, as far as it is named.
    """

    version: str
    loop_id: str
    segment_id: str = ""
    qualifier: str = ""
    """A code of the first element, where several segments of the loop share the id."""
    element: int = 0
    component: int = 0
    changes: Mapping[str, Any]
    """New values of the node's fields: `usage`, `maximum`, `codes`, `external`."""
    reason: str
    sources: tuple[str, ...]

    @property
    def place(self) -> str:
        """Return where it applies, as in `2220D STC01-4`."""
        component = f"-{self.component}" if self.component else ""
        element = f"{self.element:02}{component}" if self.element else ""
        return f"{self.loop_id} {self.segment_id}{element}".strip()

    def apply(self, guide: GuideSource) -> None:
        """Correct the guide. Raises ValueError when the place is not found."""
        loops = [loop for loop in guide.root.loops() if loop.id == self.loop_id]
        nodes: list[LoopNode | SegmentNode] = [*loops]
        if self.segment_id:
            nodes = [node for loop in loops for node in self._segments(loop)]
        if not nodes:
            raise ValueError(f"no {self.place} in {self.version}")
        for node in nodes:
            self._correct(node)

    def _segments(self, loop: LoopNode) -> Iterator[SegmentNode]:
        for child in loop.children:
            if isinstance(child, SegmentNode) and child.id == self.segment_id:
                first = child.elements[0]
                part = first.parts[0] if isinstance(first, Composite) else first
                if not self.qualifier or self.qualifier in part.codes:
                    yield child

    def _correct(self, node: LoopNode | SegmentNode) -> None:
        if not self.element:
            for name, value in self.changes.items():
                setattr(node, name, value)
        elif isinstance(node, SegmentNode):
            parts = _padded(node.elements, self.element)
            parts[self.element - 1] = self._changed(parts[self.element - 1])
            node.elements = parts

    def _changed(self, part: Element | Composite) -> Element | Composite:
        if not self.component:
            return replace(part, **self.changes)
        if not isinstance(part, Composite):
            raise ValueError(f"{self.place} of {self.version} has no components")  # noqa: TRY004 - the table is at fault, not a type
        parts = _padded(part.parts, self.component)
        parts[self.component - 1] = replace(parts[self.component - 1], **self.changes)
        return replace(part, parts=tuple(parts))


def _padded(parts: Any, count: int) -> list[Any]:
    """Return the parts, with unused ones at the end until there are so many."""
    return [*parts, *[_UNUSED] * (count - len(parts))]


def _row(
    versions: str | tuple[str, ...],
    place: str,
    reason: str,
    sources: tuple[str, ...],
    *,
    qualifier: str = "",
    **changes: Any,
) -> tuple[Correction, ...]:
    """Return the correction of each version; the place is `loop segment element component`."""
    loop_id, segment_id, element, component = [*place.split(), "", "", ""][:4]
    return tuple(
        Correction(
            version=version,
            loop_id=loop_id,
            segment_id=segment_id,
            qualifier=qualifier,
            element=int(element or 0),
            component=int(component or 0),
            changes=changes,
            reason=reason,
            sources=sources,
        )
        for version in ([versions] if isinstance(versions, str) else versions)
    )


_LINE_QUALIFIERS = ("AD", "ER", "HC", "HP", "IV", "N4", "NU", "WK")
_PAID_QUALIFIERS = ("AD", "ER", "HC", "HP", "IV", "N4", "N6", "NU", "UI", "WK")
_TRIGGER = "SITUATIONAL TRIGGER"
_THREE_COMPONENTS = (
    "2200D STC 10 4",
    "2200D STC 11 4",
    "2220D STC 1 4",
    "2220D STC 10 4",
    "2220D STC 11 4",
)
_FOURTH = "C043 has four components; the map names three, and a fourth was one too many."
_TWELFTH = "NM1 has twelve elements; the map names eleven, and a twelfth was one too many."

CORRECTIONS = (
    *_row(
        X214,
        "2000C",
        "A batch that is refused as a whole (2200B, STC03 `U`) has no provider level.",
        (GUIDE_277CA, CLAIM_LEVELS),
        usage="S",
    ),
    *_row(
        X214,
        "2000D",
        "A provider whose claims are refused as a whole (2200C) has no patient level.",
        (GUIDE_277CA, CLAIM_LEVELS),
        usage="S",
    ),
    *_row(
        X214,
        "2000C HL 4",
        "A provider without a patient level has nothing below it: HL04 is 0 then.",
        (GUIDE_277CA, CLAIM_LEVELS),
        codes=("0", "1"),
    ),
    *_row(
        X214,
        "2200C",
        "The provider level's trace and status are situational.",
        (GUIDE_277CA, f"{HIPPO}/HIPAA_277/L2200C.rb"),
        usage="S",
    ),
    *_row(
        X214,
        "2200C STC",
        "Where a provider is traced, its status is situational.",
        (GUIDE_277CA, f"{HIPPO}/HIPAA_277/L2200C.rb"),
        usage="S",
    ),
    *_row(
        X214,
        "2200C REF",
        "A provider has up to three secondary identifiers.",
        (GUIDE_277CA, f"{HIPPO}/HIPAA_277/L2200C.rb", f"{EDIFABRIC}/277A.cs (a list)"),
        maximum=3,
    ),
    *_row(
        X214,
        "2220D STC",
        "A line has any number of statuses.",
        (GUIDE_277CA, f"{HIPPO}/HIPAA_277/L2220D.rb", f"{EDIFABRIC}/277A.cs (a list)"),
        maximum=UNLIMITED,
    ),
    *_row(
        X214,
        "2220D STC 2",
        "A line's status has no date of its own: STC02 is not used.",
        (GUIDE_277CA, EXAMPLE_277CA),
        usage="N",
    ),
    *_row(
        X214,
        "2220D STC 12",
        "A line's status may have a text, as a claim's. One source only; the tolerant reading.",
        (GUIDE_277CA,),
        usage="S",
    ),
    *(
        correction
        for place in _THREE_COMPONENTS
        for correction in _row(
            X214, place, _FOURTH, (GUIDE_277CA, f"{STANDARD}, C043"), kind="ID", high=3
        )
    ),
    *(
        correction
        for place in ("2100C NM1 12", "2100D NM1 12")
        for correction in _row(
            X214, place, _TWELFTH, (GUIDE_277CA, f"{STANDARD}, segment NM1"), high=60
        )
    ),
    *_row(
        X214,
        "2220D SVC 1 8",
        "C003 has eight components; the map names seven.",
        (GUIDE_277CA, f"{STANDARD}, C003"),
        high=48,
    ),
    *_row(
        X214,
        "2220D SVC 1 1",
        "The map has NU twice, where the 277 (X212) has N4 and NU. The tolerant reading.",
        ("pyx12, 277.5010.X212.xml", "our own guide of X212"),
        codes=_LINE_QUALIFIERS,
    ),
    *_row(
        X221A1,
        "FOOTER",
        "PLB repeats without bound; the map's wrapper around it allows one.",
        (GUIDE_835, f"{HIPPO}/HIPAA_835/base.rb"),
        maximum=UNLIMITED,
    ),
    *_row(
        X221A1,
        "2110 SVC 6 1",
        "What was submitted (SVC06) has the same qualifiers as what was paid for (SVC01).",
        (GUIDE_835, "pyx12, the same map at SVC01-1"),
        codes=_PAID_QUALIFIERS,
    ),
    *_row(
        ACKNOWLEDGMENTS_999,
        "HEADER AK1 1",
        "A 999 answers any group, also of attachments (PI): no list of GS01.",
        (GUIDE_ACKNOWLEDGMENT, f"{STANDARD}, data element 479"),
        codes=(),
    ),
    *_row(
        ACKNOWLEDGMENTS_999,
        "2000 AK2 1",
        "A 999 answers any set, also attachments (275): no list of ST01.",
        (GUIDE_ACKNOWLEDGMENT, f"{STANDARD}, data element 143"),
        codes=(),
    ),
    *(
        correction
        for loop in ("2100", "2110")
        for correction in _row(
            ACKNOWLEDGMENTS_999,
            f"{loop} CTX 6 2",
            "CTX06-1 names the composite, CTX06-2 the element within it.",
            (EXAMPLE_999, f"{STANDARD}, C999"),
            qualifier=_TRIGGER,
            usage="S",
        )
    ),
)


def correct(guide: GuideSource) -> None:
    """Apply the corrections of a guide. Raises ValueError when one finds no place."""
    for item in CORRECTIONS:
        if item.version == guide.version:
            item.apply(guide)


def admit_versions(guide: GuideSource) -> None:
    """Let ST03 name every version that is read by this table (transactions.py)."""
    version = next(node for node in guide.root.children if isinstance(node, SegmentNode))
    known = BY_VERSION[guide.identifier, guide.version]
    part = version.elements[2]
    if known.tolerated and isinstance(part, Element):
        version.elements[2] = replace(part, codes=(*known.versions, *known.tolerated))
