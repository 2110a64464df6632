"""Reading a pyx12 map as a guide."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from tools.guide_build.dictionary import data_elements, external_list, read_map, role_of
from tools.guide_build.model import (
    Composite,
    Element,
    GuideSource,
    LoopNode,
    SegmentNode,
    in_order,
    repeats,
)

_STATUS = "C043"
"""A claim status: the maps name its lists at some places and not at others."""
ST_LOOP = "ISA_LOOP/GS_LOOP/ST_LOOP"


def read_pyx12_map(
    name: str, *, version: str, identifier: str, functional_code: str
) -> GuideSource:
    """Return the part of a map from ST to SE."""
    root: ET.Element | None = ET.fromstring(read_map(name))  # noqa: S314 - an installed package's file
    for step in ST_LOOP.split("/"):
        root = next(x for x in _of(root, "loop") if x.get("xid") == step)
    if root is None:
        raise ValueError("the map has no ST loop")
    return GuideSource(
        version=version,
        identifier=identifier,
        functional_code=functional_code,
        root=_loop(root),
    )


def _of(parent: ET.Element | None, tag: str) -> list[ET.Element]:
    return [] if parent is None else parent.findall(tag)


def _text(item: ET.Element, name: str) -> str:
    return item.get(name) or item.findtext(name) or ""


def _loop(item: ET.Element) -> LoopNode:
    children: list[LoopNode | SegmentNode] = [_loop(child) for child in item.findall("loop")]
    children += [_segment(child) for child in item.findall("segment")]
    return LoopNode(
        id=_text(item, "xid"),
        position=int(_text(item, "pos")),
        usage=_text(item, "usage"),
        maximum=repeats(_text(item, "repeat")),
        children=in_order(children),
    )


def _segment(item: ET.Element) -> SegmentNode:
    parts = {int(_text(x, "seq")): x for x in item if x.tag in {"element", "composite"}}
    elements: list[Element | Composite] = []
    for number in range(1, max(parts) + 1):
        part = parts[number]
        elements.append(_composite(part) if part.tag == "composite" else _element(part))
    return SegmentNode(
        id=_text(item, "xid"),
        position=int(_text(item, "pos")),
        usage=_text(item, "usage"),
        maximum=repeats(_text(item, "max_use")),
        elements=elements,
        syntax=tuple(x.text for x in item.findall("syntax") if x.text),
    )


def _composite(item: ET.Element) -> Composite:
    parts = [_element(part) for part in item.findall("element")]
    if _text(item, "data_ele") == _STATUS:
        parts[:2] = [
            replace(part, external=name)
            for part, name in zip(parts, ("claim_status_cat", "claim_status"), strict=False)
        ]
    return Composite(
        usage=_text(item, "usage"),
        repeat=int(_text(item, "repeat") or 1),
        parts=tuple(parts),
    )


def _element(item: ET.Element) -> Element:
    number = _text(item, "data_ele")
    kind, low, high = data_elements()[number]
    codes = item.find("valid_codes")
    return Element(
        usage=_text(item, "usage"),
        kind=kind,
        low=low,
        high=high,
        codes=tuple(x.text for x in _of(codes, "code") if x.text),
        external=("" if codes is None else codes.get("external", "")) or external_list(number),
        repeat=int(_text(item, "repeat") or 1),
        role=role_of(number),
        pattern=_text(item, "regex"),
    )
