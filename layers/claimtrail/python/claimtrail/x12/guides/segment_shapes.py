"""The shape of a segment: its elements, and the syntax notes that bind them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

ELEMENT, COMPONENT, SEGMENT = "\x1d", "\x1f", "\x1c"
"""The separators of canonical text, into which every interchange is translated."""


class ElementRule(NamedTuple):
    """A simple element, or a component of a composite."""

    usage: str
    kind: str
    low: int
    high: int
    codes: frozenset[str]
    external: str
    repeat: int
    role: str
    pattern: str


class CompositeRule(NamedTuple):
    """An element made of components."""

    usage: str
    repeat: int
    parts: tuple[ElementRule, ...]


Rule = ElementRule | CompositeRule
Note = tuple[str, tuple[int, ...]]
"""A syntax note of X12.6: its letter and the numbers of the elements that it binds."""

Find = Callable[[str], list[Any]]
"""`findall` of an expression."""


@dataclass(slots=True)
class SegmentShape:
    """The elements of a segment at one or several places of a guide."""

    id: str
    parts: tuple[Rule, ...]
    notes: tuple[Note, ...]
    """As in the guide; see `live_notes`."""
    externals: tuple[tuple[int, int, str], ...] = ()
    """Element, component (0 for a simple element) and list of what an external list holds."""
    live_notes: tuple[Note, ...] = ()
    """The notes that the usage of the elements does not settle by itself."""
    uses: int = 0
    """Count of segments of the shape that were judged; see `segment_expressions.py`."""
    compiled: re.Pattern[str] | None = field(default=None, repr=False)
    """The expression of a whole segment, once that is worth compiling."""
    finders: dict[tuple[int, tuple[int, ...]], tuple[Find, tuple[int, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Finders of many segments in a text, and the elements that each hands out; see `rows.py`."""

    def __post_init__(self) -> None:
        self.externals = tuple(_externals(self.parts))
        self.live_notes = tuple(note for note in self.notes if _is_live(note, self.parts))


def _externals(parts: tuple[Rule, ...]) -> list[tuple[int, int, str]]:
    found = []
    for number, part in enumerate(parts, start=1):
        if isinstance(part, ElementRule):
            if part.external:
                found.append((number, 0, part.external))
            continue
        for component, item in enumerate(part.parts, start=1):
            if item.external:
                found.append((number, component, item.external))
    return found


def _is_live(note: Note, parts: tuple[Rule, ...]) -> bool:
    """Return whether a segment whose elements are used as they must be can still break the note."""
    letter, numbers = note
    usages = [parts[number - 1].usage if number <= len(parts) else "N" for number in numbers]
    if letter == "P":
        return len(set(usages)) > 1 or "S" in usages
    if letter == "R":
        return "R" not in usages
    if letter == "E":
        return sum(usage != "N" for usage in usages) > 1
    first, others = usages[0], usages[1:]
    if first == "N":
        return False
    return "R" not in others if letter == "L" else any(usage != "R" for usage in others)
