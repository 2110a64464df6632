"""The page docs/growth.md and its picture: time and memory by how many of a thing a file holds."""

import datetime as dt
from collections.abc import Mapping, Sequence
from math import log10
from typing import Protocol
from xml.sax.saxutils import escape

from claimtrail.x12.model.limits import Counted, most

_HEAD = """\
# Growth

Rendered by `make bench` ({day}): what a partner can repeat in a file, a thousand to a million
times, with the CPU time and the memory that reading it takes. A row ends where the next power of
ten would take longer than a measurement may. `n` is the power of the number with which the time
grew at the end: 1.0 is linear; less, where what every file costs weighs more, or where a limit was
reached.

![CPU time by number of repetitions](growth.svg)

Beyond a limit ([limits.md](limits.md)) the time stays what it is. Memory is what the resident set
grew by; a set that is held to its limits grows by {segments:,} segments at most.
`tests/proofs/test_growth_of_files.py` holds each of these kinds to the power of 1.15, by counted
work.
"""
_MARKS = (1_000, 10_000, 100_000, 1_000_000)
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 900, 460, 60, 40
_LEAST, _MOST = 1e-4, 1e2
_COLORS = {0: "#0b6e4f", 1: "#b3401f", 2: "#2b5fb3", 3: "#c98b2b"}
_TEXT = 'font-family="sans-serif" font-size="12"'


class Point(Protocol):
    """One measurement; see growth.py."""

    @property
    def count(self) -> int:
        """Repetitions."""

    @property
    def seconds(self) -> float:
        """CPU time."""

    @property
    def megabytes(self) -> float:
        """Growth of the resident set."""


Rows = Mapping[str, Mapping[str, Sequence[Point]]]


def page(rows: Rows, exponents: Mapping[str, float | None]) -> str:
    """The page as Markdown."""
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    parts = [_HEAD.format(day=today, segments=most(Counted.RECORD_SEGMENTS))]
    for title, kinds in rows.items():
        heads = " | ".join(f"{mark:,}" for mark in _MARKS)
        parts.append(f"\n## {title}\n\n| What is repeated | {heads} | n |\n")
        parts.append("| --- " + "| ---: " * (len(_MARKS) + 1) + "|\n")
        for name, found in kinds.items():
            cells = [_cell(point) for point in found] + [""] * (len(_MARKS) - len(found))
            power = exponents.get(name)
            cells.append("" if power is None else f"{power:.2f}")
            parts.append(f"| {name} | {' | '.join(cells)} |\n")
    return "".join(parts)


def _cell(point: Point) -> str:
    return f"{1000 * point.seconds:,.0f} ms, {point.megabytes:.0f} MB"


def chart(rows: Rows) -> str:
    """A line for each kind, both axes logarithmic, a color for each table."""
    parts = _grid()
    for number, (title, kinds) in enumerate(rows.items()):
        color = _COLORS[number % len(_COLORS)]
        for name, found in kinds.items():
            places = " ".join(f"{_x(p.count):.1f},{_y(p.seconds):.1f}" for p in found)
            parts.append(
                f'<polyline points="{places}" fill="none" stroke="{color}" stroke-opacity="0.45">'
                f"<title>{escape(name)}</title></polyline>"
            )
        parts.append(
            f'<text x="{_LEFT + 12}" y="{24 + 18 * number}" {_TEXT} fill="{color}">'
            f"{escape(title)}</text>"
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="CPU time by number of repetitions">\n'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _x(count: float) -> float:
    share = (log10(count) - log10(_MARKS[0])) / (log10(_MARKS[-1]) - log10(_MARKS[0]))
    return _LEFT + share * (_WIDTH - _LEFT - 20)


def _y(seconds: float) -> float:
    kept = min(_MOST, max(_LEAST, seconds))
    share = (log10(kept) - log10(_LEAST)) / (log10(_MOST) - log10(_LEAST))
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - 10)


def _grid() -> list[str]:
    parts = []
    for power in range(round(log10(_LEAST)), round(log10(_MOST)) + 1):
        place = _y(10.0**power)
        parts.append(
            f'<line x1="{_LEFT}" y1="{place:.1f}" x2="{_WIDTH - 20}" y2="{place:.1f}" '
            f'stroke="#e3e7eb"/><text x="{_LEFT - 6}" y="{place + 4:.1f}" {_TEXT} fill="#66707a" '
            f'text-anchor="end">{10.0**power:g} s</text>'
        )
    parts += [
        f'<text x="{_x(mark):.1f}" y="{_HEIGHT - 16}" {_TEXT} fill="#66707a" '
        f'text-anchor="middle">{mark:,}</text>'
        for mark in _MARKS
    ]
    return parts
