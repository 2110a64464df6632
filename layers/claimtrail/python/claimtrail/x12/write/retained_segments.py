"""Changing carried segments: elements by number, and segments where the guide wants them."""

from collections.abc import Sequence

from claimtrail.x12.write.claim_form import RetainedSegment
from claimtrail.x12.write.segment_writer import Element

CLAIM_ORDER = (
    *("CLM", "DTP", "CL1", "PWK", "CN1", "AMT", "REF", "K3", "NTE"),
    *("CR1", "CR2", "CRC", "HI", "HCP"),
)
"""The order of loop 2300 in both guides, up to the loops within it."""
LINE_ORDER = (
    *("LX", "SV1", "SV2", "SV5", "PWK", "CR1", "CR3", "CRC", "DTP", "QTY", "MEA", "CN1"),
    *("REF", "AMT", "K3", "NTE", "PS1", "HCP"),
)
"""The order of loop 2400."""


def element(segment: RetainedSegment, number: int) -> Element:
    """Return an element, counted from 1; empty when absent."""
    return segment[number] if number < len(segment) else ""


def text(segment: RetainedSegment, number: int) -> str:
    """Return an element that is no composite, or a composite's first component."""
    found = element(segment, number)
    return found if isinstance(found, str) else found[0]


def components(segment: RetainedSegment, number: int) -> tuple[str, ...]:
    """Return the components of an element; none when it is empty."""
    found = element(segment, number)
    if isinstance(found, tuple):
        return found
    return (found,) if found else ()


def with_element(segment: RetainedSegment, number: int, value: Element) -> RetainedSegment:
    """Return the segment with one element changed."""
    padded = [*segment, *[""] * (number + 1 - len(segment))]
    padded[number] = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    while len(padded) > 1 and not padded[-1]:
        padded.pop()
    return tuple(padded)


def find(segments: Sequence[RetainedSegment], identifier: str, qualifier: str = "") -> int | None:
    """Return the index of the first such segment before the loops within.

    None when there is none.
    """
    for index, segment in enumerate(segments):
        if segment[0] == identifier and qualifier in {"", text(segment, 1)}:
            return index
    return None


def own_part(segments: Sequence[RetainedSegment], order: Sequence[str]) -> int:
    """Return how many of the segments are the loop's own.

    The loops within begin with another one.
    """
    for index, segment in enumerate(segments):
        if segment[0] not in order:
            return index
    return len(segments)


def put(segments: list[RetainedSegment], new: RetainedSegment, order: Sequence[str]) -> None:
    """Put a segment in place of the one with its qualifier, or where the loop's order wants it."""
    own = segments[: own_part(segments, order)]
    found = find(own, str(new[0]), text(new, 1))
    if found is not None:
        segments[found] = new
        return
    rank = order.index(str(new[0]))
    segments.insert(sum(order.index(str(segment[0])) <= rank for segment in own), new)


def take_out(
    segments: list[RetainedSegment], identifier: str, qualifier: str, order: Sequence[str]
) -> None:
    """Remove such segments from the loop's own part."""
    own = own_part(segments, order)
    segments[:own] = [
        segment
        for segment in segments[:own]
        if segment[0] != identifier or text(segment, 1) != qualifier
    ]
