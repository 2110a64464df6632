"""The expression of one loop's own segments, made from a guide's table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple

from claimtrail.x12.guides.guide import UNLIMITED, Guide, Node
from claimtrail.x12.guides.segment_expressions import (
    segment_expression,
    settles_notes,
    value_expression,
)
from claimtrail.x12.guides.segment_shapes import ELEMENT, SEGMENT, SegmentShape

_GROUP = re.compile(r"(?<!\(\?)\((?:\?P<(\w+)>|(?!\?))")
_CONDITION = re.compile(r"\(\?\((\w+)\)")
_COUNTED = 3
"""Up to so many uses of one segment among its siblings are counted one by one."""
_LARGEST_BOUND = 60_000
"""Below what the `re` module takes as a bound."""


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Captures(NamedTuple):
    """The captures of a loop's expression, by segment id or by id and key (`NM1QC`)."""

    elements: Mapping[str, Mapping[int, str]] = _NOTHING
    """Names of elements, by number."""
    blocks: Mapping[str, str] = _NOTHING
    """Names of whole runs of a segment, terminators included; its siblings' run by `REF...`."""
    firsts: Mapping[str, Sequence[Mapping[int, str]]] = _NOTHING
    """Names of elements of the first segments of a run that is handed out as it came, where these
    have no other elements; the run is then what follows them."""
    later: frozenset[str] = frozenset()
    """Names whose text is handed out as it came. What files repeat is held against the guide by
    who takes it, once a text (see `memo.py`). A segment of such a run stands nowhere else."""


class Expression(NamedTuple):
    """A regular expression, and those of the texts that it hands out as they came, by name."""

    text: str
    later: Mapping[str, str] = _NOTHING

    def then(self, other: "Expression") -> "Expression":
        """Both, one after the other."""
        return Expression(self.text + other.text, {**self.later, **other.later})


def find_loop(guide: Guide, loop_id: str) -> Node:
    """Return the only loop of that id. Raises ValueError when there is none, or more."""
    found = [node for node in guide.nodes if node.shape is None and node.id == loop_id]
    if len(found) != 1:
        raise ValueError(f"not one loop {loop_id}")
    return found[0]


def loop_expression(
    guide: Guide, loop: Node, captures: Captures, *, breaks: str = ""
) -> Expression:
    """Return the loop's segments in order, without the loops within it.

    `breaks` is what may follow a terminator. Raises ValueError when two of the segments could be
    taken for each other.
    """
    nodes = [guide.nodes[number] for number in loop.children]
    segments = [(node, node.shape) for node in nodes if node.shape is not None]
    _require_distinct([node for node, _ in segments])
    builder = _Builder(captures, f"{SEGMENT}{breaks}")
    runs = groupby(segments, key=lambda item: item[0].position)
    return reduce(Expression.then, (builder.run(list(run)) for _, run in runs))


def _require_distinct(nodes: list[Node]) -> None:
    for index, node in enumerate(nodes):
        for other in nodes[index + 1 :]:
            if node.id == other.id and (
                node.key is None or other.key is None or node.key & other.key
            ):
                raise ValueError(f"two segments {node.id} cannot be distinguished")


@dataclass(slots=True)
class _Builder:
    captures: Captures
    end: str

    def run(self, siblings: list[tuple[Node, SegmentShape]]) -> Expression:
        """Return the segments of one position."""
        alone = len(siblings) == 1
        expression = self._alone(*siblings[0]) if alone else self._any_order(siblings)
        segment_id = siblings[0][0].id
        name = self.captures.blocks.get(segment_id)
        if name is None:
            return expression
        if name not in self.captures.later:
            return Expression(f"(?P<{name}>{expression.text})", expression.later)
        loose = f"(?P<{name}>(?>(?:{segment_id}{ELEMENT}[^{SEGMENT}]*+{self.end})*))"
        firsts = self.captures.firsts.get(segment_id)
        if firsts is None:
            return Expression(loose, {name: expression.text})
        [(node, shape)] = siblings
        first = ""
        for names in reversed(firsts):
            alike = SegmentShape(shape.id, shape.parts[: max(names)], ())
            first = f"(?:{segment_expression(alike, names)}{self.end}{first}|)"
        more = self._alone(replace(node, maximum=node.maximum - len(firsts)), shape)
        return Expression(f"(?>{first}){loose}", {name: more.text})

    def _alone(self, node: Node, shape: SegmentShape) -> Expression:
        body = self._segment(node, shape)
        required = node.usage == "R"
        if node.maximum == 1:
            return body if required else Expression(f"(?>{body.text}|)", body.later)
        most = "" if node.maximum > _LARGEST_BOUND else node.maximum
        return Expression(f"(?>(?:{body.text}){{{int(required)},{most}}})", body.later)

    def _any_order(self, siblings: list[tuple[Node, SegmentShape]]) -> Expression:
        """Return each as often as it may, in any order.

        The required ones are asked for afterwards.
        """
        if any(node.usage == "R" and node.maximum > _COUNTED for node, _ in siblings):
            raise ValueError("a required segment among siblings repeats too often")
        counted = [item for item in siblings if item[0].maximum <= _COUNTED]
        others = [item for item in siblings if item[0].maximum > _COUNTED]
        bound = min((node.maximum for node, _ in others), default=UNLIMITED)
        ways = [self._counted(node, shape) for node, shape in counted]
        ways += [self._segment(node, shape) for node, shape in others]
        most = "" if bound > _LARGEST_BOUND else bound
        asked = "".join(
            f"(?({_counter(node, 1)})|(?!))" for node, _ in counted if node.usage == "R"
        )
        text = f"(?>(?:{'|'.join(way.text for way in ways)}){{0,{most}}}){asked}"
        return Expression(text, {key: text for way in ways for key, text in way.later.items()})

    def _counted(self, node: Node, shape: SegmentShape) -> Expression:
        """Return the segment, unless its counters were used up; each use sets the next of them.

        They are asked at the segment's end: `re` factors out what branches begin with alike, and
        passes over a branch by its first character.
        """
        step = f"(?P<{_counter(node, node.maximum)}>)"
        for number in reversed(range(1, node.maximum)):
            step = f"(?({_counter(node, number)}){step}|(?P<{_counter(node, number)}>))"
        unused = f"(?({_counter(node, node.maximum)})(?!))"
        segment = self._segment(node, shape)
        return Expression(f"{segment.text}{unused}{step}", segment.later)

    def _segment(self, node: Node, shape: SegmentShape) -> Expression:
        if not settles_notes(shape):
            return Expression("(?!)")
        names = dict(self.captures.elements.get(node.id, {}))
        for key in node.key or ():
            names.update(self.captures.elements.get(f"{node.id}{key}", {}))
        later = self.captures.later
        return Expression(
            f"{segment_expression(shape, names, later=later)}{self.end}",
            {
                name: value_expression(shape, number)
                for number, name in names.items()
                if name in later
            },
        )


def _counter(node: Node, number: int) -> str:
    return f"n{node.number}_{number}"


@cache
def compile_loop(expression: str) -> re.Pattern[str]:
    """Compile an expression of this module, once in the life of the process.

    Its conditions name groups that come later, which `re` allows by number only.
    """
    numbers: dict[str, int] = {}
    for count, match in enumerate(_GROUP.finditer(expression), start=1):
        if match[1]:
            numbers[match[1]] = count
    return re.compile(_CONDITION.sub(lambda match: f"(?({numbers[match[1]]})", expression))
