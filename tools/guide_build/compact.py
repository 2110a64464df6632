"""Writing a guide as a compact table: what occurs often is stored once and referred to."""

import json
from collections.abc import Hashable
from typing import Any

from tools.guide_build.model import Composite, Element, GuideSource, LoopNode, SegmentNode

TABLE_FORMAT = 2
"""Raised when the layout of the files changes; the loader refuses any other."""


class _Pool:
    """Values by number, equal ones once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, value: Any) -> int:
        key = json.dumps(value)
        if key not in self._numbers:
            self._numbers[key] = len(self.values)
            self.values.append(value)
        return self._numbers[key]


class _Writer:
    def __init__(self) -> None:
        self.codes, self.elements = _Pool(), _Pool()
        self.composites, self.shapes = _Pool(), _Pool()
        self.nodes: list[list[Any]] = []

    def loop(self, node: LoopNode, parent: int) -> None:
        number = len(self.nodes)
        self.nodes.append([parent, node.id, node.position, node.usage, node.maximum, -1])
        for child in node.children:
            if isinstance(child, LoopNode):
                self.loop(child, number)
            else:
                self.segment(child, number)

    def segment(self, node: SegmentNode, parent: int) -> None:
        parts = [self.part(part) for part in node.elements]
        shape = self.shapes.number([node.id, parts, list(node.syntax)])
        self.nodes.append([parent, node.id, node.position, node.usage, node.maximum, shape])

    def part(self, part: Element | Composite) -> int:
        """Return an element as a number from 0 up, a composite as one from -1 down."""
        if isinstance(part, Element):
            return self.element(part)
        parts = [self.element(item) for item in part.parts]
        return -1 - self.composites.number([part.usage, part.repeat, parts])

    def element(self, item: Element) -> int:
        codes = self.codes.number(list(item.codes)) if item.codes else -1
        row = [item.usage, item.kind, item.low, item.high, codes, item.external]
        return self.elements.number([*row, item.repeat, item.role, item.pattern])


def to_table(guide: GuideSource) -> str:
    """Return the table as JSON, a line to each part."""
    writer = _Writer()
    writer.loop(guide.root, -1)
    document = {
        "format": TABLE_FORMAT,
        "version": guide.version,
        "identifier": guide.identifier,
        "functional_code": guide.functional_code,
        "codes": writer.codes.values,
        "elements": writer.elements.values,
        "composites": writer.composites.values,
        "shapes": writer.shapes.values,
        "nodes": writer.nodes,
    }
    rows = (
        f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}"
        for key, value in document.items()
    )
    return "{\n" + ",\n".join(rows) + "\n}\n"
