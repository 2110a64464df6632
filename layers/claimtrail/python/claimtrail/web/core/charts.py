"""Bar charts as SVG: geometry here, markup in the template, and always a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LABEL, AMOUNT = 640, 150, 90
"""Units of the drawing: all of it, the labels' column, the sums' column."""
ROW, BAR = 28, 18
"""Units: height of a row, and of the bar in it."""
SERIES = 5
"""Series that the style sheet has a color and a pattern for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One bar: a label and a value a series."""

    label: str
    values: tuple[int, ...]
    total: str
    """The sum, as people read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPart:
    """One part of a bar, as it is drawn."""

    series: int
    """From 1."""
    x: float
    width: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBar:
    """One bar, as it is drawn."""

    label: str
    total: str
    y: int
    parts: tuple[BarPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """A chart, as it is drawn."""

    name: str
    """Of its ids: letters and hyphens."""
    title: str
    series: tuple[str, ...]
    bars: tuple[DrawnBar, ...]

    @property
    def width(self) -> int:
        """Return the width of the drawing in units."""
        return WIDTH

    @property
    def height(self) -> int:
        """Return the height of the drawing in units."""
        return ROW * len(self.bars)

    @property
    def bar_height(self) -> int:
        """Return the height of a bar in units."""
        return BAR


def bar_chart(rows: Sequence[BarRow], *, name: str, title: str, series: Sequence[str]) -> BarChart:
    """Return a chart of stacked bars; the longest one fills the width.

    Values below zero draw nothing: a bar tells how much there is. Raises ValueError for more series
    than have colors.
    """
    if len(series) > SERIES:
        raise ValueError(f"{len(series)} series; colors are for {SERIES}")
    longest = max((sum(map(_shown, row.values)) for row in rows), default=0)
    unit = (WIDTH - LABEL - AMOUNT) / longest if longest else 0.0
    return BarChart(
        name=name,
        title=title,
        series=tuple(series),
        bars=tuple(
            DrawnBar(
                label=row.label,
                total=row.total,
                y=ROW * place,
                parts=tuple(_parts(row, series, unit)),
            )
            for place, row in enumerate(rows)
        ),
    )


def _parts(row: BarRow, series: Sequence[str], unit: float) -> list[BarPart]:
    parts: list[BarPart] = []
    x = float(LABEL)
    for number, value in enumerate(row.values, start=1):
        width = round(_shown(value) * unit, 2)
        if width:
            title = f"{row.label}, {series[number - 1]}"
            parts.append(BarPart(series=number, x=round(x, 2), width=width, title=title))
        x += width
    return parts


def _shown(value: int) -> int:
    return max(value, 0)
