"""What names a service on a claim, held against its code system on the day of service.

CMS publishes HCPCS level II and its modifiers, the NUBC types of bill and revenue codes. CPT is the
AMA's and its list is not free: of CPT codes and modifiers only the form is judged. Of level II the
table has the series (`A0XXX`), not each code.
"""

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache

from claimtrail.codes.tables import CodeList, code_table

_KEPT = 8192
"""Judgements remembered: a file repeats few codes on few days."""
_CPT = re.compile(r"(?!000)[0-9]{5}|[0-9]{4}[AFMTU]")
"""Category I from 00100; with a letter: II (F), III (T), and the proprietary, multianalyte and
vaccine administration codes (U, M, A)."""
_LEVEL_II = re.compile(r"[A-V][0-9]{4}")
_CPT_MODIFIER = re.compile(r"[0-9][0-9P]")
_AMBULANCE_MODIFIER = re.compile(r"[DEGHIJNPRSX]{2}")
"""Origin and destination of a transport, one letter each; with procedures of series A0 only."""
_AMBULANCE = "A0"
_REVENUE_CODE = re.compile(r"[0-9]{4}")
_TOTAL = "0001"
"""The only revenue code of its category: the claim's total."""


class Standing(StrEnum):
    """What the code system says of a code."""

    VALID = "valid"
    UNKNOWN = "unknown"
    INACTIVE = "inactive"
    """It is listed, and was not in force on the day."""


@lru_cache(_KEPT)
def procedure(code: str, day: date | None) -> Standing:
    """A CPT or HCPCS level II code (SV101-2, SV202-2 with qualifier HC)."""
    if _CPT.fullmatch(code):
        return Standing.VALID
    if _LEVEL_II.fullmatch(code):
        return _listed(CodeList.HCPCS_SERIES, f"{code[:2]}XXX", day)
    return Standing.UNKNOWN


@lru_cache(_KEPT)
def modifier(code: str, day: date | None, *, procedure_code: str = "") -> Standing:
    """A modifier of a procedure."""
    if _CPT_MODIFIER.fullmatch(code):
        return Standing.VALID
    listed = _listed(CodeList.HCPCS_MODIFIER, code, day)
    is_transport = procedure_code.startswith(_AMBULANCE) and _AMBULANCE_MODIFIER.fullmatch(code)
    return Standing.VALID if is_transport else listed


@lru_cache(_KEPT)
def revenue_code(code: str, day: date | None) -> Standing:
    """A revenue code (SV201), by its category: the first three of its four digits."""
    if code == _TOTAL:
        return Standing.VALID
    if not _REVENUE_CODE.fullmatch(code) or code.startswith(_TOTAL[:3]):
        return Standing.UNKNOWN
    return _listed(CodeList.REVENUE_CATEGORY, f"{code[:3]}X", day)


@lru_cache(_KEPT)
def type_of_bill(facility: str, frequency: str, day: date | None) -> Standing:
    """A type of bill: facility (CLM05-1, with or without the leading zero), frequency (CLM05-3)."""
    found = {
        _listed(CodeList.BILL_FACILITY, facility.removeprefix("0"), day),
        _listed(CodeList.BILL_FREQUENCY, frequency, day),
    }
    return next(
        one for one in (Standing.UNKNOWN, Standing.INACTIVE, Standing.VALID) if one in found
    )


def _listed(code_list: CodeList, code: str, day: date | None) -> Standing:
    found = code_table(code_list).get(code)
    if found is None:
        return Standing.UNKNOWN
    return Standing.VALID if day is None or found.is_current(day) else Standing.INACTIVE
