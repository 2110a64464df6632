"""The bound of a list, said wherever it cuts: to people beneath the table, to machines on stderr.

With `--json` a command lists everything unless `--limit` says less. For people it lists the first
`SHOWN` and says how many there are. Where a store was not asked beyond a bound, that is said too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from claimtrail.cli.core.output import Output

T = TypeVar("T")
SHOWN = 50
"""Rows for people, unless `--limit` says another number."""
EVERYTHING = 100_000
"""Rows that a store is asked for at the most, where it can only be asked for so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(Generic[T]):
    """The rows to list, out of how many."""

    rows: Sequence[T]
    """The ones to list."""
    found: int
    """All that were found."""
    noun: str
    """As a count names them: `claims`."""
    is_bounded: bool = False
    """True if the store may have more than were found: it was not asked for them."""

    def say(self, output: Output) -> None:
        """Say what is left out and how to list it; nothing where all are listed."""
        for line in self.lines():
            output.note(line)

    def lines(self) -> list[str]:
        """Return what is left out, in sentences."""
        said = []
        if len(self.rows) < self.found:
            said.append(
                f"{len(self.rows):,} of {self.found:,} {self.noun} are listed; "
                f"`--limit {self.found}` lists them all."
            )
        if self.is_bounded:
            said.append(
                f"There may be more {self.noun}: no more than {EVERYTHING:,} were looked for "
                "at one place. Narrow the list with its options."
            )
        return said


def cut(
    rows: Sequence[T],
    *,
    noun: str,
    limit: int | None,
    as_json: bool,
    bounded: bool = False,
    shown: int = SHOWN,
) -> Cut[T]:
    """Return the first rows: `limit` of them, else all for machines and `shown` for people."""
    most = limit if limit is not None else len(rows) if as_json else shown
    return Cut(rows=rows[:most], found=len(rows), noun=noun, is_bounded=bounded)
