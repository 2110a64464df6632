"""Meanings of the values of segments, in our words, for who may see the value."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from claimtrail.claims.views.code_words import (
    GROUPS,
    carc_words,
    code_words,
    remark_words,
    status_words,
)
from claimtrail.codes.tables import CodeList, code_table
from claimtrail.kernel.clock import parse_d8, parse_rd8
from claimtrail.kernel.money import parse_amount, to_cents
from claimtrail.web.core.words import day, money
from claimtrail.x12 import RecordSegment

_STATUS_PARTS = 3
"""Components of a status: category, status, entity."""


def meaning_of(segment: RecordSegment, number: int) -> str:
    """Return what a value means; empty where the value says it itself."""
    value = segment.get(number)
    reader = _READERS.get((segment.identifier, number))
    if not value or reader is None:
        return ""
    return reader(segment, number)


def _listed(code_list: CodeList) -> Callable[[RecordSegment, int], str]:
    def words(segment: RecordSegment, number: int) -> str:
        known = code_table(code_list).get(segment.get(number))
        return known.text if known else ""

    return words


def _coded(name: str) -> Callable[[RecordSegment, int], str]:
    return lambda segment, number: code_words(f"{name}={segment.get(number)}")


def _status(segment: RecordSegment, number: int) -> str:
    parts = [*segment.components(number), "", "", ""]
    return status_words(*parts[:_STATUS_PARTS])


def _frequency(segment: RecordSegment, number: int) -> str:
    parts = segment.components(number)
    return code_words(f"CLM05-3={parts[-1]}") if parts else ""


def _amount(segment: RecordSegment, number: int) -> str:
    try:
        return money(to_cents(parse_amount(segment.get(number))))
    except ValueError:
        return ""


def _date(segment: RecordSegment, number: int) -> str:
    text = segment.get(number)
    try:
        if "-" in text:
            first, last = parse_rd8(text)
            return f"{day(first)} to {day(last)}"
        return day(parse_d8(text))
    except ValueError:
        return ""


_AMOUNTS = {
    "CLM": (2,), "CLP": (3, 4, 5), "SVC": (2, 3), "AMT": (2,), "SV1": (2,), "SV2": (3,),
    "SVD": (2,), "STC": (4, 5), "BPR": (2,), "CAS": (3, 6, 9, 12, 15, 18),
}  # fmt: skip
_DATES = {"DTP": (3,), "DTM": (2,), "STC": (2, 6, 8), "DMG": (2,), "BPR": (16,), "BHT": (4,)}
_REMARKS = {"MOA": (3, 4, 5, 6, 7), "MIA": (5, 20, 21, 22, 23), "LQ": (2,)}

_READERS: Mapping[tuple[str, int], Callable[[RecordSegment, int], str]] = MappingProxyType(
    {
        **{(name, place): _amount for name, places in _AMOUNTS.items() for place in places},
        **{(name, place): _date for name, places in _DATES.items() for place in places},
        **{
            (name, place): lambda segment, number: remark_words(segment.get(number))
            for name, places in _REMARKS.items()
            for place in places
        },
        **{("STC", place): _status for place in (1, 10, 11)},
        **{
            ("CAS", place): lambda segment, number: carc_words(segment.get(number))
            for place in range(2, 20, 3)
        },
        ("CAS", 1): lambda segment, number: GROUPS.get(segment.get(number), ""),
        ("CLP", 2): _coded("CLP02"),
        ("CLP", 6): _listed(CodeList.CLAIM_FILING_INDICATOR),
        ("CLP", 9): _coded("CLM05-3"),
        ("CLM", 5): _frequency,
        ("SBR", 9): _listed(CodeList.CLAIM_FILING_INDICATOR),
        ("TA1", 4): _coded("TA104"),
        ("TA1", 5): _coded("TA105"),
        ("IK5", 1): _coded("IK5"),
        ("AK9", 1): _coded("AK9"),
        ("IK3", 4): _listed(CodeList.SEGMENT_ERROR),
        ("IK4", 3): _listed(CodeList.ELEMENT_ERROR),
        ("MSA", 1): _coded("MSA-1"),
        ("NM1", 1): _listed(CodeList.ENTITY),
        ("N1", 1): _listed(CodeList.ENTITY),
    }
)
"""By segment and element."""
