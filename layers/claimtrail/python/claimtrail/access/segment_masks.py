"""Field groups of the elements of a payer's segments: what of a segment a person is shown.

An element that a person may not see is replaced, not left out, so that the segment keeps its form.
What no row names needs every group that may name a patient: free text, and segments of no guide.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from claimtrail.access.fields import FieldGroup

G = FieldGroup
_LETTERS: Mapping[str, frozenset[FieldGroup]] = MappingProxyType(
    {
        "-": frozenset(),  # qualifiers and control numbers, which tell of nobody
        "R": frozenset({G.REFERENCE}),
        "A": frozenset({G.ACCOUNT}),
        "P": frozenset({G.PATIENT}),
        "S": frozenset({G.SERVICE}),
        "T": frozenset({G.STATUS}),
        "M": frozenset({G.MONEY}),
        "C": frozenset({G.CLINICAL}),
        "N": frozenset({G.NOTES, G.PATIENT}),  # free text may name the patient
        "X": frozenset({G.ACCOUNT, G.PATIENT, G.MONEY, G.CLINICAL, G.NOTES}),
    }
)
EVERY = _LETTERS["X"]
"""The groups that are needed for what no row names."""
MASK = "\N{BULLET}" * 4
"""In place of an element; its length says nothing of what it replaces."""

_ROWS = """
ISA ---------------- IEA -- GS -------- GE -- ST --- SE -- TA1 R--TT
AK1 --- AK2 --- IK3 TTTT IK4 TTTX IK5 TTTTTT CTX XTTTTX AK9 TTTTTTTTT
BHT TTRTTT HL RRTT LX R SBR SSPSSSSSS PRV SSS CUR SS
N2 PP N3 PP N4 PPPPPPP PER -XXXXXXX DMG -PP PAT PPPPPPPPP
CLM AMSSSTTTTTXXTTTTTTTT CL1 CCC CN1 MMMSSS
PWK CCSSRR AMT TM QTY TC K3 N NTE TN CR1 CCCCCCCCNN CRC CCCCCCC
HI CCCCCCCCCCCC HCP TMMRMRMCCCCCTTT OI SSSSSS
SV1 CMCCSCCMCCCCCCM SV2 CCMCCMM SVD SMCCCR LIN R-C CTP TCMCC
CAS TTMCTMCTMCTMCTMCTMC BPR TMTTTXXXXRRXXXXT TRN TARR LQ TT
CLP ATMMMSASTTCCC SVC CMMCCCC
MIA CMCMTMMMMMMMMMCMMMMTTTTM MOA MMTTTTTMM
TS2 MMMMMM TS3 SSTCM PLB STXMXMXMXM RDM SXX
STC TTTMMTTTRTTN
MSH ----------- MSA TRN ERR TTTTTTNN
"""


def _cells(letters: str) -> tuple[frozenset[FieldGroup], ...]:
    return tuple(_LETTERS[letter] for letter in letters)


_WORDS = _ROWS.split()
_TABLE: Mapping[str, tuple[frozenset[FieldGroup], ...]] = MappingProxyType(
    {name: _cells(letters) for name, letters in zip(_WORDS[::2], _WORDS[1::2], strict=True)}
)

_NOT_PATIENTS = frozenset(
    {"PR", "PE", "40", "41", "82", "85", "87", "71", "72", "77", "DN", "P3", "DQ", "ZZ", "DK", "1P",
     "AY", "TT"}
)  # fmt: skip
"""NM101 and N101 of payers, submitters and providers; any other role may be the patient's family.
"""
_REFERENCES: Mapping[str, str] = MappingProxyType(
    {
        "F8": "A", "1K": "A", "6R": "A", "D9": "A", "BLT": "S", "2U": "S", "EI": "S", "TJ": "S",
        "EV": "S", "FI": "S", "NF": "S", "HPI": "S", "1C": "S", "1D": "S", "1G": "S", "LU": "S",
        "0B": "S", "G2": "S", "0K": "S", "F2": "S", "CE": "S", "9A": "S", "9C": "S", "BB": "A",
        "G1": "A", "9F": "A", "LX": "R", "X4": "S", "P4": "S", "E9": "A", "EO": "R",
    }
)  # fmt: skip
"""REF01 to the group of the number; any other may be the patient's own."""
_DATES = frozenset({"DTP", "DTM"})
_PERSONS_DATES = frozenset({"090", "091", "360", "361", "439", "453", "454", "455", "484"})
"""DTP01 of days of an illness or disability."""


def groups_of_element(elements: Sequence[str], number: int) -> frozenset[FieldGroup]:
    """Return the groups that a person needs to see an element, counted from 1.

    `elements` is the segment: its identifier, then its elements.
    """
    identifier = elements[0].upper()
    qualifier = elements[1].upper() if len(elements) > 1 else ""
    by_qualifier = _QUALIFIED.get(identifier)
    if by_qualifier:
        return _LETTERS["-"] if number == 1 else by_qualifier(qualifier, number)
    row = _TABLE.get(identifier, ())
    return row[number - 1] if number <= len(row) else EVERY


def may_see(elements: Sequence[str], number: int, groups: frozenset[FieldGroup]) -> bool:
    """Return whether who sees these groups is shown an element."""
    return groups_of_element(elements, number) <= groups


def masked_elements(elements: Sequence[str], groups: frozenset[FieldGroup]) -> tuple[str, ...]:
    """Return a segment as a person is shown it: what may not be seen is replaced.

    The identifier of a segment that no guide has is free text as well.
    """
    identifier = elements[0]
    known = identifier.upper() in _TABLE or identifier.upper() in _QUALIFIED
    head = identifier if known or groups >= EVERY else MASK
    return (
        head,
        *(
            value if not value or may_see(elements, number, groups) else MASK
            for number, value in enumerate(elements[1:], start=1)
        ),
    )


def _of_name(qualifier: str, number: int) -> frozenset[FieldGroup]:
    if qualifier in _NOT_PATIENTS:
        return _LETTERS["S"]
    return _LETTERS["-"] if number == 2 else _LETTERS["P"]  # noqa: PLR2004 - NM102: person or not


def _of_party(qualifier: str, _number: int) -> frozenset[FieldGroup]:
    return _LETTERS["S" if qualifier in _NOT_PATIENTS else "P"]


def _of_reference(qualifier: str, _number: int) -> frozenset[FieldGroup]:
    return _LETTERS[_REFERENCES.get(qualifier, "X")]


def _of_date(qualifier: str, _number: int) -> frozenset[FieldGroup]:
    return _LETTERS["X" if qualifier in _PERSONS_DATES else "S"]


_QUALIFIED: Mapping[str, Callable[[str, int], frozenset[FieldGroup]]] = MappingProxyType(
    {
        "NM1": _of_name,
        "N1": _of_party,
        "REF": _of_reference,
        **dict.fromkeys(_DATES, _of_date),
    }
)
"""Segments whose first element says what the others are."""
