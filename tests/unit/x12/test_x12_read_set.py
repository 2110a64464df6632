"""Validation of one transaction set: the right verdict, the right place, and no value in it."""

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.segment_scanner import SEGMENT_LIMIT
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.model import Delimiters, SetAcceptance
from claimtrail.x12.model.catalog import catalog
from claimtrail.x12.model.findings import Finding, Severity
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import FINDINGS_PER_SET, read_set
from claimtrail.x12.validate.checks import npi_is_valid
from tests.harness.files.x12_files import (
    ALL_SETS,
    CLAIM_837I,
    CLAIM_837P,
    PHI,
    REMITTANCE_835,
    STATUS_277,
    Set,
    write_interchange,
)


def read(data: bytes) -> list[SetResult]:
    source = MemorySource(data)
    return [read_set(source, header) for header in scan_envelopes(source).sets]


def read_one(item: Set) -> SetResult:
    [result] = read(write_interchange([item]))
    return result


def codes(result: SetResult) -> list[str]:
    return [item.code for item in result.findings]


def only(result: SetResult, code: str) -> Finding:
    found = [item for item in result.findings if item.code == code]
    assert len(found) == 1, codes(result)
    return found[0]


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("item", ALL_SETS, ids=lambda item: item.version)
def test_a_sound_set_is_accepted_without_findings(item: Set) -> None:
    result = read_one(item)

    assert result.findings == ()
    assert result.verdict is SetAcceptance.ACCEPTED
    assert result.records


@pytest.mark.parametrize("item", ALL_SETS, ids=lambda item: item.version)
def test_delimiters_and_line_breaks_make_no_difference(item: Set) -> None:
    plain = read_one(item)
    marks = Delimiters(element=b"|", component=b">", repetition=b"!", segment=b"\x0b")

    [other] = read(write_interchange([item], delimiters=marks, line_break=b"\r\n"))

    assert (other.verdict, other.findings) == (plain.verdict, plain.findings)
    assert len(other.records) == len(plain.records)


@pytest.mark.capability("C2.3")
def test_a_277_in_an_835_group_is_rejected_and_not_read() -> None:
    data = write_interchange([REMITTANCE_835]).replace(b"ST*835*", b"ST*277*")

    [result] = read(data)

    assert result.verdict is SetAcceptance.REJECTED
    assert result.records == ()
    assert only(result, "X12_SET_NOT_IN_GROUP").set_error == "18"


def test_an_unknown_guide_is_a_finding_and_no_crash() -> None:
    [result] = read(write_interchange([REMITTANCE_835]).replace(b"5010X221A1", b"5010X299"))

    assert codes(result) == ["X12_VERSION_UNSUPPORTED"]
    assert result.verdict is SetAcceptance.REJECTED


def test_an_empty_segment_is_noted_and_the_rest_is_read() -> None:
    sound = read_one(REMITTANCE_835)
    data = write_interchange([REMITTANCE_835]).replace(b"~LX*1~", b"~~LX*1~")

    [result] = read(data)

    assert codes(result) == ["X12_SEGMENT_EMPTY"]
    assert result.findings[0].offset == data.index(b"~~") + 1
    assert result.verdict is SetAcceptance.ACCEPTED
    assert len(result.records) == len(sound.records)


def test_a_segment_of_20_kb_is_a_fault_of_its_own() -> None:
    data = write_interchange([REMITTANCE_835.changed("EDI DESK", "D" * 20_000)])

    [result] = read(data)

    found = only(result, "X12_ELEMENT_TOO_LONG")
    assert (found.segment_id, found.element_position) == ("PER", "02")
    assert codes(result) == ["X12_ELEMENT_TOO_LONG"]


def test_a_segment_beyond_the_limit_is_a_fault_and_reading_goes_on() -> None:
    data = write_interchange([REMITTANCE_835.changed("EDI DESK", "D" * SEGMENT_LIMIT)])

    [result] = read(data)

    assert codes(result) == ["X12_SEGMENT_TOO_LONG", "X12_SEGMENT_MISSING"]
    assert result.findings[0].offset == data.index(b"PER*")
    assert result.findings[1].segment_id == "PER"


@pytest.mark.parametrize(
    ("item", "code", "segment", "element"),
    [
        (CLAIM_837P.without("HI*"), "X12_SEGMENT_MISSING", "HI", ""),
        (CLAIM_837P.without("BHT*"), "X12_SEGMENT_MISSING", "BHT", ""),
        (CLAIM_837P.changed("*11:B:1*", "*:B:1*"), "X12_ELEMENT_MISSING", "CLM", "05-1"),
        (CLAIM_837P.changed("*CI", "*QQ"), "X12_CODE_INVALID", "SBR", "09"),
        (CLAIM_837P.changed("*20260220\n", "*20261350\n"), "X12_DATE_INVALID", "DTP", "03"),
        (CLAIM_837P.changed("HL*3*2", "HL*3*9"), "X12_HL_PARENT", "HL", "02"),
        (CLAIM_837P.changed("LX*2", "LX*7"), "X12_LX_SEQUENCE", "LX", "01"),
        (CLAIM_837P.changed("PCN-7001", "P" * 40), "X12_ELEMENT_TOO_LONG", "CLM", "01"),
        (CLAIM_837P.changed("REF*EI*", "ZZZ*EI*"), "X12_SEGMENT_UNKNOWN", "???", ""),
        (CLAIM_837P.changed("PRV*PE*", "CLP*PE*"), "X12_SEGMENT_UNKNOWN", "CLP", ""),
        (CLAIM_837I.without("SV2*"), "X12_SEGMENT_MISSING", "SV2", ""),
        (REMITTANCE_835.changed("*C*ACH", "*Q*ACH"), "X12_CODE_INVALID", "BPR", "03"),
        (REMITTANCE_835.changed("DTM*405", "DTM*405*1"), "X12_DATE_INVALID", "DTM", "02"),
        (STATUS_277.without("BHT*"), "X12_SEGMENT_MISSING", "BHT", ""),
        (STATUS_277.changed("F2:88*20260318", "F2:88*2026"), "X12_DATE_INVALID", "STC", "02"),
        (STATUS_277.changed("HL*4*3*22", "HL*4*2*22"), "X12_HL_LEVEL", "HL", "03"),
        (STATUS_277.changed("NM1*IL", "NM1*PR"), "X12_CODE_INVALID", "NM1", "01"),
        (STATUS_277.changed("SVC*HC", "CAS*HC"), "X12_SEGMENT_UNKNOWN", "CAS", ""),
        (STATUS_277.changed("*RD8*20260210-", "*RD8*20260210/"), "X12_DATE_INVALID", "DTP", "03"),
    ],
)
@pytest.mark.capability("C2.3")
def test_a_fault_of_a_value_is_reported_with_its_place_and_the_records_are_read(
    item: Set, code: str, segment: str, element: str
) -> None:
    result = read_one(item)

    assert result.verdict is SetAcceptance.ACCEPTED_WITH_ERRORS
    assert (code, segment, element, Severity.VALUE) in {
        (found.code, found.segment_id, found.element_position, found.severity)
        for found in result.findings
    }
    assert result.records


def test_offset_position_and_loop_point_at_the_segment() -> None:
    data = write_interchange([CLAIM_837P.changed("*CI", "*QQ")], line_break=b"\n")

    [result] = read(data)

    found = only(result, "X12_CODE_INVALID")
    assert found.offset == data.index(b"SBR*")
    assert found.segment_position == 13
    assert found.loop_id == "2000B"
    assert (found.segment_error, found.element_error) == ("8", "7")


def test_a_trailing_separator_is_a_fault() -> None:
    data = write_interchange([REMITTANCE_835]).replace(b"LX*1~", b"LX*1*~")

    [result] = read(data)

    assert only(result, "X12_TRAILING_SEPARATOR").segment_id == "LX"


@pytest.mark.parametrize(
    ("item", "code", "segment"),
    [
        (REMITTANCE_835.changed("CAS*CO*45*20", "CAS*CO*45*21"), "X12_LINE_UNBALANCED", "SVC"),
        (REMITTANCE_835.changed("CAS*CO*45*600", "CAS*CO*45*6"), "X12_CLAIM_UNBALANCED", "CLP"),
        (CLAIM_837P.changed("PCN-7001*150.5", "PCN-7001*150.4"), "X12_CHARGE_TOTAL", "CLM"),
        (CLAIM_837P.changed("XX*1497758544", "XX*1497758545"), "X12_NPI_INVALID", "NM1"),
        (REMITTANCE_835.changed("CAS*CO*45", "CAS*CO*Z99"), "X12_CODE_UNKNOWN", "CAS"),
        (STATUS_277.changed("STC*F2", "STC*F9"), "X12_CODE_UNKNOWN", "STC"),
    ],
)
@pytest.mark.capability("C2.3")
def test_what_pyx12_does_not_check_is_a_warning_and_the_set_goes_through(
    item: Set, code: str, segment: str
) -> None:
    result = read_one(item)

    assert result.verdict is not SetAcceptance.REJECTED
    assert (code, segment) in {(found.code, found.segment_id) for found in result.findings}
    assert result.records


def test_one_unreadable_amount_does_not_take_the_others_with_it() -> None:
    result = read_one(CLAIM_837P.changed("SV1*HC:87880*50.5", "SV1*HC:87880*50.555"))
    remittance = read_one(REMITTANCE_835.changed("PCN-7002*1*900*", "PCN-7002*1*900.001*"))

    assert codes(result) == codes(remittance) == ["X12_AMOUNT_UNREADABLE"]
    assert result.verdict is remittance.verdict is SetAcceptance.ACCEPTED_WITH_ERRORS
    assert len(result.records) == 1
    assert len(remittance.records) == 3


def test_a_claim_without_an_amount_that_can_be_read_is_left_out_and_told() -> None:
    result = read_one(CLAIM_837P.changed("PCN-7001*150.5*", "PCN-7001*150.505*"))

    assert codes(result) == ["X12_RECORD_UNREADABLE"]
    assert result.records == ()


def test_a_broken_set_leaves_its_neighbor_alone() -> None:
    broken = REMITTANCE_835.without("TRN*")

    results = read(write_interchange([REMITTANCE_835, broken, REMITTANCE_835]))

    assert [item.verdict for item in results] == [
        SetAcceptance.ACCEPTED,
        SetAcceptance.REJECTED,
        SetAcceptance.ACCEPTED,
    ]


def test_a_set_of_nothing_but_faults_stays_a_short_list() -> None:
    body = REMITTANCE_835.body + "\nZZZ*1" * 5_000
    result = read_one(Set("835", "HP", "005010X221A1", body))

    assert len(result.findings) <= FINDINGS_PER_SET + 2
    assert result.verdict is SetAcceptance.ACCEPTED_WITH_ERRORS
    assert codes(result)[-1] == "X12_TOO_MANY_FINDINGS"


def test_no_finding_holds_a_value_out_of_the_file() -> None:
    for item in ALL_SETS:
        for line in item.body.splitlines():
            for broken in (item.without(line), item.changed(line, line + "*" * 30 + "X")):
                for found in read_one(broken).findings:
                    assert not any(value in repr(found) for value in PHI), line


def test_a_segment_whose_identifier_could_be_a_name_is_not_repeated() -> None:
    result = read_one(CLAIM_837P.changed("PRV*PE", "ABERNATHY*PE"))

    assert {item.segment_id for item in result.findings} == {"???"}


def test_every_finding_carries_what_the_catalog_says() -> None:
    result = read_one(CLAIM_837P.without("HI*"))

    entries = {str(code): entry for code, entry in catalog().items()}
    for item in result.findings:
        assert item.text == entries[item.code].meaning
        assert item.next_step


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("1234567893", True),
        ("1497758544", True),
        ("1234567890", False),
        ("123456789", False),
        ("12345678930", False),
        ("١٢٣٤٥٦٧٨٩٣", False),
        ("", False),
    ],
)
def test_the_npi_check_digit(number: str, valid: bool) -> None:  # noqa: FBT001 - a column of the table
    assert npi_is_valid(number) is valid
