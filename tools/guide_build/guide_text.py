"""Reading a guide of our own from its text form (docs/x12.md)."""

import re
import shlex
from dataclasses import dataclass, field

from tools.guide_build.dictionary import data_elements, role_of
from tools.guide_build.model import (
    Composite,
    Element,
    GuideSource,
    LoopNode,
    SegmentNode,
    in_order,
    repeats,
)

_NARROWED = re.compile(r"([A-Z][A-Z0-9]*)\(([0-9]+),([0-9]+)\)")
_HEAD_WORDS = 5
"""`loop <id> <position> <usage> <repeat>`."""


@dataclass(slots=True)
class _Line:
    number: int
    words: list[str]
    below: list["_Line"] = field(default_factory=list)


def read_guide_text(text: str) -> GuideSource:
    """Raises ValueError, with the line's number, when the text is not of the form."""
    guide, *loops = _nest(text)
    word, version, identifier, functional_code = guide.words
    if word != "guide" or len(loops) != 1:
        raise ValueError("`guide <GS08> <ST01> <GS01>` and one loop are wanted")
    return GuideSource(
        version=version,
        identifier=identifier,
        functional_code=functional_code,
        root=_loop(loops[0]),
    )


def _nest(text: str) -> list[_Line]:
    top = _Line(0, [])
    open_lines = [top]
    for number, raw in enumerate(text.splitlines(), start=1):
        content = raw.partition("#")[0].rstrip()
        if not content:
            continue
        depth, odd = divmod(len(content) - len(content.lstrip()), 2)
        if odd or depth >= len(open_lines):
            raise ValueError(f"line {number}: wrong indentation")
        line = _Line(number, shlex.split(content))
        del open_lines[depth + 1 :]
        open_lines[-1].below.append(line)
        open_lines.append(line)
    return top.below


def _head(line: _Line, word: str) -> tuple[str, int, str, int]:
    if len(line.words) != _HEAD_WORDS or line.words[0] != word:
        raise ValueError(f"line {line.number}: `{word} <id> <position> <usage> <times>` is wanted")
    return line.words[1], int(line.words[2]), line.words[3], repeats(line.words[4])


def _loop(line: _Line) -> LoopNode:
    name, position, usage, maximum = _head(line, "loop")
    children: list[LoopNode | SegmentNode] = [
        _loop(item) if item.words[0] == "loop" else _segment(item) for item in line.below
    ]
    return LoopNode(
        id=name, position=position, usage=usage, maximum=maximum, children=in_order(children)
    )


def _segment(line: _Line) -> SegmentNode:
    name, position, usage, maximum = _head(line, "segment")
    syntax = tuple(item.words[1] for item in line.below if item.words[0] == "syntax")
    elements: list[Element | Composite] = []
    for item in (item for item in line.below if item.words[0] != "syntax"):
        if int(item.words[0]) != len(elements) + 1:
            raise ValueError(f"line {item.number}: element {len(elements) + 1:02} is wanted")
        elements.append(_composite(item) if item.below else _element(item))
    return SegmentNode(
        id=name,
        position=position,
        usage=usage,
        maximum=maximum,
        elements=elements,
        syntax=syntax,
    )


def _repeat(words: list[str]) -> int:
    return next((int(word[1:]) for word in words if word[0] == "x"), 1)


def _composite(line: _Line) -> Composite:
    return Composite(
        usage=line.words[2],
        repeat=_repeat(line.words[3:]),
        parts=tuple(_element(item) for item in line.below),
    )


def _element(line: _Line) -> Element:
    _, number, usage, *rest = line.words
    codes: list[str] = []
    if "=" in rest:
        codes = rest[rest.index("=") + 1 :]
        rest = rest[: rest.index("=")]
    kind, low, high = _type(number, usage, line)
    return Element(
        usage=usage,
        kind=kind,
        low=low,
        high=high,
        codes=tuple(codes),
        external=next((word[1:] for word in rest if word[0] == "@"), ""),
        repeat=_repeat(rest),
        role=role_of(number),
    )


def _type(number: str, usage: str, line: _Line) -> tuple[str, int, int]:
    narrowed = _NARROWED.fullmatch(number)
    if narrowed:
        return narrowed[1], int(narrowed[2]), int(narrowed[3])
    if number in data_elements():
        return data_elements()[number]
    if usage == "N":
        return "AN", 1, 1
    raise ValueError(f"line {line.number}: data element {number} is not known")
