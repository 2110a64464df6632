"""The forms of codes whose lists are too long, or not free, to be held here.

Types of bill and revenue codes by NUBC's structure; modifiers and procedures by that of HCPCS.
"""

import re

from claimtrail.codes.tables import CodeList, code_table

_TYPE_OF_BILL = re.compile(r"0?([0-9]{2})([0-9A-Z])")
_REVENUE_CODE = re.compile(r"[0-9]{4}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_PROCEDURE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-V][0-9]{4}")
"""CPT: five digits, or four and a letter (categories II and III, proprietary); HCPCS level II: a
letter and four digits."""
_TOTAL = "0001"
"""The only revenue code of its category: the claim's total."""


def is_type_of_bill(text: str) -> bool:
    """Whether the text is a known facility type and frequency, with or without the leading zero."""
    found = _TYPE_OF_BILL.fullmatch(text)
    if not found:
        return False
    facility, frequency = found.groups()
    known = facility in code_table(CodeList.BILL_FACILITY)
    return known and frequency in code_table(CodeList.BILL_FREQUENCY)


def is_revenue_code(text: str) -> bool:
    """Whether the text has four digits and a known category."""
    if not _REVENUE_CODE.fullmatch(text):
        return False
    if text.startswith(_TOTAL[:3]):
        return text == _TOTAL
    return f"{text[:3]}X" in code_table(CodeList.REVENUE_CATEGORY)


def is_modifier(text: str) -> bool:
    """Whether the text has the form of a HCPCS modifier."""
    return bool(_MODIFIER.fullmatch(text))


def is_procedure_code(text: str) -> bool:
    """Whether the text has the form of a CPT or HCPCS level II code."""
    return bool(_PROCEDURE.fullmatch(text))
