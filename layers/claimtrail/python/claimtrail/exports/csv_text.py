"""CSV of an export: RFC 4180, UTF-8, dates in ISO 8601, money as decimals, and no formulas.

Every text stands in quotes, so that a semicolon or tab in it begins no cell in a spreadsheet that
separates by them. Numbers and amounts are typed values and stand bare: a minus begins a number.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from claimtrail.exports.columns import CellValue, ExportColumn
from claimtrail.exports.headings import ExportHeading
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.spreadsheet_text import neutral_text

BYTE_ORDER_MARK = "\ufeff"


class CsvText:
    """CSV that grows row by row, and is taken away in parts."""

    def __init__(self) -> None:
        self._text = io.StringIO()
        # The writer ends records as RFC 4180 asks.
        self._writer = csv.writer(self._text, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
        self._bytes = bytearray()

    def begin(
        self,
        columns: Sequence[ExportColumn],
        *,
        heading: ExportHeading | None,
        has_byte_order_mark: bool,
    ) -> None:
        """Write what stands before the first row: the mark, the heading, the columns' titles."""
        if has_byte_order_mark:
            self._bytes += BYTE_ORDER_MARK.encode()
        if heading:
            for line in heading.lines():
                self._writer.writerow([neutral_text(line)])
            self._writer.writerow([])
        self._writer.writerow([neutral_text(column.title) for column in columns])

    def take_up(self, data: bytes) -> None:
        """Begin with bytes that were taken away before."""
        self._bytes += data

    def add(self, values: Sequence[CellValue]) -> None:
        """Write a row."""
        self._writer.writerow([cell(value) for value in values])

    @property
    def size(self) -> int:
        """Return the bytes that have not been taken away."""
        self._encode()
        return len(self._bytes)

    def take(self) -> bytes:
        """Return the bytes that have not been taken away, and begin with none."""
        self._encode()
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken

    def _encode(self) -> None:
        self._bytes += self._text.getvalue().encode()
        self._text.seek(0)
        self._text.truncate()


def cell(value: CellValue) -> str | int | Decimal:
    """Return a value as its cell holds it."""
    if isinstance(value, str):
        return neutral_text(value)
    if isinstance(value, datetime):
        return format_instant(value.astimezone(UTC))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return Decimal(f"{value:f}")
    return "" if value is None else value
