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

from rich.console import Console
from rich.text import Text

from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.cli.core.printable import printable, safe_text
from claimtrail.cli.core.short_ids import ids_in, remember
from claimtrail.cli.core.tables import laid_out, wrapped
from claimtrail.cli.core.typed import as_typed
from claimtrail.kernel.errors import Explanation

_COLUMNS = 160
"""Of what is no terminal (a file, a pipe, a log), unless COLUMNS says; people read those, too."""
_LINES = "\n"
"""The characters that a text for people may hold, a table's cell not."""
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
    """Return a claim's state in a biller's words and in its color."""
    return Text(state_words(name), style=STATE_STYLES.get(name, ""))


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _COLUMNS
    return console


def _print(console: Console, line: Text) -> None:
    """Print a line; one that is too long goes on beneath its own beginning."""
    indent = len(line.plain) - len(line.plain.lstrip(" "))
    for part in wrapped(line, width=console.width, hanging=indent + 2) or (Text(),):
        console.print(part, no_wrap=True, overflow="ignore", crop=False)


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
            shown_text = safe_text(as_typed(text) if isinstance(text, str) else text, keep=_LINES)
            for line in shown_text.split("\n", allow_blank=True):
                self._line(line)
            remember(ids_in(shown_text.plain))

    def _line(self, line: Text) -> None:
        """Print a line; one that is too long goes on beneath its own beginning."""
        _print(self.console, line)

    def note(self, text: str) -> None:
        """A line about the output itself: beneath it for people, on standard error with `--json`.

        What a list leaves out is said by it, so that a document is never cut in silence.
        """
        if self.as_json:
            _print(self.errors, Text(printable(text)))
        else:
            self._line(Text(f"  {printable(text)}", style="dim"))

    def heading(self, text: str) -> None:
        """The head of a part, for people."""
        if not self.as_json:
            self.console.print()
            self._line(Text(printable(text), style="bold"))
            remember(ids_in(text))

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        title: str = "",
        right: Sequence[str] = (),
        optional: Sequence[str] = (),
        empty: str = "Nothing to show.",
    ) -> None:
        """A table for people; columns named in `right` are set flush right.

        `tables` says what becomes of one that has no room.
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
        for part in laid_out(
            columns, cells, width=self.console.width, right=right, title=title, optional=optional
        ):
            if isinstance(part, Text):
                self.console.print(part, no_wrap=True, overflow="ignore", crop=False)
            else:
                self.console.print(part, crop=False)

    def failure(self, explanation: Explanation, *, notes: Iterable[str] = ()) -> None:
        """Say on standard error why a command could not do what was asked, then the notes."""
        what, where, next_step = (
            printable(text, keep=_LINES)
            for text in (explanation.what, explanation.where, as_typed(explanation.next_step))
        )
        for line in (
            Text.assemble((explanation.code, "bold red"), f": {what}"),
            Text(f"  where: {where}"),
            Text(f"  next:  {next_step}"),
            *(Text(printable(note), style="dim") for note in notes),
        ):
            _print(self.errors, line)


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
