"""Masks of segments: by field group, and closed for whatever nobody named."""

import pytest

from claimtrail.access.fields import FieldGroup
from claimtrail.access.segment_masks import (
    EVERY,
    MASK,
    groups_of_element,
    masked_elements,
    may_see,
)
from claimtrail.x12.model.segment_names import segment_names

pytestmark = pytest.mark.capability("C5.3")
NO_PATIENT = frozenset(FieldGroup) - {FieldGroup.PATIENT}
IDENTIFIERS = [
    "AK1",
    "AK2",
    "AK9",
    "AMT",
    "BHT",
    "BPR",
    "CAS",
    "CL1",
    "CLM",
    "CLP",
    "CN1",
    "CR1",
    "CRC",
    "CTP",
    "CTX",
    "CUR",
    "DMG",
    "DTM",
    "DTP",
    "GE",
    "GS",
    "HCP",
    "HI",
    "HL",
    "IEA",
    "IK3",
    "IK4",
    "IK5",
    "ISA",
    "K3",
    "LIN",
    "LQ",
    "LX",
    "MIA",
    "MOA",
    "MSA",
    "MSH",
    "N1",
    "N2",
    "N3",
    "N4",
    "NM1",
    "NTE",
    "OI",
    "PAT",
    "PER",
    "PLB",
    "PRV",
    "PWK",
    "QTY",
    "RDM",
    "REF",
    "SBR",
    "SE",
    "ST",
    "STC",
    "SV1",
    "SV2",
    "SVC",
    "SVD",
    "TA1",
    "TRN",
    "TS2",
    "TS3",
    "ERR",
]


@pytest.mark.parametrize(
    "segment",
    [
        "NM1*QC*1*DOE*JANE****MI*M-77",
        "NM1*IL*1*DOE*JANE****MI*M-77",
        "NM1*74*1*DOE*JANE",
        "NM1*GD*1*DOE*JANE",
        "NM1**1*DOE",
        "N3*1 MAIN ST",
        "N4*SPRINGFIELD*IL*62701",
        "DMG*D8*19610402*F",
        "PER*IC*JANE DOE*TE*5551234",
        "REF*SY*123456789",
        "REF*EA*MRN-9",
        "SBR*P*18*GROUP-9",
        "NTE*ADD*JANE DOE CALLED",
        "IK4*3*1035*7*DOE",
        "CTX*CLM01:PCN-9",
        "ZZZ*JANE DOE",
    ],
)
def test_without_the_patient_group_nothing_of_the_patient_is_left(segment: str) -> None:
    elements = segment.split("*")

    seen = masked_elements(elements, NO_PATIENT)

    assert len(seen) == len(elements)
    assert seen != tuple(elements)
    for value in ("DOE", "JANE", "M-77", "19610402", "62701", "123456789", "MRN-9", "GROUP-9"):
        assert value not in "*".join(seen)


@pytest.mark.parametrize(
    ("segment", "number", "group"),
    [
        ("CLP*PCN*1*100", 1, FieldGroup.ACCOUNT),
        ("CLP*PCN*1*100", 3, FieldGroup.MONEY),
        ("CAS*CO*45*20", 3, FieldGroup.MONEY),
        ("CAS*CO*45*20", 2, FieldGroup.STATUS),
        ("SVC*HC:99213*100", 1, FieldGroup.CLINICAL),
        ("HI*ABK:J0190", 1, FieldGroup.CLINICAL),
        ("NM1*PR*2*LARKSPUR", 3, FieldGroup.SERVICE),
        ("NM1*QC*1*DOE", 3, FieldGroup.PATIENT),
        ("DTM*232*20261004", 2, FieldGroup.SERVICE),
        ("REF*F8*ICN", 2, FieldGroup.ACCOUNT),
    ],
)
def test_each_element_is_of_its_group(segment: str, number: int, group: FieldGroup) -> None:
    assert groups_of_element(segment.split("*"), number) == {group}


def test_an_empty_element_stays_empty_and_a_mask_tells_no_length() -> None:
    seen = masked_elements(["NM1", "QC", "1", "A", "", "Bartholomew"], NO_PATIENT)

    assert seen == ("NM1", "QC", "1", MASK, "", MASK)


def test_who_sees_all_groups_sees_the_segment_as_it_is() -> None:
    elements = ["NM1", "QC", "1", "DOE", "JANE", "", "", "", "MI", "M-77"]

    assert masked_elements(elements, frozenset(FieldGroup)) == tuple(elements)


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_every_segment_of_the_guides_has_names_and_groups(identifier: str) -> None:
    names = segment_names(identifier)

    assert names.name
    for number in range(1, len(names.elements) + 1):
        groups_of_element([identifier, "", ""], number)


def test_an_element_beyond_the_table_needs_every_group() -> None:
    assert groups_of_element(["CLP"], 99) == EVERY
    assert not may_see(["CLP"], 99, NO_PATIENT)
