"""The leaver file of a personnel system: who left, one person a line, as CSV.

The header names `person_id` and, if the file has it, `left_on`: a day that is still to come leaves
the person in until it has passed. Other columns are ignored and never kept.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from claimtrail.kernel.errors import ClaimTrailError, Explanation

PERSON, LEFT_ON = "person_id", "left_on"


class LeaverFileError(ClaimTrailError):
    """A leaver file that cannot be used as a whole; nobody's access was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """A person who leaves."""

    person_id: str
    left_on: date | None
    """The last day; None: gone already."""

    def is_gone(self, today: date) -> bool:
        """Return whether the last day has passed."""
        return self.left_on is None or self.left_on < today


def read_leavers(lines: Iterable[str]) -> list[Leaver]:
    """Read a leaver file. Raises LeaverFileError with the line that is at fault."""
    return list(_leavers(lines))


def _leavers(lines: Iterable[str]) -> Iterator[Leaver]:
    reader = csv.DictReader(lines)
    if PERSON not in (reader.fieldnames or ()):
        raise _unusable(1, f"its header has no column {PERSON}")
    for row in reader:
        person_id = (row[PERSON] or "").strip()
        if not person_id:
            raise _unusable(reader.line_num, f"{PERSON} is empty")
        try:
            day = (row.get(LEFT_ON) or "").strip()
            left_on = date.fromisoformat(day) if day else None
        except ValueError as error:
            raise _unusable(reader.line_num, f"{LEFT_ON} is no day (2026-11-30)") from error
        yield Leaver(person_id=person_id, left_on=left_on)


def _unusable(line: int, what: str) -> LeaverFileError:
    return LeaverFileError(
        Explanation(
            code="LEAVER_FILE_UNUSABLE",
            what=what,
            where=f"line {line} of the leaver file",
            next_step="Correct the file and give it again; nobody's access was changed.",
        )
    )
