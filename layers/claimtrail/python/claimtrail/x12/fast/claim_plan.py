"""Places in a level of an 837 that its claims are read from, by the level's layout."""

from dataclasses import dataclass, field
from typing import NamedTuple

from claimtrail.x12.guide import Node

ABSENT = -1
"""Index of a segment that a layout does not have."""
RENDERING, SERVICE_DATE, STATEMENT_DATES, LINE_CONTROL = "82", "472", "434", "6R"


class LinePlan(NamedTuple):
    """Indexes of one line's segments; loop 2400 without the other payers' 2430."""

    line: int
    """LX."""
    service: int
    """SV1 or SV2."""
    date: int
    """DTP*472."""
    control: int
    """REF*6R."""


class ClaimPlan(NamedTuple):
    """Indexes of one claim's segments; loops 2300 and 2310 without the other payers' 2320."""

    claim: int
    """CLM."""
    end: int
    """Past the last segment, those of other payers included."""
    references: tuple[int, ...]
    diagnoses: tuple[int, ...]
    """HI."""
    statement: int
    """DTP*434."""
    rendering: int
    """NM1*82."""
    lines: tuple[LinePlan, ...]


class LevelPlan(NamedTuple):
    """Indexes of one level's segments: billing provider, subscriber or patient."""

    coverage: int
    """SBR."""
    names: tuple[int, ...]
    """NM1 above the claims."""
    birth: int
    """DMG."""
    claims: tuple[ClaimPlan, ...]


@dataclass(slots=True)
class _Level:
    """The plan of a level on its way."""

    coverage: int = ABSENT
    names: list[int] = field(default_factory=list)
    birth: int = ABSENT

    def note(self, index: int, node: Node) -> None:
        match node.id:
            case "SBR":
                self.coverage = index
            case "NM1":
                self.names.append(index)
            case "DMG":
                self.birth = index


def plan_level(nodes: list[Node]) -> LevelPlan:
    """The plan of a layout, by the places of its segments; HL is the first."""
    starts = [index for index, node in enumerate(nodes) if node.id == "CLM"]
    level = _Level()
    for index in range(1, starts[0] if starts else len(nodes)):
        level.note(index, nodes[index])
    ends = [*starts[1:], len(nodes)]
    claims = tuple(_claim(nodes, start, end) for start, end in zip(starts, ends, strict=False))
    return LevelPlan(level.coverage, tuple(level.names), level.birth, claims)


def _claim(nodes: list[Node], start: int, end: int) -> ClaimPlan:
    lines = [index for index in range(start, end) if nodes[index].id == "LX"]
    head = _until(nodes, start, lines[0] if lines else end, "SBR")
    return ClaimPlan(
        claim=start,
        end=end,
        references=tuple(_all(nodes, head, "REF")),
        diagnoses=tuple(_all(nodes, head, "HI")),
        statement=_first(nodes, head, "DTP", STATEMENT_DATES),
        rendering=_first(nodes, head, "NM1", RENDERING),
        lines=tuple(
            _line(nodes, _until(nodes, first, last, "SVD"))
            for first, last in zip(lines, [*lines[1:], end], strict=False)
        ),
    )


def _line(nodes: list[Node], segments: range) -> LinePlan:
    services = [*_all(nodes, segments, "SV1"), *_all(nodes, segments, "SV2")]
    return LinePlan(
        line=segments[0],
        service=services[0] if services else ABSENT,
        date=_first(nodes, segments, "DTP", SERVICE_DATE),
        control=_first(nodes, segments, "REF", LINE_CONTROL),
    )


def _until(nodes: list[Node], start: int, end: int, segment_id: str) -> range:
    """The segments before the first one with that identifier."""
    other = next((index for index in range(start, end) if nodes[index].id == segment_id), end)
    return range(start, other)


def _all(nodes: list[Node], segments: range, segment_id: str) -> list[int]:
    return [index for index in segments if nodes[index].id == segment_id]


def _first(nodes: list[Node], segments: range, segment_id: str, key: str) -> int:
    """The first such segment of a place that takes the key alone."""
    found = (index for index in _all(nodes, segments, segment_id) if nodes[index].key == {key})
    return next(found, ABSENT)
