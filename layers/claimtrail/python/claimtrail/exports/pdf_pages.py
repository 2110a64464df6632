"""The pages of one PDF of an export: what the template `pages.typ` is given.

A PDF holds so many rows at most, since it is laid out as a whole in memory. A longer list is
several PDFs, each with its heading and the numbers of its rows; the totals stand in the last one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from claimtrail.exports.columns import CellValue, ExportColumn
from claimtrail.exports.headings import ExportHeading
from claimtrail.exports.pdf_layout import alignment, breakable, layout_of, plain, shown

ROWS_A_FILE = 5_000
CELLS_A_FILE = 50_000
"""Wide lists have fewer rows to a file, so that memory stays what it is."""

RenderPages = Callable[[Mapping[str, Any], datetime], bytes]
"""Returns the PDF of a template's values, dated; the same values give the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPart:
    """The rows of one PDF, and where they stand in the list."""

    number: int
    """From 1."""
    first_row: int
    rows: Sequence[Sequence[CellValue]]
    is_last: bool
    totals: Mapping[str, Decimal]
    """Sums over the whole list by name of column; the last part shows them."""
    notes: Sequence[str] = ()
    """Sentences about what the list leaves out."""


def rows_a_file(columns: int) -> int:
    """Return how many rows of so many columns a PDF holds."""
    return max(1, min(ROWS_A_FILE, CELLS_A_FILE // max(1, columns)))


def page_values(
    heading: ExportHeading,
    columns: Sequence[ExportColumn],
    part: PdfPart,
    *,
    has_page_numbers: bool,
) -> dict[str, Any]:
    """Return what the template shows, as plain JSON."""
    rows = [
        [shown(value, column.kind) for value, column in zip(row, columns, strict=True)]
        for row in part.rows
    ]
    totals = _totals(columns, part) if part.is_last else []
    layout = layout_of(columns, [*rows, totals] if totals else rows)
    return {
        "title": plain(heading.title),
        "lines": [plain(line) for line in (*heading.lines()[1:], *_place(part), *part.notes)],
        "banner": heading.banner,
        "footer": plain(heading.title)
        + (f", part {part.number}" if _is_one_of_several(part) else ""),
        "has_page_numbers": has_page_numbers,
        "is_wide": layout.is_wide,
        "size": layout.size,
        "columns": [
            {
                "title": breakable(plain(column.title), room),
                "align": alignment(column),
                "width": width,
            }
            for column, width, room in zip(columns, layout.widths, layout.rooms, strict=True)
        ],
        "rows": [list(map(breakable, row, layout.rooms)) for row in rows],
        "totals": list(map(breakable, totals, layout.rooms)),
    }


def _is_one_of_several(part: PdfPart) -> bool:
    return part.number > 1 or not part.is_last


def _place(part: PdfPart) -> list[str]:
    """Return the line that says which rows these are."""
    count = len(part.rows)
    if not _is_one_of_several(part):
        return [f"{count:,} {'row' if count == 1 else 'rows'}"]
    if not count:
        return [f"Part {part.number}: totals"]
    last = part.first_row + count - 1
    end = ", the last part" if part.is_last else ""
    return [f"Part {part.number}{end}: rows {part.first_row:,} to {last:,}"]


def _totals(columns: Sequence[ExportColumn], part: PdfPart) -> list[str]:
    """Return the row of totals, its first free cell labeled; none where nothing is summed."""
    texts = [
        shown(part.totals.get(column.name, Decimal(0)), column.kind) if column.is_totaled else ""
        for column in columns
    ]
    if not any(texts):
        return []
    free = next((place for place, text in enumerate(texts) if not text), None)
    if free is not None:
        texts[free] = "Total"
    return texts
