"""The benchmark's chart, written as SVG: bars on a logarithmic scale, one group a kind of file."""

import math
from xml.sax.saxutils import escape

from tests.benchmarks.measure import Absence, Cell
from tests.benchmarks.readers import Family
from tests.benchmarks.table import family, title

COLORS = {
    Family.OURS: "#0b6e4f",
    Family.PYX12: "#b3401f",
    Family.PEER: "#c98b2b",
    Family.FLOOR: "#9aa5b1",
}
LEAST, MOST = 0.1, 10_000.0
"""MB/s at the edges."""
_WIDTH, _LEFT, _RIGHT = 900, 300, 70
_BAR, _STEP, _HEAD = 14, 20, 34
_TEXT = 'font-family="sans-serif" font-size="12"'


def draw(rows: list[Cell | Absence]) -> str:
    """Bars of MB/s of CPU time, of the largest file of each kind."""
    cells = [row for row in rows if isinstance(row, Cell)]
    parts: list[str] = []
    top = 10
    for kind in dict.fromkeys(cell.kind for cell in cells):
        largest = max(cell.nominal for cell in cells if cell.kind == kind)
        group = [cell for cell in cells if cell.kind == kind and cell.nominal == largest]
        group.sort(key=lambda cell: cell.speed)
        parts.append(
            f'<text x="10" y="{top + 20}" {_TEXT} font-weight="bold">'
            f"{escape(kind)}, {largest / 1e6:g} MB: MB/s of CPU time</text>"
        )
        bottom = top + _HEAD + _STEP * len(group)
        parts += _grid(top + _HEAD - 4, bottom)
        parts += [_bar(cell, top + _HEAD + _STEP * place) for place, cell in enumerate(group)]
        top = bottom + 24
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" role="img" '
        f'aria-label="MB/s of CPU time by reader">\n'
        f'<rect width="{_WIDTH}" height="{top}" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _place(speed: float) -> float:
    share = math.log10(min(MOST, max(LEAST, speed)) / LEAST) / math.log10(MOST / LEAST)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _grid(top: int, bottom: int) -> list[str]:
    parts = []
    for exponent in range(round(math.log10(LEAST)), round(math.log10(MOST)) + 1):
        mark = 10.0**exponent
        place = _place(mark)
        parts.append(
            f'<line x1="{place:.1f}" y1="{top}" x2="{place:.1f}" y2="{bottom}" stroke="#e3e7eb"/>'
            f'<text x="{place:.1f}" y="{bottom + 12}" {_TEXT} fill="#66707a" '
            f'text-anchor="middle">{mark:g}</text>'
        )
    return parts


def _bar(cell: Cell, top: int) -> str:
    end = _place(cell.speed)
    return (
        f'<text x="{_LEFT - 8}" y="{top + 11}" {_TEXT} text-anchor="end">'
        f"{escape(title(cell))}</text>"
        f'<rect x="{_LEFT}" y="{top}" width="{end - _LEFT:.1f}" height="{_BAR}" '
        f'fill="{COLORS[family(cell)]}"/>'
        f'<text x="{end + 6:.1f}" y="{top + 11}" {_TEXT}>{cell.speed:.3g}</text>'
    )
