"""Code lists with their validity, read from the CSV files beside this module.

The texts are this project's own short wording; the official ones belong to X12. An empty `start` or
`stop` means that the table does not know the day.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources


class CodeList(StrEnum):
    """The lists, named as in the `list` column."""

    CARC = "carc"
    """Claim adjustment reason codes, list 139: CAS02."""
    CLAIM_STATUS_CATEGORY = "claim_status_category"
    """List 507: STC01-1."""
    ADJUSTMENT_GROUP = "adjustment_group"
    """CAS01."""
    SET_ACKNOWLEDGMENT = "set_acknowledgment"
    """IK501."""
    GROUP_ACKNOWLEDGMENT = "group_acknowledgment"
    """AK901."""
    SET_ERROR = "set_error"
    """IK502."""
    GROUP_ERROR = "group_error"
    """AK905."""
    SEGMENT_ERROR = "segment_error"
    """IK304."""
    ELEMENT_ERROR = "element_error"
    """IK403."""
    INTERCHANGE_ACKNOWLEDGMENT = "interchange_acknowledgment"
    """TA104."""
    INTERCHANGE_NOTE = "interchange_note"
    """TA105."""


FILES = (
    "carc.csv",
    "claim_status_category.csv",
    "adjustment_group.csv",
    "acknowledgment_999.csv",
    "interchange_acknowledgment.csv",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code of a list."""

    list: CodeList
    code: str
    start: date | None
    stop: date | None
    """The first day on which it is no longer valid; it stays legal in reversals."""
    text: str
    source: str

    def is_current(self, day: date) -> bool:
        """Whether the code is valid on that day, as far as its days are known."""
        started = self.start is None or self.start <= day
        return started and (self.stop is None or day < self.stop)


@cache
def code_table(code_list: CodeList) -> dict[str, Code]:
    """All codes of a list, stopped ones included, by code."""
    return {item.code: item for item in _all_codes() if item.list is code_list}


@cache
def _all_codes() -> tuple[Code, ...]:
    return tuple(item for name in FILES for item in _read(name))


def _read(name: str) -> Iterator[Code]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield Code(
            list=CodeList(row["list"]),
            code=row["code"],
            start=_day(row["start"]),
            stop=_day(row["stop"]),
            text=row["text"],
            source=row["source"],
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
