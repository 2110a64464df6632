"""Rows of reference tables as JSON and CSV: nothing of a claim is in them."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from claimtrail.web.claims.page.pages import plain
from claimtrail.web.core.lists.downloads import CSV_TYPE, JSON_TYPE, inert
from claimtrail.web.core.replies import DataReply


def rows_json(name: str, rows: Sequence[Any], **more: Any) -> DataReply:
    """Return rows, which are dataclasses, as JSON under the name of their table."""
    document = {name: [plain(asdict(one)) for one in rows], **more}
    return DataReply(content_type=JSON_TYPE, body=json.dumps(document, ensure_ascii=False))


def rows_csv(name: str, rows: Sequence[Any]) -> DataReply:
    """Return rows as CSV (RFC 4180), their names first; several values are separated by blanks."""
    documents = [plain(asdict(one)) for one in rows]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(documents[0] if documents else ())
    for document in documents:
        writer.writerow([_cell(value) for value in document.values()])
    return DataReply(content_type=CSV_TYPE, body=written.getvalue(), file_name=f"{name}.csv")


def _cell(value: Any) -> str | int:
    if isinstance(value, list):
        return inert(" ".join(str(one) for one in value))
    return inert(value)
