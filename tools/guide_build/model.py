"""A guide while it is being built: loops, segments, elements, as the sources state them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

UNLIMITED = 0
"""A repeat or maximum use that the guide does not bound (`>1`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A simple element, or a component of a composite."""

    usage: str
    """R, S or N."""
    kind: str
    """AN, ID, R, DT, TM, B, or N with its implied decimals (N0)."""
    low: int
    high: int
    codes: tuple[str, ...] = ()
    external: str = ""
    """Name of an external code list."""
    repeat: int = 1
    role: str = ""
    """`Q` for the format qualifier 1250, `V` for the period 1251 that it describes."""
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """An element made of components."""

    usage: str
    repeat: int
    parts: tuple[Element, ...]


@dataclass(slots=True, kw_only=True)
class SegmentNode:
    """A segment at one place of the guide."""

    id: str
    position: int
    usage: str
    maximum: int
    elements: list[Element | Composite]
    syntax: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class LoopNode:
    """A loop; its children stand in order of position, loops before segments of the same one."""

    id: str
    position: int
    usage: str
    maximum: int
    children: list["LoopNode | SegmentNode"] = field(default_factory=list)

    def loops(self) -> Iterator["LoopNode"]:
        """This loop and all loops within it."""
        yield self
        for child in self.children:
            if isinstance(child, LoopNode):
                yield from child.loops()


@dataclass(slots=True, kw_only=True)
class GuideSource:
    """A whole guide: what GS08, ST01 and GS01 call it, and its ST loop."""

    version: str
    identifier: str
    functional_code: str
    root: LoopNode


_NAMES, _STATUSES = frozenset({"NM1", "N1"}), frozenset({"STC"})
_ENTITY = 2
"""Index of the component of a claim status (C043) that names an entity."""


def named_entities(guide: GuideSource) -> Iterator[str]:
    """Yield the codes of data element 98 that a guide lists: NM101, N101, and STC01-3."""
    for loop in guide.root.loops():
        for segment in loop.children:
            if not isinstance(segment, SegmentNode):
                continue
            first = segment.elements[0]
            if segment.id in _NAMES and isinstance(first, Element):
                yield from first.codes
            elif segment.id in _STATUSES and isinstance(first, Composite):
                yield from first.parts[_ENTITY].codes


def in_order(children: list[LoopNode | SegmentNode]) -> list[LoopNode | SegmentNode]:
    """By position; loops come first where positions are the same."""
    return sorted(children, key=lambda child: (child.position, isinstance(child, SegmentNode)))


def repeats(text: str | None) -> int:
    """Return a repeat or maximum use as a number."""
    return UNLIMITED if text in {None, "", ">1"} else int(text or 0)
