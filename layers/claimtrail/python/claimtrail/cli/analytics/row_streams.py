"""Answers for machines, written while they are fetched: one JSON document, or CSV."""

import csv
import json
import sys
from collections.abc import Iterable
from decimal import Decimal

from claimtrail.analytics.results import QueryPages, Value
from claimtrail.cli.analytics.ends import is_cut, rows_text
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.printable import printable
from claimtrail.cli.core.short_ids import ids_in, remember


def write_json(output: Output, answer: QueryPages, *, limit: int | None = None) -> None:
    """Write one document in ASCII: `columns`, `rows`, then what is known at the end.

    `row_limit` is what a saved query gives at the most, else null; `may_have_more` is true where
    the answer has so many rows.
    """
    del output
    count = 0
    sys.stdout.write(f'{{\n  "columns": {json.dumps(answer.columns)},\n  "rows": [')
    separator = "\n    "
    for page in answer.pages:
        for row in page:
            text = json.dumps(dict(zip(answer.columns, row, strict=True)), default=_plain)
            sys.stdout.write(separator + text)
            separator = ",\n    "
        count += len(page)
        _remember(page)
    sys.stdout.write(
        f'\n  ],\n  "row_limit": {json.dumps(limit)},\n'
        f'  "may_have_more": {json.dumps(is_cut(count, limit))},\n'
        f'  "scanned_bytes": {answer.scanned_bytes},\n'
        f'  "milliseconds": {answer.milliseconds}\n}}\n'
    )


def write_csv(output: Output, answer: QueryPages, *, limit: int | None = None) -> None:
    """Write a line of names and a line for each row (RFC 4180); null is empty.

    What it cost is said on standard error.
    """
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    count = 0
    for page in answer.pages:
        writer.writerows([_cell(value) for value in row] for row in page)
        count += len(page)
        _remember(page)
    output.errors.print(f"{rows_text(count, limit)}, {answer.scanned_bytes} bytes scanned")


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else printable(str(value))


def _remember(page: Iterable[tuple[Value, ...]]) -> None:
    """Let ids be typed cut short from then on."""
    remember(ids_in(" ".join(str(value) for row in page for value in row)))


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
