"""Wrapped lines, copies, and characters that do not belong: reported, and read."""

from dataclasses import replace
from typing import Any

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.x12.chunks.chunk_reader import check_whole, split_set, stream_within
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import SetRange, SetResult, plan_ranges
from claimtrail.x12.model import (
    ByteRange,
    ClaimStatus,
    Delimiters,
    Payment,
    RemittanceClaim,
    SetAcceptance,
    SubmittedClaim,
)
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import check_set, read_range, read_set
from claimtrail.x12.write.set_summary import interchange_outcome
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    ALL_SETS,
    CLAIM_837P,
    REMITTANCE_835,
    STATUS_277,
    Set,
    write_interchange,
)

pytestmark = pytest.mark.capability("C2.3")
NOWHERE = ByteRange(0, 0)


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", request.param)


def wrapped(data: bytes, width: int, line_break: bytes) -> bytes:
    return line_break.join(data[at : at + width] for at in range(0, len(data), width))


def read(data: bytes) -> list[SetResult]:
    """The sets of a file, read in every way, which agree."""
    source = MemorySource(data)
    scan = scan_envelopes(source)
    results = [read_set(source, header) for header in scan.sets]
    for header, result in zip(scan.sets, results, strict=True):
        assert read_set(source, header, fast=False) == result
        assert check_set(source, header) == result._replace(records=())
    ranges = [SetRange.from_json(item.to_json()) for item in plan_ranges(scan, target_bytes=500)]
    assert [one for item in ranges for one in read_range(source, item)] == results
    return results


def codes(data: bytes) -> list[str]:
    scan = scan_envelopes(MemorySource(data))
    return [item.code for item in scan.findings]


def without_places(value: Any) -> Any:
    """A record with every span left out, and what points at spans."""
    if isinstance(value, ByteRange):
        return NOWHERE
    if isinstance(value, tuple):
        parts = [without_places(item) for item in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value


def plain(results: list[SetResult]) -> list[Any]:
    return [without_places(result.records) for result in results]


@pytest.mark.parametrize("item", ALL_SETS, ids=lambda item: f"{item.identifier}-{item.version}")
@pytest.mark.parametrize("line_break", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("width", [60, 80, 107, 132])
def test_lines_of_one_width_are_joined(item: Set, line_break: bytes, width: int) -> None:
    data = write_interchange([item])
    broken = wrapped(data, width, line_break)
    [result], [whole] = read(broken), read(data)

    assert codes(broken) == ["X12_LINES_WRAPPED"]
    assert (result.verdict, result.findings) == (SetAcceptance.ACCEPTED, ())
    assert [type(record) for record in result.records] == [type(x) for x in whole.records]
    if item.identifier != "835":
        assert plain([result]) == plain([whole])


@pytest.mark.parametrize("item", [REMITTANCE_835, ACKNOWLEDGMENT_277CA, STATUS_277, CLAIM_837P])
@pytest.mark.parametrize("width", [80, 81, 97])
def test_records_of_wrapped_lines_stand_at_their_own_bytes(item: Set, width: int) -> None:
    data = write_interchange([item])
    broken = wrapped(data, width, b"\r\n")
    [result], [whole] = read(broken), read(data)

    for record, original in zip(result.records, whole.records, strict=True):
        found = broken[record.span.start : record.span.end].replace(b"\r\n", b"")
        assert found == data[original.span.start : original.span.end]


def test_findings_of_wrapped_lines_point_at_their_own_bytes() -> None:
    data = write_interchange([REMITTANCE_835.changed("DTM*232*20260210", "DTM*232*20260231")])
    broken = wrapped(data, 80, b"\n")

    [result] = read(broken)

    [found] = result.findings
    assert (found.code, found.element_position) == ("X12_DATE_INVALID", "02")
    assert broken[found.offset :].replace(b"\n", b"").startswith(b"DTM*232*20260231~")


def test_a_wrapped_file_of_several_interchanges_is_read_whole() -> None:
    first = write_interchange([REMITTANCE_835])
    second = write_interchange([STATUS_277]).replace(b"000000041", b"000000042")
    broken = wrapped(first + second, 80, b"\n") + b"\n \n"

    results = read(broken)

    assert [result.header.identifier for result in results] == ["835", "277"]
    assert [result.verdict for result in results] == [SetAcceptance.ACCEPTED] * 2
    assert codes(broken) == ["X12_LINES_WRAPPED"] * 2


def test_a_wrapped_set_is_not_cut_and_its_records_are_streamed() -> None:
    source = MemorySource(wrapped(write_interchange([REMITTANCE_835]), 80, b"\n"))
    [header] = scan_envelopes(source).sets
    whole = read_set(source, header)

    assert split_set(source, header, target_bytes=10) == [header.span]
    assert check_whole(source, header).findings == ()
    streamed = list(stream_within(source, header, header.span))
    assert streamed == [item for item in whole.records if not isinstance(item, Payment)]


@pytest.mark.parametrize("line_break", [b"\n", b"\r\n", b""])
def test_segments_on_lines_of_their_own_are_not_wrapped(line_break: bytes) -> None:
    data = write_interchange([REMITTANCE_835], line_break=line_break)

    assert codes(data) == []
    assert read(data)[0].findings == ()


def test_a_terminator_that_is_a_line_break_is_no_wrapping() -> None:
    marks = Delimiters(element=b"*", component=b":", repetition=b"^", segment=b"\n")
    data = write_interchange([REMITTANCE_835], delimiters=marks)

    assert codes(data) == []
    assert read(data)[0].verdict is SetAcceptance.ACCEPTED


@pytest.mark.parametrize("broken_at", [50, 79, 80, 200])
def test_one_stray_line_break_in_an_isa_is_no_wrapping(broken_at: int) -> None:
    data = write_interchange([REMITTANCE_835])
    odd = data[:broken_at] + b"\n" + data[broken_at:]

    assert "X12_LINES_WRAPPED" not in codes(odd)


# Copies


def test_an_interchange_that_stands_in_a_file_twice_is_read_once() -> None:
    one = write_interchange([REMITTANCE_835])
    scan = scan_envelopes(MemorySource(one + b"\n" + one))

    assert [item.code for item in scan.findings] == ["X12_INTERCHANGE_COPY"]
    assert scan.refused_interchanges() == (scan.interchanges[1],)
    assert len(scan.sets) == len(scan.readable_sets()) == 1
    assert interchange_outcome(scan.findings_in(scan.interchanges[0].span)) == ("A", "000")
    assert interchange_outcome(scan.findings_in(scan.interchanges[1].span)) == ("R", "025")


def test_a_number_used_for_other_content_is_reported_and_both_are_read() -> None:
    one = write_interchange([REMITTANCE_835])
    other = write_interchange([REMITTANCE_835.changed("PCN-7001", "PCN-7009")])
    scan = scan_envelopes(MemorySource(one + other + one))

    assert [item.code for item in scan.findings] == [
        "X12_INTERCHANGE_DUPLICATE",
        "X12_INTERCHANGE_COPY",
    ]
    assert len(scan.readable_sets()) == 2
    assert interchange_outcome(scan.findings_in(scan.interchanges[1].span)) == ("E", "025")


# Characters


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("name", ["MUÑOZ", "Þórður", "Ångström"])
def test_letters_outside_ascii_are_read_as_they_are_meant(name: str, encoding: str) -> None:
    data = write_interchange([REMITTANCE_835.changed("NORTH PAYER", "@@")])
    data = data.replace(b"@@", name.encode(encoding))

    [result] = read(data)

    assert [item.code for item in result.findings] == ["X12_CHARACTER_FOREIGN"]
    assert result.verdict is SetAcceptance.ACCEPTED
    payment = result.records[0]
    assert isinstance(payment, Payment)
    assert payment.payer_name == name


def test_a_claims_name_is_decoded_and_its_bytes_stay() -> None:
    data = write_interchange([REMITTANCE_835.changed("QUILL*HENRY", "@@*HENRY")])
    data = data.replace(b"@@", "QUÍLL".encode())

    [result] = read(data)

    claim = result.records[1]
    assert isinstance(claim, RemittanceClaim)
    assert claim.patient.last_name == "QUÍLL"
    assert data[claim.span.start : claim.span.end].startswith(b"CLP*PCN-7001*")


@pytest.mark.parametrize("stray", [b"\n", b"\r\n", b"\x07", b"\x1d", b"\x7f"])
@pytest.mark.parametrize(
    ("item", "text", "place"),
    [
        (REMITTANCE_835, b"NORTH PAYER", ("N1", "02")),
        (REMITTANCE_835, b"ICN904", ("CLP", "07")),
        (REMITTANCE_835, b"87880", ("SVC", "01-2")),
        (ACKNOWLEDGMENT_277CA, b"ICN901", ("REF", "02")),
        (STATUS_277, b"PCN-7002", ("REF", "02")),
        (CLAIM_837P, b"PCN-7001", ("CLM", "01")),
    ],
)
def test_a_control_character_within_a_value_is_reported_and_left_off(
    item: Set, text: bytes, place: tuple[str, str], stray: bytes
) -> None:
    data = write_interchange([item])
    odd = data.replace(text, text[:3] + stray + text[3:], 1)
    assert odd != data

    [result] = read(odd)

    found = [(x.code, x.segment_id, x.element_position) for x in result.findings]
    assert found == [("X12_CHARACTER_INVALID", *place)]
    assert result.verdict is SetAcceptance.ACCEPTED_WITH_ERRORS
    assert plain([result])[0] == plain(read(data))[0] or text.decode() in repr(result.records)


def test_a_separator_within_a_simple_element_is_part_of_its_value() -> None:
    [result] = read(write_interchange([REMITTANCE_835.changed("*ICN904*", "*ICN:904*")]))

    assert [item.code for item in result.findings] == ["X12_CHARACTER_INVALID"]
    claims = [item for item in result.records if isinstance(item, RemittanceClaim)]
    assert claims[1].payer_claim_control_number == "ICN:904"


def test_every_kind_of_claim_keeps_its_amounts_beside_an_odd_name() -> None:
    for item in (CLAIM_837P, ACKNOWLEDGMENT_277CA, STATUS_277, REMITTANCE_835):
        body = item.body.replace("ABERNATHY", "@@")
        data = write_interchange([replace(item, body=body)]).replace(b"@@", b"ABERN\xc1THY")
        kinds = RemittanceClaim | ClaimStatus | SubmittedClaim
        odd, sound = (
            [x for x in read(each)[0].records if isinstance(x, kinds)]
            for each in (data, write_interchange([item]))
        )
        assert [x.patient_control_number for x in odd] == [x.patient_control_number for x in sound]


@pytest.mark.parametrize("name", [b"GS", b"GE", b"IEA"])
def test_an_identifier_of_an_envelope_in_lower_case_is_read(name: bytes) -> None:
    data = write_interchange([REMITTANCE_835])
    odd = data.replace(b"~" + name + b"*", b"~" + name.lower() + b"*")
    assert odd != data

    [result] = read(odd)

    assert codes(odd) == ["X12_SEGMENT_CASE"]
    assert (result.verdict, result.findings) == (SetAcceptance.ACCEPTED, ())


@pytest.mark.parametrize("name", [b"ST", b"SE"])
def test_an_identifier_of_a_set_in_lower_case_is_read(name: bytes) -> None:
    data = write_interchange([REMITTANCE_835, REMITTANCE_835])
    odd = data.replace(b"~" + name + b"*", b"~" + name.lower() + b"*")

    for result, plain_result in zip(read(odd), read(data), strict=True):
        assert [item.code for item in result.findings] == ["X12_SEGMENT_CASE"]
        assert result.records == plain_result.records
