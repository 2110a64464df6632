"""External code lists as guides name them, as they stood on the day of a transaction."""

import json
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from claimtrail.codes.tables import CodeList, code_table, is_newer
from claimtrail.x12.model.catalog import FindingCode

_PLAIN_LISTS = Path(__file__).parent / "tables" / "codes.json"
_LISTS = {
    "carc": "carc",
    "claim_status_cat": "claim_status_category",
    "claim_status_category": "claim_status_category",
    "claim_status": "claim_status",
    "remark_code": "rarc",
    "pos": "place_of_service",
}
"""Lists with days of their own, by the name that the guides' tables use."""
_BELONGING = {
    "claim_status_cat": ("A", "E1", "E2", "E3", "E4"),
    "claim_status_category": ("P", "F", "R", "A4", "E", "D0"),
}
"""The first characters of codes that belong in the guide. Of the status categories, a 277CA has the
first (A of a batch, E but E0 in real time: X12 RFI 1942 and 2203), a 277 the second; DR01 to DR08
belong in the 277 of data reporting (X364) alone."""


_DAYS_KEPT = 128
"""Lists remembered as of a day: each group of a file may be of another one."""


@cache
def _plain_lists() -> dict[str, frozenset[str]]:
    """Lists without days: states, countries, currencies, entities."""
    text = _PLAIN_LISTS.read_text(encoding="utf-8")
    return {name: frozenset(codes) for name, codes in json.loads(text).items()}


@cache
def _known(name: str) -> frozenset[str] | None:
    """Return all codes of a list; None when no such list is loaded, and nothing can be said."""
    try:
        code_list = CodeList(_LISTS.get(name, name))
    except ValueError:
        return _plain_lists().get(name)
    return frozenset(code_table(code_list))


@lru_cache(_DAYS_KEPT)
def _valid_on(name: str, day: date | None) -> frozenset[str] | None:
    known = _known(name)
    if known is None or name not in _LISTS:
        return known
    table = code_table(CodeList(_LISTS[name]))
    belonging = _BELONGING.get(name, "")
    return frozenset(
        code
        for code, item in table.items()
        if (day is None or item.is_current(day)) and code.startswith(belonging)
    )


def load_lists() -> None:
    """Read all lists that guides name."""
    for name in (*_LISTS, *_plain_lists()):
        _known(name)


class CodeSets:
    """The lists as of one day."""

    def __init__(self, day: date | None) -> None:
        """`day` is that of the transaction; None when it is not known."""
        self._day = day

    @property
    def day(self) -> date | None:
        """Return the day of the transaction."""
        return self._day

    def valid(self, name: str) -> frozenset[str] | None:
        """Return the codes that are valid on the day; None when the list is not loaded."""
        return _valid_on(name, self._day)

    def fault(self, name: str, code: str) -> FindingCode | None:
        """Return what is to be said of a code.

        Nothing, out of its days, newer than the list, unknown.
        """
        valid = _valid_on(name, self._day)
        if valid is None or code in valid:
            return None
        known = _known(name)
        if known and code in known:
            misplaced = not code.startswith(_BELONGING.get(name, ""))
            return FindingCode.CODE_MISPLACED if misplaced else FindingCode.CODE_INACTIVE
        if name in _LISTS and is_newer(CodeList(_LISTS[name]), code):
            return FindingCode.CODE_NEWER
        return FindingCode.CODE_UNKNOWN
