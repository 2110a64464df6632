"""Where pyx12's maps differ from the guides, and what stands in our tables instead."""

from dataclasses import dataclass

from claimtrail.x12.guide_build.model import GuideSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The usage of one loop, as the guide has it."""

    version: str
    loop_id: str
    usage: str
    reason: str


CORRECTIONS = (
    Correction(
        version="005010X214",
        loop_id="2000C",
        usage="S",
        reason="A batch that is refused as a whole (2200B, STC03 `U`) has no provider level.",
    ),
    Correction(
        version="005010X214",
        loop_id="2000D",
        usage="S",
        reason="A provider whose claims are refused as a whole (2200C) has no patient level.",
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
            loop.usage = item.usage
