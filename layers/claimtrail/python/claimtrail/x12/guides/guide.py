"""A guide's table, read once and held: loops and segments in order, and what each segment holds.

`python -m deps.guide_build` writes the tables; docs/x12.md explains them.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from claimtrail.x12.guides.segment_shapes import CompositeRule, ElementRule, SegmentShape
from claimtrail.x12.guides.transactions import TOLERATED

_TABLES = Path(__file__).parent / "tables"
TABLE_FORMAT = 2
"""The layout of the files that this module reads."""
REQUIRED, NOT_USED = "R", "N"
UNLIMITED = 1 << 60
ST_NODE = 1
"""Number of the ST segment: node 0 is the loop that it opens."""

KeyPlace = tuple[int, int]
"""Element and component, both counted from 1; component 0 is the whole element."""


@dataclass(slots=True)
class Node:
    """A loop, or a segment at one place of the guide."""

    number: int
    """Its index; what stands within a loop has the numbers from `number + 1` to `end - 1`."""
    parent: int
    id: str
    position: int
    usage: str
    maximum: int
    shape: SegmentShape | None
    """None for a loop."""
    end: int = 0
    children: list[int] = field(default_factory=list)
    key: frozenset[str] | None = None
    """Values of the key place that make a segment this one; None when its id alone does."""


@dataclass(slots=True, kw_only=True)
class Guide:
    """One implementation guide, ready for walking."""

    version: str
    identifier: str
    nodes: list[Node]
    segment_ids: frozenset[str]
    key_places: dict[str, KeyPlace]
    """The place of the value that tells segments of the same id apart, by segment id."""
    key_values: dict[str, frozenset[str]]
    """All values that do so, by segment id."""

    def loop_of(self, node: Node) -> Node:
        """Return the loop that a segment stands in; a loop is its own."""
        return node if node.shape is None else self.nodes[node.parent]


@cache
def load_guide(identifier: str, version: str) -> Guide:
    """Return the guide of a transaction set, kept for the life of the process.

    `version` is GS08: a tolerated one has the table of the adopted guide. Raises FileNotFoundError
    when there is no table, ValueError when its format is another.
    """
    version = TOLERATED.get((identifier, version), version)
    name = f"{identifier}.{version}.json"
    text = (_TABLES / name).read_text(encoding="utf-8")
    document = json.loads(text)
    if document["format"] != TABLE_FORMAT:
        raise ValueError("the table has another format")
    nodes = _nodes(document, _shapes(document))
    places, values = _keys(nodes)
    return Guide(
        version=version,
        identifier=identifier,
        nodes=nodes,
        segment_ids=frozenset(node.id for node in nodes if node.shape),
        key_places=places,
        key_values=values,
    )


def _shapes(document: dict[str, Any]) -> list[SegmentShape]:
    codes = [frozenset(values) for values in document["codes"]]
    elements = [_element(row, codes) for row in document["elements"]]
    composites = [
        CompositeRule(usage, repeat, tuple(elements[number] for number in parts))
        for usage, repeat, parts in document["composites"]
    ]
    return [
        SegmentShape(
            segment_id,
            tuple(elements[part] if part >= 0 else composites[-1 - part] for part in parts),
            tuple(_note(text) for text in notes),
        )
        for segment_id, parts, notes in document["shapes"]
    ]


def _element(row: list[Any], codes: list[frozenset[str]]) -> ElementRule:
    usage, kind, low, high, number, external, repeat, role, pattern = row
    allowed = codes[number] if number >= 0 else frozenset()
    return ElementRule(usage, kind, low, high, allowed, external, repeat, role, pattern)


def _note(text: str) -> tuple[str, tuple[int, ...]]:
    """`P0809` as its letter and the numbers of its elements."""
    return text[0], tuple(int(text[index : index + 2]) for index in range(1, len(text), 2))


def _nodes(document: dict[str, Any], shapes: list[SegmentShape]) -> list[Node]:
    nodes: list[Node] = []
    for number, row in enumerate(document["nodes"]):
        parent, name, position, usage, maximum, shape = row
        node = Node(
            number,
            parent,
            name,
            position,
            usage,
            maximum or UNLIMITED,
            shapes[shape] if shape >= 0 else None,
        )
        nodes.append(node)
        if parent >= 0:
            nodes[parent].children.append(number)
    for node in reversed(nodes):
        node.end = nodes[node.children[-1]].end if node.children else node.number + 1
    return nodes


def _keys(nodes: list[Node]) -> tuple[dict[str, KeyPlace], dict[str, frozenset[str]]]:
    places: dict[str, KeyPlace] = {}
    values: dict[str, frozenset[str]] = {}
    for node in nodes:
        found = _key(node.shape) if node.shape else None
        if found is None:
            continue
        place, node.key = found
        if places.setdefault(node.id, place) != place:
            raise ValueError(f"segments {node.id} have their keys at different places")
        values[node.id] = values.get(node.id, frozenset()) | node.key
    return places, values


def _key(shape: SegmentShape) -> tuple[KeyPlace, frozenset[str]] | None:
    """Return where a segment tells which of its id it is: a coded first element, or HL03."""
    first = shape.parts[0]
    if isinstance(first, CompositeRule):
        part = first.parts[0]
        if part.codes and (part.kind == "ID" or shape.id == "CTX"):
            return (1, 1), part.codes
    elif first.codes and first.kind == "ID" and first.usage == REQUIRED:
        return (1, 0), first.codes
    if shape.id == "HL" and isinstance(shape.parts[2], ElementRule) and shape.parts[2].codes:
        return (3, 0), shape.parts[2].codes
    return None
