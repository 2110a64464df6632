"""Output made for people, or with `--json` for machines."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from claimtrail.cli.core.printable import printable, safe_text
from claimtrail.cli.core.short_ids import Lengths, ids_in, remember, seen, shortened
from claimtrail.kernel.errors import Explanation

_COLUMNS = 160
"""Of what is no terminal (a file, a pipe, a log), unless COLUMNS says; people read those, too."""
_WORD = 22
"""Characters of a word that is not broken while the table has room: days, states, amounts."""
_NARROW = 10
"""Characters that a column of longer texts or ids is broken to, at the least, for that."""
_LINES = "\n"
"""The characters that a text for people may hold, a table's cell not."""
_BETWEEN = 3
"""Blanks between columns."""

STATE_STYLES = {
    "PAID": "green",
    "PARTIALLY_PAID": "yellow",
    "ADJUDICATED": "cyan",
    "DENIED": "red",
    "FRONT_END_REJECTED": "red",
    "TRANSMISSION_REJECTED": "red",
    "PENDED_PROVIDER_INFO": "magenta",
    "PAYER_HOLD": "magenta",
    "REVERSED": "yellow",
}


def dollars(cents: int) -> str:
    """Whole cents as a person reads them: `$1,234.50`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def size(count: int) -> str:
    """Return a number of bytes as a person reads it."""
    value = float(count)
    for unit in ("B", "KB", "MB"):
        if value < 1024:  # noqa: PLR2004 - a kilobyte
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GB"


def state(name: str) -> Text:
    """Return a claim's state in its color."""
    return Text(name, style=STATE_STYLES.get(name, ""))


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _COLUMNS
    return console


@dataclass
class Output:
    """The target of a command's output: a person's terminal, or JSON on standard output."""

    as_json: bool = False
    console: Console = field(default_factory=lambda: _console(stderr=False))
    errors: Console = field(default_factory=lambda: _console(stderr=True))

    def data(self, value: Any) -> None:
        """Write one JSON document in ASCII, with escapes for the rest, when JSON was asked for.

        Ids are whole in it, and may be typed cut short from then on.
        """
        if self.as_json:
            document = json.dumps(value, indent=2, default=_plain)
            sys.stdout.write(f"{document}\n")
            remember(ids_in(document))

    def say(self, text: str | Text = "") -> None:
        """A line for people; silent with `--json`."""
        if not self.as_json:
            shown_text = safe_text(text, keep=_LINES)
            self.console.print(shown_text)
            remember(ids_in(shown_text.plain))

    def heading(self, text: str) -> None:
        """The head of a part, for people."""
        if not self.as_json:
            self.console.print()
            self.console.print(Text(printable(text), style="bold"))
            remember(ids_in(text))

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        title: str = "",
        right: Sequence[str] = (),
        empty: str = "Nothing to show.",
    ) -> None:
        """A table for people; columns named in `right` are set flush right.

        Where it has no room for whole ids, it shows as much of each as must be typed.
        """
        if self.as_json:
            return
        cells = [
            [safe_text(cell) if isinstance(cell, Text) else _plain_text(cell) for cell in row]
            for row in rows
        ]
        if not cells:
            self.console.print(f"  {empty}", style="dim")
            return
        cells = _with_room(columns, cells, width=self.console.width)
        table = Table(
            title=Text(printable(title)) if title else None,
            box=box.SIMPLE_HEAD,
            title_justify="left",
        )
        whole = _unbroken(columns, cells, width=self.console.width)
        for number, column in enumerate(columns):
            table.add_column(
                Text(printable(column)),
                justify="right" if column in right else "left",
                overflow="fold",
                no_wrap=number in whole,
            )
        for row in cells:
            table.add_row(*row)
        self.console.print(table)

    def failure(self, explanation: Explanation) -> None:
        """Say on standard error why a command could not do what was asked."""
        what, where, next_step = (
            printable(text, keep=_LINES)
            for text in (explanation.what, explanation.where, explanation.next_step)
        )
        self.errors.print(Text.assemble((explanation.code, "bold red"), f": {what}"))
        self.errors.print(Text(f"  where: {where}"))
        self.errors.print(Text(f"  next:  {next_step}"))


def _with_room(columns: Sequence[str], rows: list[list[Text]], *, width: int) -> list[list[Text]]:
    """Return the rows, ids cut short if they are too wide with whole ones; remember the ids."""
    found = [each for row in rows for cell in row for each in ids_in(cell.plain)]
    if not found:
        return rows
    remember(found)
    needed = sum(_widths(columns, rows)) + (len(columns) + 1) * _BETWEEN
    if needed <= width:
        return rows
    lengths = Lengths(sorted({*seen(), *found}))
    return [[_cut(cell, lengths) for cell in row] for row in rows]


def _cut(cell: Text, lengths: Lengths) -> Text:
    plain = shortened(cell.plain, lengths)
    return cell if plain == cell.plain else Text(plain, style=cell.style)


def _widths(columns: Sequence[str], rows: list[list[Text]]) -> list[int]:
    return [
        max(len(head), *(cell.cell_len for cell in column))
        for head, *column in zip(columns, *rows, strict=True)
    ]


def _unbroken(columns: Sequence[str], rows: list[list[Text]], *, width: int) -> set[int]:
    """Return the columns of short words, if all others still have room; else none."""
    widths = _widths(columns, rows)
    whole = {
        number
        for number, column in enumerate(zip(*rows, strict=True))
        if widths[number] <= _WORD and not any(" " in cell.plain for cell in column)
    }
    needed = sum(
        wide if number in whole else min(wide, _NARROW) for number, wide in enumerate(widths)
    )
    return whole if needed + (len(columns) + 1) * _BETWEEN <= width else set()


def _plain_text(cell: Any) -> Text:
    return Text(printable(shown(cell)))


def shown(cell: Any) -> str:
    """Return a cell as people read it: instants in UTC, thousands apart, nothing for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%SZ")
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}"
    return str(cell)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | Path):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} has no JSON form")
