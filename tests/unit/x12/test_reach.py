"""A fault costs what it touches: a value, a claim, a set; all faults of a held set are reported."""

from decimal import Decimal

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.model import (
    ClaimStatus,
    Payment,
    RemittanceClaim,
    SetAcceptance,
    SubmittedClaim,
    TransactionType,
)
from claimtrail.x12.model.catalog import FindingCode, FindingLog, FindingPlace, catalog
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.reach import PLACES, reach_of
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import check_set, read_set
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    ACKNOWLEDGMENT_999,
    CLAIM_837I,
    CLAIM_837P,
    REMITTANCE_835,
    STATUS_277,
    Set,
    write_interchange,
)

FIRST = "CLP*PCN-7001*1*150.5*130.5*"
SECOND = "CLP*PCN-7002*1*900*"


def read(data: bytes) -> SetResult:
    source = MemorySource(data)
    [header] = scan_envelopes(source).sets
    result = read_set(source, header)
    assert check_set(source, header) == result._replace(records=())
    return result


def read_one(item: Set) -> SetResult:
    return read(write_interchange([item]))


def reaches(result: SetResult) -> set[tuple[str, Severity]]:
    return {(item.code, item.severity) for item in result.findings}


def held(result: SetResult) -> dict[str, bool]:
    """Return whether a claim is held, by its number."""
    return {
        item.patient_control_number: bool(item.faults)
        for item in result.records
        if isinstance(item, RemittanceClaim | ClaimStatus | SubmittedClaim)
    }


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("item", "code"),
    [
        (REMITTANCE_835.without("TRN*"), "X12_SEGMENT_MISSING"),
        (REMITTANCE_835.without("BPR*"), "X12_SEGMENT_MISSING"),
        (REMITTANCE_835.changed("TRN*1*EFT5501", "TRN*1*"), "X12_ELEMENT_MISSING"),
        (REMITTANCE_835.changed("BPR*I*230.5*", "BPR*I**"), "X12_ELEMENT_MISSING"),
        (REMITTANCE_835.changed("BPR*I*230.5*", "BPR*I*TWO*"), "X12_NUMBER_INVALID"),
        (REMITTANCE_835.changed("BPR*I*230.5*", "BPR*I*230.51*"), "X12_PAYMENT_UNBALANCED"),
        (ACKNOWLEDGMENT_999.without("AK1*"), "X12_SEGMENT_MISSING"),
    ],
)
def test_a_set_is_held_when_its_identity_or_completeness_is_in_doubt(item: Set, code: str) -> None:
    result = read_one(item)

    assert result.verdict is SetAcceptance.REJECTED
    assert (code, Severity.SET) in reaches(result)


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"~SE*", b"~SE*1", "X12_SE_COUNT"),
        (b"*0001~GE", b"*0002~GE", "X12_SE_CONTROL_NUMBER"),
        (b"ST*835*0001", b"ST*835*1", "X12_SET_CONTROL_NUMBER"),
    ],
)
def test_a_held_set_is_read_to_its_end_and_all_its_faults_are_reported(
    old: bytes, new: bytes, code: str
) -> None:
    odd = REMITTANCE_835.changed("CAS*CO*45*600", "CAS*CO*45*6").changed("*C*ACH", "*Q*ACH")
    data = write_interchange([odd])
    assert old in data

    result = read(data.replace(old, new))

    assert result.verdict is SetAcceptance.REJECTED
    assert {
        (code, Severity.SET),
        ("X12_CODE_INVALID", Severity.VALUE),
        ("X12_CLAIM_UNBALANCED", Severity.CLAIM),
    } <= reaches(result)
    assert [type(item) for item in result.records] == [Payment, RemittanceClaim, RemittanceClaim]


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("item", "code", "number"),
    [
        (REMITTANCE_835.changed(SECOND, "CLP*PCN-7002*99*900*"), "X12_CODE_INVALID", "PCN-7002"),
        (REMITTANCE_835.changed(SECOND, "CLP*PCN-7002*1**"), "X12_ELEMENT_MISSING", "PCN-7002"),
        (REMITTANCE_835.changed(SECOND, "CLP*PCN-7002*1*9O0*"), "X12_NUMBER_INVALID", "PCN-7002"),
        (
            REMITTANCE_835.changed("CAS*CO*45*600", "CAS*CO*45*6OO"),
            "X12_NUMBER_INVALID",
            "PCN-7002",
        ),
        (ACKNOWLEDGMENT_277CA.changed("STC*A2:20*", "STC*A2*"), "X12_ELEMENT_MISSING", "PCN-7001"),
        (CLAIM_837P.changed("CLM*PCN-7001*150.5", "CLM*PCN-7001*15O.5"), "X12_NUMBER_INVALID", ""),
    ],
)
def test_a_claim_is_held_for_its_essential_values_and_the_others_apply(
    item: Set, code: str, number: str
) -> None:
    result = read_one(item)

    assert result.verdict is SetAcceptance.ACCEPTED_WITH_ERRORS
    assert (code, Severity.CLAIM) in reaches(result)
    assert Severity.SET not in {reach for _, reach in reaches(result)}
    assert {name for name, is_held in held(result).items() if is_held} <= {number, "PCN-7001"}
    if number:
        assert held(result)[number]
        assert not all(held(result).values())


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("item", "code"),
    [
        (REMITTANCE_835.changed("DTM*405*2026", "DTM*405*2O26"), "X12_DATE_INVALID"),
        (REMITTANCE_835.changed("*C*ACH", "*Q*ACH"), "X12_CODE_INVALID"),
        (REMITTANCE_835.without("PER*"), "X12_SEGMENT_MISSING"),
        (CLAIM_837I.without("HI*"), "X12_SEGMENT_MISSING"),
        (STATUS_277.changed("F2:88*20260318", "F2:88*2026"), "X12_DATE_INVALID"),
    ],
)
def test_a_fault_of_any_other_value_costs_that_value(item: Set, code: str) -> None:
    result = read_one(item)

    assert reaches(result) == {(code, Severity.VALUE)}
    assert result.verdict is SetAcceptance.ACCEPTED_WITH_ERRORS
    assert result.records
    assert not any(held(result).values())


def test_a_value_that_cannot_be_read_is_absent() -> None:
    odd = REMITTANCE_835.changed("50.5*20.5**2\n", "50.5*20.5**TWO\n")
    odd = odd.changed("DTM*472*20260221", "DTM*472*20260231")

    claim = next(item for item in read_one(odd).records if isinstance(item, RemittanceClaim))

    assert (claim.lines[1].units, claim.lines[1].service_from) == (None, None)
    assert claim.lines[1].charge == Decimal("50.5")
    assert not claim.faults


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("IK4*", "IK4*X"),
        ("IK3*", "IK3*TOOLONG"),
    ],
)
def test_what_a_999_says_of_a_faults_place_decides_nothing(old: str, new: str) -> None:
    result = read_one(ACKNOWLEDGMENT_999.changed(old, new))

    assert result.verdict is SetAcceptance.ACCEPTED
    assert {reach for _, reach in reaches(result)} == {Severity.WARNING}
    assert len(result.records) == len(read_one(ACKNOWLEDGMENT_999).records)


def test_the_worst_finding_past_the_limit_is_kept() -> None:
    log = FindingLog(2)
    place = FindingPlace(offset=0)
    for code in (
        FindingCode.CODE_UNKNOWN,
        FindingCode.CODE_UNKNOWN,
        FindingCode.CODE_INVALID,
        FindingCode.CLAIM_UNBALANCED,
        FindingCode.CODE_INVALID,
        FindingCode.SE_COUNT,
        FindingCode.SE_MISSING,
    ):
        log.add(code, place)

    assert [item.code for item in log.findings()][2:] == ["X12_SE_COUNT", "X12_TOO_MANY_FINDINGS"]
    assert log.refused


def test_no_place_loosens_what_holds_a_set_or_tightens_a_warning() -> None:
    for row in PLACES:
        for element in row.elements:
            place = FindingPlace(offset=0, segment_id=row.segment_id, element_position=element)
            for code, entry in catalog().items():
                if entry.severity in {Severity.SET, Severity.WARNING}:
                    assert reach_of(code, place, row.kinds[0]) is entry.severity


def test_a_place_counts_in_its_own_transaction_alone() -> None:
    place = FindingPlace(offset=0, segment_id="TRN", element_position="02", loop_id="2200D")
    missing = FindingCode.ELEMENT_MISSING

    found = {kind: reach_of(missing, place, kind) for kind in TransactionType}

    assert found[TransactionType.REMITTANCE] is Severity.SET
    assert found[TransactionType.CLAIM_ACKNOWLEDGMENT] is Severity.CLAIM
    assert found[TransactionType.CLAIM_STATUS_REQUEST] is Severity.VALUE
