"""Claim adjustment reason codes: which deny, which are the contract's or the patient's share.

The code numbers are facts of the published list (X12, external code source 139); the grouping is
this project's own.
"""

from types import MappingProxyType

from claimtrail.claims.facts.remittances import AdjustmentFact
from claimtrail.codes.tables import CodeList, code_table

_CATEGORY_CODES = {
    "eligibility": "26 27 28 31 32 33 34 177 200 238",
    "coordination of benefits": "19 20 21 22 109 129 136 B11",
    "authorization": "15 39 62 197 198 210 243 284 287 288 296 302",
    "timely filing": "29 138 164 285 286",
    "missing or invalid data": ("4 5 8 11 16 125 140 146 181 182 199 206 207 208 282 B18"),
    "documentation": "148 163 226 227 250 251 252",
    "medical necessity": "50 55 56 57 58 150 151 152 167 272",
    "not covered": "35 48 49 96 119 149 204 256 273",
    "duplicate": "18 B13",
    "bundling": "97 190 231 234 236",
    "provider": "52 170 171 183 184 185 242 279 B7 B23",
}

DENIAL_CATEGORIES: MappingProxyType[str, str] = MappingProxyType(
    {carc: category for category, codes in _CATEGORY_CODES.items() for carc in codes.split()}
)
"""CARC to our category of denial."""

_PATIENT_SHARE_CODES = "1 2 3 36 37 142 178 247 248"
_CONTRACTUAL_CODES = "24 45 59 104 131 144 253 A2"
_PENDING_CODES = "133 193 257 277 A1 D22"

PATIENT_SHARE = frozenset(("PR", carc) for carc in _PATIENT_SHARE_CODES.split())
"""Deductible, coinsurance, copay and the like: not a denial."""

CONTRACTUAL = frozenset(("CO", carc) for carc in _CONTRACTUAL_CODES.split())
"""The reductions by contract: not a denial."""

PENDING = frozenset(_PENDING_CODES.split())
"""CARCs that announce a later decision."""


def is_denial(adjustment: AdjustmentFact) -> bool:
    """Return whether the reason denies what it adjusts, whoever is to bear it."""
    return adjustment.carc in DENIAL_CATEGORIES


def is_patient_share(adjustment: AdjustmentFact) -> bool:
    """Return whether the patient owes it although nothing was denied."""
    return (adjustment.group_code, adjustment.carc) in PATIENT_SHARE


def is_contractual(adjustment: AdjustmentFact) -> bool:
    """Return whether the contract takes it off."""
    return (adjustment.group_code, adjustment.carc) in CONTRACTUAL


def is_unknown(adjustment: AdjustmentFact) -> bool:
    """Return whether the group or the reason is in no list, stopped codes included."""
    return adjustment.carc not in code_table(
        CodeList.CARC
    ) or adjustment.group_code not in code_table(CodeList.ADJUSTMENT_GROUP)


def denial_category(adjustment: AdjustmentFact) -> str | None:
    """Our category of a denial reason; None for other reasons. `denials` says if it denies."""
    return DENIAL_CATEGORIES.get(adjustment.carc)
