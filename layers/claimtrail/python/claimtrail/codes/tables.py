"""Code lists with their validity, read from the CSV files beside this module.

The texts are this project's own short wording, or none; the official ones belong to their keepers.
An empty `start` or `stop` means that the table does not know the day. `manifest.csv` says of each
list where it is from, as of when its days are known, and the SHA-256 of its file.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple


class CodeList(StrEnum):
    """The lists, named as in the `list` column."""

    CARC = "carc"
    """Claim adjustment reason codes, list 139: CAS02."""
    RARC = "rarc"
    """Remittance advice remark codes, list 411: LQ02, MIA, MOA."""
    CLAIM_STATUS_CATEGORY = "claim_status_category"
    """List 507: STC01-1."""
    CLAIM_STATUS = "claim_status"
    """List 508: STC01-2."""
    ENTITY = "entity"
    """STC01-3: the party or thing that a claim status speaks of."""
    CLAIM_FILING_INDICATOR = "claim_filing_indicator"
    """Data element 1032: SBR09, CLP06."""
    PLACE_OF_SERVICE = "place_of_service"
    """CMS: CLM05-1 of an 837P, SV105."""
    HCPCS_SERIES = "hcpcs_series"
    """CMS: HCPCS level II by letter and first digit, as `A0XXX`; SV101-2, SV202-2."""
    HCPCS_MODIFIER = "hcpcs_modifier"
    """CMS: modifiers of HCPCS level II; SV101-3 to 6, SV202-3 to 6."""
    BILL_FACILITY = "bill_facility"
    """NUBC: the first two digits of a type of bill, CLM05-1 of an 837I."""
    BILL_FREQUENCY = "bill_frequency"
    """NUBC: the last character of a type of bill, CLM05-3."""
    REVENUE_CATEGORY = "revenue_category"
    """NUBC: revenue codes by their first three digits, as `030X`; SV201."""
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


FILES = {
    CodeList.CARC: "carc.csv",
    CodeList.RARC: "rarc.csv",
    CodeList.CLAIM_STATUS_CATEGORY: "claim_status_category.csv",
    CodeList.CLAIM_STATUS: "claim_status.csv",
    CodeList.ENTITY: "entity.csv",
    CodeList.CLAIM_FILING_INDICATOR: "claim_filing_indicator.csv",
    CodeList.PLACE_OF_SERVICE: "place_of_service.csv",
    CodeList.HCPCS_SERIES: "hcpcs.csv",
    CodeList.HCPCS_MODIFIER: "hcpcs.csv",
    CodeList.BILL_FACILITY: "institutional_billing.csv",
    CodeList.BILL_FREQUENCY: "institutional_billing.csv",
    CodeList.REVENUE_CATEGORY: "institutional_billing.csv",
    CodeList.ADJUSTMENT_GROUP: "adjustment_group.csv",
    CodeList.SET_ACKNOWLEDGMENT: "acknowledgment_999.csv",
    CodeList.GROUP_ACKNOWLEDGMENT: "acknowledgment_999.csv",
    CodeList.SET_ERROR: "acknowledgment_999.csv",
    CodeList.GROUP_ERROR: "acknowledgment_999.csv",
    CodeList.SEGMENT_ERROR: "acknowledgment_999.csv",
    CodeList.ELEMENT_ERROR: "acknowledgment_999.csv",
    CodeList.INTERCHANGE_ACKNOWLEDGMENT: "interchange_acknowledgment.csv",
    CodeList.INTERCHANGE_NOTE: "interchange_acknowledgment.csv",
}
"""The file of each list."""
MANIFEST = "manifest.csv"
_FOLDER = Path(__file__).parent
_IN_SERIES = re.compile(r"([A-Z]?)([1-9][0-9]{0,3})")


class ListedCode(NamedTuple):
    """One code of a list."""

    list: CodeList
    code: str
    start: date | None
    stop: date | None
    """The last day on which it is valid in new business; reversals and secondary claims that report
    an earlier use may name it later (X12's explanation of Stop)."""
    text: str
    source: str

    def is_current(self, day: date) -> bool:
        """Return whether the code is valid on that day, as far as its days are known."""
        started = self.start is None or self.start <= day
        return started and (self.stop is None or day <= self.stop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The manifest's word on a list."""

    list: CodeList
    file: str
    codes: int
    source: str
    days_as_of: date | None
    """The list's publication from which starts and stops are known; None where it has none."""
    complete_to: tuple[str, ...]
    """The last code of each series that goes on: up to it all are here, later ones may not be."""
    sha256: str
    """Of the file."""


@cache
def code_table(code_list: CodeList) -> dict[str, ListedCode]:
    """Return all codes of a list, stopped ones included, by code."""
    return {item.code: item for item in _read(FILES[code_list]) if item.list is code_list}


@cache
def valid_codes(code_list: CodeList, day: date) -> frozenset[str]:
    """Return the codes of a list that are valid on a day, as far as their days are known."""
    table = code_table(code_list)
    return frozenset(code for code, item in table.items() if item.is_current(day))


@cache
def editions() -> dict[CodeList, Edition]:
    """Return the manifest's rows by list."""
    rows = csv.DictReader(file_bytes(MANIFEST).decode("utf-8").splitlines())
    return {
        CodeList(row["list"]): Edition(
            list=CodeList(row["list"]),
            file=row["file"],
            codes=int(row["codes"]),
            source=row["source"],
            days_as_of=_day(row["days_as_of"]),
            complete_to=tuple(row["complete_to"].split()),
            sha256=row["sha256"],
        )
        for row in rows
    }


def is_newer(code_list: CodeList, code: str) -> bool:
    """Return whether a code continues a series beyond what is complete here, as N900 does."""
    series, number = _series(code)
    return any(
        series == last_series and number > last_number
        for last_series, last_number in map(_series, editions()[code_list].complete_to)
    )


def _series(code: str) -> tuple[str, int]:
    """Letters and number of a code: `N770` is the 770th of the series N; -1 for any other form."""
    match = _IN_SERIES.fullmatch(code)
    return (match[1], int(match[2])) if match else (code, -1)


def file_bytes(name: str) -> bytes:
    """Return the content of a file beside this module."""
    return (_FOLDER / name).read_bytes()


@cache
def _read(name: str) -> tuple[ListedCode, ...]:
    return tuple(_rows(file_bytes(name).decode("utf-8")))


def _rows(text: str) -> Iterator[ListedCode]:
    header, *rows = csv.reader(text.splitlines())
    places = [header.index(name) for name in ListedCode._fields]
    for row in rows:
        name, code, start, stop, words, source = [row[place] for place in places]
        yield ListedCode(CodeList(name), code, _day(start), _day(stop), words, source)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
