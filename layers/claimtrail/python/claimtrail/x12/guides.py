"""Checking a transaction set against its implementation guide with pyx12's maps.

Only the maps, the walker and the element checks of pyx12 are used, segment by segment: its reader
stops at empty and long segments, and its error handler logs element values (PHI). What it reports
is taken as codes and positions; its texts are never read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyx12.map_if import load_map_file
from pyx12.map_walker import pop_to_parent_loop, walk_tree
from pyx12.params import ParamsBase
from pyx12.segment import Segment as GuideSegment

from claimtrail.x12.catalogue import FindingCode, Place
from claimtrail.x12.walk import Segment

_ELEMENT, _COMPONENT, _TERMINATOR = "\x1d", "\x1f", "\x1c"
_CLEAN = str.maketrans(dict.fromkeys((_ELEMENT, _COMPONENT, _TERMINATOR), "\x07"))
"""Our separators do not occur in values; BEL is no valid character either, and is reported."""

_OUTDATED_CODE_LISTS = "remark_code,claim_status,claim_status_cat"
"""Lists in pyx12's codes.xml that have no date and lag by years; `claimtrail.codes` has ours."""

_SEGMENT_CODES = {
    "1": FindingCode.SEGMENT_UNKNOWN,
    "2": FindingCode.SEGMENT_NOT_USED,
    "3": FindingCode.SEGMENT_MISSING,
    "4": FindingCode.LOOP_REPEATED,
    "5": FindingCode.SEGMENT_REPEATED,
}
_ELEMENT_CODES = {
    "1": FindingCode.ELEMENT_MISSING,
    "2": FindingCode.ELEMENT_CONDITION,
    "3": FindingCode.ELEMENT_TOO_MANY,
    "4": FindingCode.ELEMENT_TOO_SHORT,
    "5": FindingCode.ELEMENT_TOO_LONG,
    "6": FindingCode.CHARACTER_INVALID,
    "7": FindingCode.CODE_INVALID,
    "8": FindingCode.DATE_INVALID,
    "9": FindingCode.TIME_INVALID,
    "10": FindingCode.ELEMENT_NOT_USED,
}
_COMPOSITE_CODES = {
    "1": FindingCode.ELEMENT_MISSING,
    "2": FindingCode.ELEMENT_CONDITION,
    "3": FindingCode.ELEMENT_TOO_MANY,
    "5": FindingCode.ELEMENT_NOT_USED,
    "10": FindingCode.ELEMENT_EXCLUDED,
}
"""pyx12 names no node for faults of composites and of conditions between elements."""

Fault = tuple[FindingCode, Place]


@dataclass(frozen=True, slots=True)
class _GuideMap:
    root: Any
    segment_ids: frozenset[str]


@cache
def _load(map_file: str) -> _GuideMap:
    """A map, kept for the life of the process: loading one takes tens of milliseconds."""
    params = ParamsBase()
    params.set("exclude_external_codes", _OUTDATED_CODE_LISTS)
    root = load_map_file(map_file, params)
    ids = {node.id for node in root.loop_segment_iterator() if node.is_segment()}
    return _GuideMap(root, frozenset(ids))


class GuideWalk:
    """Walks one transaction set through its guide."""

    def __init__(self, map_file: str) -> None:
        self._map = _load(map_file)
        self._walker = walk_tree()
        for loop, first in (
            ("/ISA_LOOP", "/ISA_LOOP/ISA"),
            ("/ISA_LOOP/GS_LOOP", "/ISA_LOOP/GS_LOOP/GS"),
        ):
            self._walker.forceWalkCounterToLoopStart(loop, first)
        self._node: Any = self._map.root.getnodebypath("/ISA_LOOP/GS_LOOP/GS")

    def check(self, segment: Segment) -> Iterator[Fault]:
        """What the guide has against the next segment. May raise whatever pyx12 raises."""
        data = _translate(segment)
        node, _, _, errors = self._walker.walk_errors(
            self._node, data, segment.position, segment.position, None
        )
        for error in errors:
            yield self._segment_fault(error, segment)
        if node is None:
            return
        self._node = node
        loop_id = pop_to_parent_loop(node).id or ""
        for error in node.is_valid_errors(data)[1]:
            yield _element_fault(error, segment, loop_id)

    def _segment_fault(self, error: Any, segment: Segment) -> Fault:
        code = _SEGMENT_CODES.get(error.err_cde, FindingCode.SEGMENT_UNEXPECTED)
        if code is FindingCode.SEGMENT_UNKNOWN and segment.id in self._map.segment_ids:
            code = FindingCode.SEGMENT_UNEXPECTED
        node = error.map_node if error.map_node is not None else self._node
        loop = node if node.is_loop() else pop_to_parent_loop(node)
        place = segment.place(loop_id=loop.id or "")
        if code is FindingCode.SEGMENT_MISSING and node.is_segment():
            place = Place(
                offset=place.offset,
                segment_id=node.id,
                segment_position=place.segment_position,
                loop_id=place.loop_id,
            )
        return code, place


def _translate(segment: Segment) -> GuideSegment:
    parts = [
        text.translate(_CLEAN).replace(segment.component, _COMPONENT) for text in segment.elements
    ]
    return GuideSegment(_ELEMENT.join(parts), _TERMINATOR, _ELEMENT, _COMPONENT)


def _element_fault(error: Any, segment: Segment, loop_id: str) -> Fault:
    node = error.map_node
    if node is None:
        code = _COMPOSITE_CODES.get(error.err_cde, FindingCode.ELEMENT_CONDITION)
        return code, segment.place(_position(error.refdes, segment.id), loop_id)
    code = _ELEMENT_CODES.get(error.err_cde, FindingCode.CHARACTER_INVALID)
    if code is FindingCode.CODE_INVALID and node.external_codes is not None:
        code = FindingCode.CODE_UNKNOWN
    position = f"{node.seq:02}"
    if node.parent.is_composite():
        position = f"{node.parent.seq:02}-{node.seq}"
    return code, segment.place(position, loop_id)


def _position(reference: object, segment_id: str) -> str:
    """The element position in a reference designator of pyx12: `CLM05`, or a plain number."""
    if isinstance(reference, int):
        return f"{reference:02}"
    digits = str(reference or "").removeprefix(segment_id)[:2]
    return digits if digits.isdigit() else ""
