"""A record as a person is shown it: each segment marked, masked, and named element by element."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from claimtrail.access.fields import FieldGroup
from claimtrail.access.segment_masks import EVERY, MASK, groups_of_element, masked_elements
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.web.claims.segments.marks import Mark
from claimtrail.web.claims.segments.meanings import meaning_of
from claimtrail.x12 import RecordSegment
from claimtrail.x12.model.segment_names import segment_names

_OF_WHOLE_SET: Mapping[EventKind, frozenset[str]] = MappingProxyType(
    {
        EventKind.SET_ACKNOWLEDGED: frozenset({"ST", "AK1", "AK2", "IK5", "AK9", "SE"}),
        EventKind.INTERCHANGE_ACKNOWLEDGED: frozenset({"TA1"}),
    }
)
"""Records of a whole set or interchange: of the other segments, some are about other claims."""
_STATED: Mapping[str, frozenset[FieldGroup]] = MappingProxyType(
    {
        "claim": frozenset({FieldGroup.REFERENCE}),
        "by": frozenset({FieldGroup.WORK}),
        "seen_on": frozenset({FieldGroup.STATUS}),
        "term": frozenset({FieldGroup.STATUS}),
        "seen_in": frozenset({FieldGroup.STATUS}),
        "on": frozenset({FieldGroup.STATUS}),
        "act": frozenset({FieldGroup.STATUS}),
        "decision": frozenset({FieldGroup.STATUS}),
        "number": frozenset({FieldGroup.REFERENCE}),
        "kind": frozenset({FieldGroup.REFERENCE}),
    }
)
"""Names of a person's statement; any other, as the person's own words, needs every group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementView:
    """An element with its name and meaning."""

    position: str
    """`CLP04`; of a statement, the name of the field."""
    name: str
    value: str
    """Replaced where the person may not see it."""
    meaning: str
    is_marked: bool = False
    is_masked: bool = False
    masked_for: str = ""
    """The field groups that the person lacks, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentView:
    """A segment of the record."""

    identifier: str
    name: str
    is_marked: bool
    separator: str
    terminator: str
    start: int
    end: int
    elements: tuple[ElementView, ...]
    """Every element in its place, the empty ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """A record as it is shown."""

    segments: tuple[SegmentView, ...]
    left_out: int = 0
    """Segments that are about other claims of the same set."""


def record_view(
    record: Sequence[RecordSegment],
    marks: Iterable[Mark],
    groups: frozenset[FieldGroup],
    *,
    kind: EventKind,
) -> RecordView:
    """Return a record for a person who sees these groups."""
    marked = frozenset(marks)
    own = _OF_WHOLE_SET.get(kind)
    shown = [
        (place, one) for place, one in enumerate(record) if own is None or one.identifier in own
    ]
    return RecordView(
        segments=tuple(_segment(one, place, marked, groups) for place, one in shown),
        left_out=len(record) - len(shown),
    )


def _segment(
    segment: RecordSegment, place: int, marks: frozenset[Mark], groups: frozenset[FieldGroup]
) -> SegmentView:
    names = segment_names(segment.identifier)
    seen = masked_elements(segment.elements, groups)
    own = {mark.element for mark in marks if mark.segment == place}
    return SegmentView(
        identifier=seen[0],
        name=names.name,
        is_marked=bool(own),
        separator=segment.element_separator,
        terminator=segment.terminator,
        start=segment.start,
        end=segment.end,
        elements=tuple(
            _element(segment, number, value, groups, is_marked=number in own)
            for number, value in enumerate(seen[1:], start=1)
        ),
    )


def _element(
    segment: RecordSegment,
    number: int,
    value: str,
    groups: frozenset[FieldGroup],
    *,
    is_marked: bool,
) -> ElementView:
    lacking = groups_of_element(segment.elements, number) - groups
    is_masked = bool(value and lacking)
    known = segment_names(segment.identifier)
    identifier = segment.identifier if known.name else ""
    return ElementView(
        position=f"{identifier}{number:02}",
        name=known.element(number),
        value=value,
        meaning="" if is_masked else meaning_of(segment, number),
        is_marked=is_marked,
        is_masked=is_masked,
        masked_for=", ".join(sorted(lacking)) if is_masked else "",
    )


def statement_view(statement: bytes, groups: frozenset[FieldGroup]) -> tuple[ElementView, ...]:
    """Return a person's statement, name by name; its words are masked like a segment's."""
    try:
        said = json.loads(statement)
    except ValueError:
        return ()
    return tuple(_said(name, value, groups) for name, value in said.items())


def _said(name: str, value: object, groups: frozenset[FieldGroup]) -> ElementView:
    lacking = _STATED.get(name, EVERY) - groups
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return ElementView(
        position=name,
        name=name.replace("_", " "),
        value=MASK if lacking else text,
        meaning="",
        is_masked=bool(lacking),
        masked_for=", ".join(sorted(lacking)),
    )
