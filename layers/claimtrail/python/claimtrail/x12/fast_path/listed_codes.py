"""Codes that external lists allow, at the places of a guide that name such lists."""

from collections.abc import Iterator
from typing import NamedTuple

from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.segment_shapes import CompositeRule, SegmentShape


class Listed(NamedTuple):
    """One element or component whose codes an external list holds."""

    element: int
    component: int
    """0 for a simple element."""
    name: str
    """Of the list."""
    codes: frozenset[str]
    """Those of the list on the day of the transaction, and those that the guide itself names."""


def listed_places(shape: SegmentShape, sets: CodeSets) -> Iterator[Listed]:
    """Return the places of a segment for which a list is loaded; of others nothing can be said."""
    for element, component, name in shape.externals:
        part = shape.parts[element - 1]
        rule = part.parts[component - 1] if isinstance(part, CompositeRule) else part
        valid = sets.valid(name)
        if valid is not None:
            yield Listed(element, component, name, valid | rule.codes)
