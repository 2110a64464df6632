"""Lists as CSV and JSON: the same rows and columns as the page, without its page breaks."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from claimtrail.kernel.spreadsheet_text import neutral_text
from claimtrail.web.core.lists.columns import ListColumn, dollars
from claimtrail.web.core.lists.list_views import ListView, documents_of
from claimtrail.web.core.replies import DataReply, ShownData

CSV_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json"


def csv_reply(name: str, view: ListView, *, shows: tuple[ShownData, ...]) -> DataReply:
    """Return a list as CSV (RFC 4180), its column names first."""
    return DataReply(
        content_type=CSV_TYPE,
        body=csv_text(view.columns, list(documents_of(view))),
        shows=shows,
        file_name=f"{name}.csv",
    )


def csv_text(
    columns: Sequence[ListColumn[Any]], rows: Sequence[dict[str, str | int | None]]
) -> str:
    """Return rows as CSV; a text that a spreadsheet would run is marked as text."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([one.name for one in columns])
    for row in rows:
        writer.writerow([inert(row.get(one.name)) for one in columns])
    return written.getvalue()


def inert(value: str | int | None) -> str | int:
    """Return a value that no spreadsheet runs; a number, also one below zero, stays a number."""
    if not isinstance(value, str):
        return "" if value is None else value
    return value if _is_number(value) else neutral_text(value)


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    whole, _, part = digits.partition(".")
    return whole.isdecimal() and (not part or part.isdecimal())


def json_reply(name: str, view: ListView, *, shows: tuple[ShownData, ...]) -> DataReply:
    """Return a list as JSON: its rows, and the address of the next page of them."""
    document = {
        name: list(documents_of(view)),
        "total": view.total,
        "next": json_address(view.next_page),
        "notes": list(view.notes),
        **_sums(view),
    }
    return DataReply(
        content_type=JSON_TYPE, body=json.dumps(document, ensure_ascii=False), shows=shows
    )


def _sums(view: ListView) -> dict[str, dict[str, str]]:
    """Return the sums of a list whose rows are summed; nothing for others."""
    sums = {column.name: dollars(cents) for column, cents in view.sums}
    return {"sums": sums} if sums else {}


def json_address(page: str) -> str | None:
    """Return the address of a page's twin in JSON."""
    if not page:
        return None
    path, mark, query = page.partition("?")
    return f"{path}.json{mark}{query}"
