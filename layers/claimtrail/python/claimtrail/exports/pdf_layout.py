"""Layout of an export's pages: paper, size of type, widths of columns, and the text of each cell.

Widths are reckoned in em from the letters of the longest words, so that a number or an id is not
broken while a page has room for it. Words that are too long for their column may be broken.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from claimtrail.exports.columns import ALIGNED_RIGHT, CellValue, ColumnKind, ExportColumn

_PORTRAIT_POINTS, _LANDSCAPE_POINTS = 540, 720
"""Width of the text on US Letter, with margins of half an inch."""
_SIZES = (9.0, 8.0, 7.0, 6.0)
"""Points of type, tried in this order on portrait, then on landscape."""
_INSET_POINTS = 7.0
_WORD_EM, _CELL_EM = 13.0, 20.0
"""The most that a word, and a cell before it wraps, ask for."""
_LETTER_EM, _CAPITAL_EM = 0.53, 0.2
"""Width of a letter or digit of the typeface, on the safe side, and what a capital has more."""
_ROUNDING = 0.01
_BREAK = "\u200b"
"""A place at which a line may end: ZERO WIDTH SPACE."""
_SHORTEST_BREAK = 4
_UNSHOWN = re.compile(
    "[^\u0020-\u007e\u00a0-\u024f\u0300-\u036f\u0386-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff\u0400-\u04ff\u1e00-\u1eff"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u20ac\u2122]"
)
"""Letters for which the typeface may have no glyph: PDF/UA-1 refuses text without glyphs."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """Paper, type and columns of a table."""

    is_wide: bool
    """True for landscape."""
    size: float
    """Points of type."""
    widths: tuple[float, ...]
    """Width of each column in em; they share what the page has in this proportion."""
    rooms: tuple[float, ...]
    """Em that each column has for a word; a wider word may be broken."""


def shown(value: CellValue, kind: ColumnKind) -> str:
    """Return a value as a page shows it: amounts with separators, days in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:,.2f}" if kind is ColumnKind.MONEY else f"{value:,f}"
    if isinstance(value, int):
        return f"{value:,}"
    return plain(value)


def plain(text: str) -> str:
    """Return text without controls, with the code point in place of what the typeface lacks."""
    cleaned = _CONTROLS.sub(" ", text)
    return _UNSHOWN.sub(lambda found: f"[U+{ord(found.group()):04X}]", cleaned)


def breakable(text: str, room: float) -> str:
    """Return text in which a line may end within words that are wider than their column."""
    if _em(text) <= room:
        return text
    return " ".join(word if _em(word) <= room else _broken(word, room) for word in text.split(" "))


def _broken(word: str, room: float) -> str:
    after = max(_SHORTEST_BREAK, math.floor(room / (_LETTER_EM + _CAPITAL_EM)))
    return _BREAK.join(word[start : start + after] for start in range(0, len(word), after))


def layout_of(columns: Sequence[ExportColumn], rows: Sequence[Sequence[str]]) -> PageLayout:
    """Return the first layout in which every word fits, landscape in small type where none does."""
    texts = [[column.title, *(row[place] for row in rows)] for place, column in enumerate(columns)]
    words = [min(_WORD_EM, _longest_word(column)) for column in texts]
    cells = [min(_CELL_EM, max(map(_em, column))) for column in texts]
    wanted = [max(pair) for pair in zip(words, cells, strict=True)]
    for points, is_wide, needed in (
        (_PORTRAIT_POINTS, False, wanted),
        (_LANDSCAPE_POINTS, True, wanted),
        (_LANDSCAPE_POINTS, True, words),
    ):
        for size in _SIZES[:2] if needed is wanted else _SIZES:
            room = _room(points, size, len(columns))
            if sum(needed) <= room:
                return _layout(words, wanted, room=room, is_wide=is_wide, size=size)
    room = _room(_LANDSCAPE_POINTS, _SIZES[-1], len(columns))
    return _layout(words, words, room=room, is_wide=True, size=_SIZES[-1])


def alignment(column: ExportColumn) -> str:
    """Return the side to which a column's values are set."""
    return "right" if column.kind in ALIGNED_RIGHT else "left"


def _room(points: int, size: float, columns: int) -> float:
    """Return the em that a page has for the text of so many columns."""
    return (points - columns * _INSET_POINTS) / size


def _layout(
    words: Sequence[float], wanted: Sequence[float], *, room: float, is_wide: bool, size: float
) -> PageLayout:
    """Share the room: each column gets its longest word, and of the rest by what it wants."""
    scale = min(1.0, room / sum(words))
    least = [word * scale for word in words]
    more = [max(0.0, want - word) for want, word in zip(wanted, least, strict=True)]
    rest = (room - sum(least)) / sum(more) if sum(more) else 0.0
    inset = _INSET_POINTS / size
    return PageLayout(
        is_wide=is_wide,
        size=size,
        widths=tuple(
            round(one + extra * rest + inset, 2) for one, extra in zip(least, more, strict=True)
        ),
        rooms=tuple(one + _ROUNDING for one in least),
    )


def _longest_word(texts: Sequence[str]) -> float:
    return max(_em(word) for text in texts for word in text.split(" "))


def _em(text: str) -> float:
    """Return about how wide a text is."""
    return len(text) * _LETTER_EM + sum(map(str.isupper, text)) * _CAPITAL_EM
