"""Where pyx12's maps differ from the guides, and what stands in our tables instead."""

from dataclasses import dataclass, replace

from claimtrail.x12.guide_build.model import Element, GuideSource, LoopNode, SegmentNode


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageCorrection:
    """The usage of one loop, as the guide has it."""

    version: str
    loop_id: str
    usage: str
    reason: str

    def apply(self, loop: LoopNode) -> None:
        """Correct the loop."""
        loop.usage = self.usage


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesCorrection:
    """The codes of one element of a loop's segments, as the guide has them."""

    version: str
    loop_id: str
    segment_id: str
    element: int
    codes: tuple[str, ...]
    reason: str

    def apply(self, loop: LoopNode) -> None:
        """Correct the loop's segments of that id."""
        for child in loop.children:
            if isinstance(child, SegmentNode) and child.id == self.segment_id:
                element = child.elements[self.element - 1]
                if isinstance(element, Element):
                    child.elements[self.element - 1] = replace(element, codes=self.codes)


CORRECTIONS = (
    UsageCorrection(
        version="005010X214",
        loop_id="2000C",
        usage="S",
        reason="A batch that is refused as a whole (2200B, STC03 `U`) has no provider level.",
    ),
    UsageCorrection(
        version="005010X214",
        loop_id="2000D",
        usage="S",
        reason="A provider whose claims are refused as a whole (2200C) has no patient level.",
    ),
    CodesCorrection(
        version="005010X214",
        loop_id="2000C",
        segment_id="HL",
        element=4,
        codes=("0", "1"),
        reason="A provider without a patient level has nothing below it: HL04 is 0 then.",
    ),
)


def correct(guide: GuideSource) -> None:
    """Apply the corrections of a guide. Raises ValueError when one finds no loop."""
    for item in CORRECTIONS:
        if item.version != guide.version:
            continue
        loops = [loop for loop in guide.root.loops() if loop.id == item.loop_id]
        if not loops:
            raise ValueError(f"no loop {item.loop_id} in {item.version}")
        for loop in loops:
            item.apply(loop)
