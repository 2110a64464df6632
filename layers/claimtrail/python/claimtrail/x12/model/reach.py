"""Reach of a finding by its place: an amount that cannot be read costs more than a name.

The catalog says how far a finding reaches as a rule. The rows here say where that differs: the
identity of a payment decides on the set, the amounts of a claim on that claim, and what a 999 says
of the place of a fault on nothing.
"""

from collections.abc import Callable
from typing import NamedTuple

from claimtrail.x12.model import SetHeader, TransactionType
from claimtrail.x12.model.catalog import FindingCode, FindingPlace, catalog
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.rules import STANDARD, Rules

_ABSENT = frozenset(
    {FindingCode.SEGMENT_MISSING, FindingCode.ELEMENT_MISSING, FindingCode.VALUE_BLANK}
)
_UNREADABLE = _ABSENT | {
    FindingCode.CODE_INVALID,
    FindingCode.ELEMENT_CONDITION,
    FindingCode.NUMBER_INVALID,
}
_UNREADABLE_AMOUNT = _UNREADABLE | {FindingCode.AMOUNT_UNREADABLE, FindingCode.ELEMENT_TOO_LONG}
_INCOMPLETE = frozenset({FindingCode.ELEMENT_CONDITION})
"""A reason, amount and quantity of a CAS that are not all where they belong."""
_ANY_CODE: frozenset[FindingCode] = frozenset()
_ANY_ELEMENT = ("*",)
_SEGMENT = ""
"""The segment as a whole, where an element position is expected."""

_REMITTANCE = (TransactionType.REMITTANCE,)
_STATUS = (TransactionType.CLAIM_ACKNOWLEDGMENT, TransactionType.CLAIM_STATUS)
_CLAIMS = (TransactionType.CLAIM_PROFESSIONAL, TransactionType.CLAIM_INSTITUTIONAL)
_ACKNOWLEDGMENT = (TransactionType.IMPLEMENTATION_ACKNOWLEDGMENT,)


class PlaceReach(NamedTuple):
    """The reach of some findings at some place."""

    kinds: tuple[TransactionType, ...]
    segment_id: str
    elements: tuple[str, ...]
    """Positions as in a finding; `*` stands for all of them."""
    reach: Severity
    codes: frozenset[FindingCode]
    """Empty: any code."""
    loops: tuple[str, ...] = ()
    """Empty: any loop."""


PLACES = (
    PlaceReach(_REMITTANCE, "BPR", (_SEGMENT, "02"), Severity.SET, _UNREADABLE_AMOUNT),
    PlaceReach(_REMITTANCE, "TRN", (_SEGMENT, "02"), Severity.SET, _ABSENT),
    PlaceReach(_REMITTANCE, "CLP", ("02", "03", "04"), Severity.CLAIM, _UNREADABLE_AMOUNT),
    PlaceReach(
        _REMITTANCE,
        "CAS",
        ("03", "06", "09", "12", "15", "18"),
        Severity.CLAIM,
        _UNREADABLE_AMOUNT,
    ),
    PlaceReach(_REMITTANCE, "CAS", _ANY_ELEMENT, Severity.CLAIM, _INCOMPLETE),
    PlaceReach(_REMITTANCE, "SVC", ("02", "03"), Severity.CLAIM, _UNREADABLE_AMOUNT),
    PlaceReach(
        _STATUS,
        "STC",
        (_SEGMENT, "01", "01-1", "01-2"),
        Severity.CLAIM,
        _UNREADABLE,
        ("2200D", "2200E"),
    ),
    PlaceReach(_STATUS, "TRN", (_SEGMENT, "02"), Severity.CLAIM, _ABSENT, ("2200D", "2200E")),
    PlaceReach(_CLAIMS, "CLM", ("01",), Severity.CLAIM, _UNREADABLE),
    PlaceReach(_CLAIMS, "CLM", ("02",), Severity.CLAIM, _UNREADABLE_AMOUNT),
    PlaceReach(_CLAIMS, "NM1", (_SEGMENT, "01", "09"), Severity.CLAIM, _UNREADABLE, ("2010BB",)),
    PlaceReach(_ACKNOWLEDGMENT, "AK1", (_SEGMENT, "01", "02"), Severity.SET, _UNREADABLE),
    PlaceReach(_ACKNOWLEDGMENT, "IK3", _ANY_ELEMENT, Severity.WARNING, _ANY_CODE),
    PlaceReach(_ACKNOWLEDGMENT, "IK4", _ANY_ELEMENT, Severity.WARNING, _ANY_CODE),
    PlaceReach(_ACKNOWLEDGMENT, "CTX", _ANY_ELEMENT, Severity.WARNING, _ANY_CODE),
)
"""Places that differ. 835: BPR02 and TRN02 are the payment's identity (X221A1, 1.10.2.3), CLP02 to
CLP04, CAS and SVC02, SVC03 what is posted. 277CA and 277: a claim's number and its status (2200D,
2200E). 837: what names the claim, its amount and its payer. 999: the place of a fault (IK3, IK4,
CTX) is a note; the outcome stands in IK5 and AK9."""


def reach_of(
    code: FindingCode, place: FindingPlace, kind: TransactionType | None, rules: Rules = STANDARD
) -> Severity:
    """Return how far a finding reaches: by the partner's rule, else its place, else its code."""
    return rules.reach(code) or _by_place(code, place, kind) or catalog()[code].severity


def reach_in(header: SetHeader) -> Callable[[FindingCode, FindingPlace], Severity]:
    """Return `reach_of` for the findings of one set."""

    def reach(code: FindingCode, place: FindingPlace) -> Severity:
        return reach_of(code, place, header.transaction_type, header.rules)

    return reach


def _by_place(
    code: FindingCode, place: FindingPlace, kind: TransactionType | None
) -> Severity | None:
    for row in PLACES:
        if row.segment_id == place.segment_id and kind in row.kinds and _is_at(row, code, place):
            return row.reach
    return None


def _is_at(row: PlaceReach, code: FindingCode, place: FindingPlace) -> bool:
    if catalog()[code].severity in {Severity.SET, Severity.WARNING}:
        return False
    if row.codes and code not in row.codes:
        return False
    if row.elements != _ANY_ELEMENT and place.element_position not in row.elements:
        return False
    return not row.loops or place.loop_id in row.loops
