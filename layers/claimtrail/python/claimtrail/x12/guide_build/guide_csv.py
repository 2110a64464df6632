"""Reading a guide of our own from `guide_sources` (its README states the columns)."""

import csv
from typing import NamedTuple

from claimtrail.x12.guide_build.dictionary import role_of
from claimtrail.x12.guide_build.model import (
    Composite,
    Element,
    GuideSource,
    LoopNode,
    SegmentNode,
    repeats,
)

ROOT = "ST"
_STEP = 100
"""Between the positions of siblings that come in a fixed order."""


class _Row(NamedTuple):
    kind: str
    id: str
    within: str
    usage: str
    repeat: str
    data_element: str
    type: str
    min: str
    max: str
    codes: str
    name: str


def read_guide_csv(
    text: str, *, version: str, identifier: str, functional_code: str
) -> GuideSource:
    """Raises KeyError or ValueError when a row names no loop above it or a number is none."""
    reader = _Reader()
    for row in csv.reader(text.splitlines()[1:]):
        reader.take(_Row(*row))
    return GuideSource(
        version=version,
        identifier=identifier,
        functional_code=functional_code,
        root=reader.loops[ROOT],
    )


class _Reader:
    def __init__(self) -> None:
        self.loops: dict[str, LoopNode] = {}
        self._lists: dict[str, tuple[str, ...]] = {}
        self._segment: SegmentNode | None = None

    def take(self, row: _Row) -> None:
        match row.kind:
            case "list":
                self._lists[row.id] = tuple(row.codes.split())
            case "loop":
                self._loop(row)
            case "segment":
                self._open_segment(row)
            case "element":
                self._elements().append(self._part(row))
            case "component":
                composite = self._elements().pop()
                if not isinstance(composite, Composite):
                    raise ValueError(f"{row.id} stands in no composite")
                parts = (*composite.parts, self._element(row))
                usage, repeat = composite.usage, composite.repeat
                self._elements().append(Composite(usage=usage, repeat=repeat, parts=parts))

    def _elements(self) -> list[Element | Composite]:
        if self._segment is None:
            raise ValueError("an element stands in no segment")
        return self._segment.elements

    def _loop(self, row: _Row) -> None:
        position = self._next_position(row.within) if row.within else _STEP
        loop = LoopNode(
            id="ST_LOOP" if row.id == ROOT else row.id,
            position=position,
            usage=row.usage,
            maximum=repeats(row.repeat),
        )
        self.loops[row.id] = loop
        if row.within:
            self.loops[row.within].children.append(loop)

    def _open_segment(self, row: _Row) -> None:
        siblings = self.loops[row.within].children
        last = siblings[-1] if siblings else None
        position = self._next_position(row.within)
        if isinstance(last, SegmentNode) and last.id == row.id:
            position = last.position
        self._segment = SegmentNode(
            id=row.id,
            position=position,
            usage=row.usage,
            maximum=repeats(row.repeat),
            elements=[],
            syntax=tuple(row.codes.split()),
        )
        siblings.append(self._segment)

    def _next_position(self, loop: str) -> int:
        siblings = self.loops[loop].children
        return siblings[-1].position + _STEP if siblings else _STEP

    def _part(self, row: _Row) -> Element | Composite:
        if row.type == "composite":
            return Composite(usage=row.usage, repeat=int(row.repeat or 1), parts=())
        return self._element(row)

    def _element(self, row: _Row) -> Element:
        words = row.codes.split()
        named = [word for word in words if word.startswith("@")]
        codes = [word for word in words if not word.startswith("@")]
        external = ""
        for name in named:
            if name in self._lists:
                codes += self._lists[name]
            else:
                external = name[1:]
        return Element(
            usage=row.usage,
            kind=row.type,
            low=int(row.min),
            high=int(row.max),
            codes=tuple(codes),
            external=external,
            repeat=int(row.repeat or 1),
            role=role_of(row.data_element),
        )
