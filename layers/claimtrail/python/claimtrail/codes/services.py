"""The names of services on a claim, held against their code system on the day of service.

CMS publishes HCPCS level II and its modifiers, the NUBC types of bill and revenue codes. CPT is the
AMA's and its list is not free: of CPT codes and modifiers only the form is judged. Of level II the
table has the series (`A0XXX`), not each code.
"""

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache

from claimtrail.codes.tables import CodeList, code_table

_LONGEST = 10
"""Characters of a code that are looked at: no code has so many."""
_KEPT = 8192
"""Judgments remembered: a file repeats few codes on few days."""
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


Days = tuple[date, date]
"""The first and the last day."""
ALWAYS: Days = (date.min, date.max)


class CodeStanding(StrEnum):
    """The code system's word on a code."""

    VALID = "valid"
    UNKNOWN = "unknown"
    INACTIVE = "inactive"
    """It is listed, and was not in force on the day."""


def procedure(code: str, day: date | None) -> CodeStanding:
    """Return a CPT or HCPCS level II code (SV101-2, SV202-2 with qualifier HC)."""
    return _standing(procedure_days(code[:_LONGEST]), day)


def modifier(code: str, day: date | None, *, procedure_code: str = "") -> CodeStanding:
    """Return a modifier of a procedure."""
    days = modifier_days(code[:_LONGEST], procedure_code[:_LONGEST])
    return _standing(days, day)


def revenue_code(code: str, day: date | None) -> CodeStanding:
    """Return a revenue code (SV201), by its category: the first three of its four digits."""
    return _standing(revenue_code_days(code[:_LONGEST]), day)


@lru_cache(_KEPT)
def procedure_days(code: str) -> Days | None:
    """Return the days on which a procedure code is in force; None when it is unknown."""
    if _CPT.fullmatch(code):
        return ALWAYS
    if _LEVEL_II.fullmatch(code):
        return _days(CodeList.HCPCS_SERIES, f"{code[:2]}XXX")
    return None


@lru_cache(_KEPT)
def modifier_days(code: str, procedure_code: str) -> Days | None:
    """Return the days on which a modifier of a procedure is in force; None when it is unknown."""
    is_transport = procedure_code.startswith(_AMBULANCE) and _AMBULANCE_MODIFIER.fullmatch(code)
    if is_transport or _CPT_MODIFIER.fullmatch(code):
        return ALWAYS
    return _days(CodeList.HCPCS_MODIFIER, code)


@lru_cache(_KEPT)
def revenue_code_days(code: str) -> Days | None:
    """Return the days on which a revenue code is in force; None when it is unknown."""
    if code == _TOTAL:
        return ALWAYS
    if not _REVENUE_CODE.fullmatch(code) or code.startswith(_TOTAL[:3]):
        return None
    return _days(CodeList.REVENUE_CATEGORY, f"{code[:3]}X")


@lru_cache(_KEPT)
def type_of_bill(facility: str, frequency: str, day: date | None) -> CodeStanding:
    """Return a type of bill.

    Facility (CLM05-1, with or without the leading zero), frequency (CLM05-3).
    """
    found = {
        _listed(CodeList.BILL_FACILITY, facility.removeprefix("0"), day),
        _listed(CodeList.BILL_FREQUENCY, frequency, day),
    }
    return next(
        one
        for one in (CodeStanding.UNKNOWN, CodeStanding.INACTIVE, CodeStanding.VALID)
        if one in found
    )


def _listed(code_list: CodeList, code: str, day: date | None) -> CodeStanding:
    return _standing(_days(code_list, code), day)


def _days(code_list: CodeList, code: str) -> Days | None:
    found = code_table(code_list).get(code)
    return None if found is None else (found.start or date.min, found.stop or date.max)


def _standing(days: Days | None, day: date | None) -> CodeStanding:
    if days is None:
        return CodeStanding.UNKNOWN
    return CodeStanding.VALID if day is None or days[0] <= day <= days[1] else CodeStanding.INACTIVE
