"""Flow charts as SVG (Sankey): geometry here, markup in the template, always a table beside it.

Bands are outlined and every node says its number, so that they are read without color as well.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

WIDTH, LABEL, NODE = 860, 240, 12
"""Units of the drawing: all of it, each column of labels, the width of a node."""
TALL, GAP, LEAST = 280, 16, 2
"""Units: the heights of all nodes together, the space between two, a band at the least."""
TONES = 5
"""Fills that the style sheet has for bands: each a shade and a pattern of its outline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBand:
    """So much that goes from one node on the left to one on the right."""

    source: str
    target: str
    amount: int
    """More than nothing."""
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnNode:
    """A node as it is drawn, with its label beside it."""

    label: str
    amount: str
    x: float
    y: float
    height: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBand:
    """A band as it is drawn."""

    path: str
    tone: int
    """From 1."""
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChart:
    """A chart as it is drawn."""

    name: str
    """Of its ids: letters and hyphens."""
    title: str
    width: int
    height: float
    nodes: tuple[DrawnNode, ...]
    bands: tuple[DrawnBand, ...]


def flow_chart(bands: Sequence[FlowBand], *, name: str, title: str) -> FlowChart:
    """Return a chart of bands between two columns of nodes, the largest node on top."""
    total = sum(one.amount for one in bands)
    unit = TALL / total if total else 0.0

    def thick(band: FlowBand) -> float:
        return max(band.amount * unit, LEAST)

    sources = _places(bands, lambda one: one.source, thick)
    targets = _places(bands, lambda one: one.target, thick)
    ordered = sorted(bands, key=lambda one: (list(sources).index(one.source), -one.amount))
    left, right = LABEL, WIDTH - LABEL
    used: dict[tuple[bool, str], float] = {}

    def taken(*, is_target: bool, node: str, height: float) -> float:
        start = used.get((is_target, node), (targets if is_target else sources)[node][0])
        used[is_target, node] = start + height
        return start

    drawn = []
    for band in ordered:
        height = thick(band)
        start = taken(is_target=False, node=band.source, height=height)
        end = taken(is_target=True, node=band.target, height=height)
        tone = list(sources).index(band.source) % TONES + 1
        path = _path(left + NODE, start, right - NODE, end, height)
        drawn.append(DrawnBand(path=path, tone=tone, title=band.title))
    ends = [start + height for places in (sources, targets) for start, height in places.values()]
    return FlowChart(
        name=name,
        title=title,
        width=WIDTH,
        height=round(max(ends, default=0.0) + GAP / 2, 1),
        nodes=(
            *_nodes(bands, sources, x=left, is_target=False),
            *_nodes(bands, targets, x=right - NODE, is_target=True),
        ),
        bands=tuple(drawn),
    )


def _places(
    bands: Sequence[FlowBand],
    node_of: Callable[[FlowBand], str],
    thick: Callable[[FlowBand], float],
) -> dict[str, tuple[float, float]]:
    """Return where each node of a column begins and how high it is, the largest first."""
    amounts: dict[str, int] = {}
    heights: dict[str, float] = {}
    for band in bands:
        node = node_of(band)
        amounts[node] = amounts.get(node, 0) + band.amount
        heights[node] = heights.get(node, 0.0) + thick(band)
    places: dict[str, tuple[float, float]] = {}
    y = GAP / 2
    for node in sorted(heights, key=lambda one: (-amounts[one], one)):
        places[node] = (y, heights[node])
        y += max(heights[node], GAP / 2) + GAP
    return places


def _nodes(
    bands: Sequence[FlowBand],
    places: dict[str, tuple[float, float]],
    *,
    x: float,
    is_target: bool,
) -> Iterable[DrawnNode]:
    for node, (y, height) in places.items():
        amount = sum(
            one.amount for one in bands if node == (one.target if is_target else one.source)
        )
        yield DrawnNode(
            label=node,
            amount=f"{amount:,}",
            x=x,
            y=round(y, 1),
            height=round(height, 1),
            label_x=x + NODE + 6 if is_target else x - 6,
            label_y=round(y + height / 2 + 4, 1),
            anchor="start" if is_target else "end",
        )


def _path(x0: float, y0: float, x1: float, y1: float, height: float) -> str:
    """Return a band between two nodes, by two curves."""
    middle = (x0 + x1) / 2
    low0, low1 = y0 + height, y1 + height
    return (
        f"M{x0:.1f},{y0:.1f} C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f} "
        f"L{x1:.1f},{low1:.1f} C{middle:.1f},{low1:.1f} {middle:.1f},{low0:.1f} "
        f"{x0:.1f},{low0:.1f} Z"
    )
