"""One cause, one finding: a wrong qualifier, a missing opener, a wrong separator and the like."""

from dataclasses import replace

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.model import ClaimStatus, RemittanceClaim, SubmittedClaim
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    CLAIM_837I,
    CLAIM_837P,
    REMITTANCE_835,
    STATUS_277,
    Set,
    write_interchange,
)
from tests.harness.intake.chunks import in_parts

pytestmark = pytest.mark.capability("C2.3")


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", request.param)


def read(item: Set) -> SetResult:
    """The set, read in one pass and in parts, which agree."""
    source = MemorySource(write_interchange([item]))
    [header] = scan_envelopes(source).sets
    result = read_set(source, header)
    assert read_set(source, header, fast=False) == result
    if item.identifier == "835" or item.version == ACKNOWLEDGMENT_277CA.version:
        _, joined = in_parts(source, header, 1)
        assert joined in (None, result)
    return result


def places(result: SetResult) -> list[tuple[str, str, str]]:
    return [
        (item.code.removeprefix("X12_"), item.segment_id, item.element_position)
        for item in result.findings
    ]


def claims(result: SetResult) -> list[str]:
    return [
        item.patient_control_number
        for item in result.records
        if isinstance(item, RemittanceClaim | ClaimStatus | SubmittedClaim)
    ]


@pytest.mark.parametrize(
    ("item", "old", "new", "place"),
    [
        (ACKNOWLEDGMENT_277CA, "TRN*2*PCN-7001", "TRN*7*PCN-7001", ("TRN", "01")),
        (ACKNOWLEDGMENT_277CA, "REF*1K*", "REF*ZZ*", ("REF", "01")),
        (ACKNOWLEDGMENT_277CA, "DTP*472*", "DTP*999*", ("DTP", "01")),
        (ACKNOWLEDGMENT_277CA, "NM1*QC*", "NM1*ZZ*", ("NM1", "01")),
        (ACKNOWLEDGMENT_277CA, "*PT\n", "*ZZ\n", ("HL", "03")),
        (REMITTANCE_835, "TRN*1*", "TRN*2*", ("TRN", "01")),
        (REMITTANCE_835, "DTM*472*", "DTM*999*", ("DTM", "01")),
        (REMITTANCE_835, "N1*PE*", "N1*ZZ*", ("N1", "01")),
        (STATUS_277, "TRN*2*", "TRN*9*", ("TRN", "01")),
        (CLAIM_837P, "REF*EI*", "REF*ZZ*", ("REF", "01")),
        (CLAIM_837P, "NM1*85*", "NM1*ZZ*", ("NM1", "01")),
        (CLAIM_837I, "NM1*PR*", "NM1*ZZ*", ("NM1", "01")),
    ],
)
def test_a_wrong_qualifier_is_reported_as_itself(
    item: Set, old: str, new: str, place: tuple[str, str]
) -> None:
    assert old in item.body
    result = read(replace(item, body=item.body.replace(old, new, 1)))

    assert places(result) == [("CODE_INVALID", *place)]
    assert claims(result) == claims(read(item))


@pytest.mark.parametrize(
    ("item", "opener", "name"),
    [
        (REMITTANCE_835, "LX*1", "LX"),
        (ACKNOWLEDGMENT_277CA, "TRN*2*PCN-7002", "TRN"),
        (CLAIM_837P, "LX*1", "LX"),
        (CLAIM_837I, "LX*1", "LX"),
        (CLAIM_837P, "NM1*85*", "NM1"),
        (REMITTANCE_835, "N1*PR*", "N1"),
    ],
)
def test_a_missing_loop_opener_is_reported_once_and_the_loop_is_read(
    item: Set, opener: str, name: str
) -> None:
    result = read(item.without(opener))

    assert places(result)[0] == ("SEGMENT_MISSING", name, "")
    assert [place for place in places(result) if place[0] == "SEGMENT_UNEXPECTED"] == []
    assert len(places(result)) <= 2


def test_a_payment_without_lx_has_all_its_claims() -> None:
    result = read(REMITTANCE_835.without("LX*1"))

    assert places(result) == [("SEGMENT_MISSING", "LX", "")]
    assert claims(result) == ["PCN-7001", "PCN-7002"]


def test_a_level_that_is_missing_does_not_cost_the_levels_beneath() -> None:
    result = read(ACKNOWLEDGMENT_277CA.without("HL*3*2*19"))

    assert ("SEGMENT_UNEXPECTED", "HL", "") not in places(result)
    assert claims(result) == ["PCN-7001", "PCN-7002"]


def test_a_patient_without_its_level_is_read() -> None:
    result = read(ACKNOWLEDGMENT_277CA.without("HL*4*3*PT"))

    assert places(result) == [("SEGMENT_MISSING", "HL", "")]
    assert claims(result) == ["PCN-7001", "PCN-7002"]


def test_identifiers_in_lower_case_are_reported_once_each() -> None:
    body = REMITTANCE_835.body.replace("\nDTM*", "\ndtm*").replace("\nNM1*", "\nnm1*")

    result = read(replace(REMITTANCE_835, body=body))

    assert sorted(places(result)) == [("SEGMENT_CASE", "DTM", ""), ("SEGMENT_CASE", "NM1", "")]
    assert result.records == read(REMITTANCE_835).records


@pytest.mark.parametrize("mark", [">", "|", "<", "!", "\\"])
@pytest.mark.parametrize(
    ("item", "composite", "place"),
    [
        (REMITTANCE_835, "HC:87880", ("SVC", "01-1")),
        (CLAIM_837P, "HC:87880", ("SV1", "01-1")),
        (CLAIM_837P, "11:B:1", ("CLM", "05-1")),
        (STATUS_277, "F2:88", ("STC", "01-1")),
    ],
)
def test_a_component_separator_of_its_own_is_one_finding_and_the_value_is_read(
    item: Set, composite: str, place: tuple[str, str], mark: str
) -> None:
    assert composite in item.body
    odd = replace(item, body=item.body.replace(composite, composite.replace(":", mark)))

    result = read(odd)

    assert places(result) == [("COMPONENT_SEPARATOR", *place)]
    assert claims(result) == claims(read(item))
    assert "87880" not in composite or "87880" in repr(result.records)


def test_a_separator_other_than_isa16_throughout_is_one_finding() -> None:
    body = REMITTANCE_835.body.replace(":", ">")

    result = read(replace(REMITTANCE_835, body=body))

    assert [place[0] for place in places(result)] == ["COMPONENT_SEPARATOR"]
    assert result.records == read(REMITTANCE_835).records


def test_a_run_of_segments_without_a_place_is_one_finding() -> None:
    extra = "SBR*P*18\nSBR*P*18\nCLM*1*2\nPAT*01\n"
    body = REMITTANCE_835.body
    unexpected = "N3*1 WAY\nN4*ALBANY*NY*12207\nN3*1 WAY\n"
    first = body.index("SVC*")

    lost = read(replace(REMITTANCE_835, body=body[:first] + unexpected + body[first:]))
    unknown = read(replace(REMITTANCE_835, body=body[:first] + extra + body[first:]))

    assert places(lost) == [("SEGMENT_UNEXPECTED", "N3", "")]
    assert [place[0] for place in places(unknown)] == ["SEGMENT_UNKNOWN"] * 4
    assert claims(lost) == claims(unknown) == ["PCN-7001", "PCN-7002"]


@pytest.mark.parametrize("shift", [1, 4, 10, 900])
def test_levels_that_count_from_another_number_are_one_warning(shift: int) -> None:
    lines = []
    for line in ACKNOWLEDGMENT_277CA.body.splitlines():
        parts = line.split("*")
        if parts[0] == "HL":
            parts[1:3] = [str(int(text) + shift) if text else "" for text in parts[1:3]]
        lines.append("*".join(parts))

    result = read(replace(ACKNOWLEDGMENT_277CA, body="\n".join(lines)))

    assert places(result) == [("HL_SEQUENCE", "HL", "01")]
    assert claims(result) == ["PCN-7001", "PCN-7002"]


@pytest.mark.parametrize("name", ["svc", "Dtm", "cas", "nm1", "clp"])
def test_a_segment_identifier_in_lower_case_is_read(name: str) -> None:
    body = REMITTANCE_835.body.replace(f"\n{name.upper()}*", f"\n{name}*", 1)

    result = read(replace(REMITTANCE_835, body=body))

    assert places(result) == [("SEGMENT_CASE", name.upper(), "")]
    plain = read(REMITTANCE_835).records
    assert claims(result) == ["PCN-7001", "PCN-7002"]
    assert len(result.records) == len(plain)
