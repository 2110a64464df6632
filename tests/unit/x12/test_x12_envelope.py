"""Every interchange, group and set is found, with its bytes; what is wrong around them is said."""

from dataclasses import replace

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.segment_scanner import SEGMENT_LIMIT
from claimtrail.x12.envelopes.set_ranges import EnvelopeScan
from claimtrail.x12.model import Delimiters, TransactionType
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.source import CHUNK_SIZE, FileSource, MemorySource
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    CLAIM_837P,
    REMITTANCE_835,
    STATUS_277,
    write_interchange,
)

ONE = write_interchange([REMITTANCE_835])


def scan(data: bytes) -> EnvelopeScan:
    return scan_envelopes(MemorySource(data))


def codes(result: EnvelopeScan) -> list[str]:
    return [item.code for item in result.findings]


def set_codes(result: EnvelopeScan) -> list[list[str]]:
    return [[item.code for item in header.findings] for header in result.sets]


def test_a_sound_interchange_is_described_without_findings() -> None:
    result = scan(ONE)

    assert result.findings == ()
    assert result.size == len(ONE)
    [interchange], [group], [header] = result.interchanges, result.groups, result.sets
    assert interchange.sender_id == "NORTHPAY"
    assert interchange.receiver_id == "HILLCLINIC"
    assert interchange.control_number == "000000041"
    assert interchange.prepared_at is not None
    assert interchange.prepared_at.isoformat() == "2026-03-02T08:15:00+00:00"
    assert interchange.acknowledgment_requested
    assert (interchange.span.start, interchange.span.end) == (0, len(ONE))
    assert group.functional_code == "HP"
    assert header.transaction_type is TransactionType.REMITTANCE
    assert header.version == "005010X221A1"
    assert header.findings == ()


def test_spans_cut_the_file_at_st_and_se_gs_and_ge() -> None:
    data = write_interchange([REMITTANCE_835, REMITTANCE_835], [STATUS_277], line_break=b"\r\n")

    result = scan(data)

    for header in result.sets:
        text = data[header.span.start : header.span.end]
        assert text.startswith(b"ST*")
        assert text.endswith(b"*" + header.control_number.encode() + b"~")
        assert header.segment_count == text.count(b"~")
    for group in result.groups:
        text = data[group.span.start : group.span.end]
        assert text.startswith(b"GS*")
        assert text.endswith(b"~")
        assert b"\nGE*" in text
    assert [header.transaction_type for header in result.sets] == [
        TransactionType.REMITTANCE,
        TransactionType.REMITTANCE,
        TransactionType.CLAIM_STATUS,
    ]


@pytest.mark.parametrize(
    "delimiters",
    [
        Delimiters(element=b"|", component=b">", repetition=b"^", segment=b"\n"),
        Delimiters(element=b"\x1d", component=b"\x1f", repetition=b"\x1e", segment=b"\x1c"),
        Delimiters(element=b"+", component=b"!", repetition=b"?", segment=b"'"),
        Delimiters(element=b"*", component=b":", repetition=b"^", segment=b"\r"),
    ],
)
def test_delimiters_are_what_each_isa_says(delimiters: Delimiters) -> None:
    other = write_interchange([REMITTANCE_835], delimiters=delimiters, control_number="42")

    result = scan(ONE + b"\r\n" + other)

    assert codes(result) == []
    assert [item.delimiters for item in result.interchanges][1] == delimiters
    assert len(result.sets) == 2


def test_an_interchange_after_another_is_not_dropped() -> None:
    second = write_interchange([STATUS_277], control_number="42")

    result = scan(ONE + second)

    assert [item.control_number for item in result.interchanges] == ["000000041", "000000042"]
    assert [item.span.start for item in result.interchanges] == [0, len(ONE)]
    assert result.sets[1].interchange is result.interchanges[1]


def test_junk_after_iea_is_reported_and_the_interchange_stands() -> None:
    result = scan(ONE + b"GOODBYE*1~")

    assert codes(result) == ["X12_JUNK"]
    assert result.findings[0].offset == len(ONE)
    assert result.findings[0].severity is Severity.WARNING
    assert len(result.readable_sets()) == 1


def test_junk_between_interchanges_hides_neither() -> None:
    second = write_interchange([STATUS_277], control_number="42")

    result = scan(ONE + b"\x00\x01 ISA* is no header " + second)

    assert codes(result) == ["X12_JUNK"]
    assert len(result.interchanges) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "X12_EMPTY_FILE"),
        (b" \r\n\t", "X12_EMPTY_FILE"),
        (b"\xef\xbb\xbf", "X12_EMPTY_FILE"),
        (b"PK\x03\x04" + bytes(range(256)) * 20, "X12_PACKED"),
        (b"name,amount\r\nA,1\r\n", "X12_NOT_X12"),
        (ONE[:60], "X12_ISA_TRUNCATED"),
        (ONE.replace(b"*ZZ*NORTHPAY", b"*ZZ*NORTH"), "X12_ISA_MALFORMED"),
    ],
)
def test_what_is_no_interchange_is_refused_with_a_reason(data: bytes, code: str) -> None:
    result = scan(data)

    assert code in codes(result)
    assert result.interchanges == ()
    refusals = [item for item in result.findings if item.severity is Severity.INTERCHANGE]
    assert [item.code for item in refusals] == [code]


def test_a_byte_order_mark_and_leading_blanks_are_tolerated_with_a_warning() -> None:
    result = scan(b"\xef\xbb\xbf\r\n  " + ONE)

    assert codes(result) == ["X12_BYTE_ORDER_MARK", "X12_LEADING_BLANKS"]
    assert len(result.readable_sets()) == 1


def test_a_short_second_isa_refuses_itself_and_not_the_first() -> None:
    second = write_interchange([STATUS_277], control_number="42").replace(b"HILLCLINIC ", b"HILL ")

    result = scan(ONE + second)

    assert codes(result) == ["X12_ISA_MALFORMED"]
    assert result.findings[0].offset == len(ONE)
    assert len(result.readable_sets()) == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"IEA*1*000000041", b"IEA*1*000000099", "X12_IEA_CONTROL_NUMBER"),
        (b"IEA*1*", b"IEA*2*", "X12_IEA_COUNT"),
        (b"IEA*1*000000041~", b"", "X12_IEA_MISSING"),
        (b"*00501*", b"*00402*", "X12_INTERCHANGE_VERSION"),
        (b"*000000041*1*P", b"*A00000041*1*P", "X12_INTERCHANGE_CONTROL_NUMBER"),
        (b"*P*:~", b"*P**~", "X12_DELIMITERS_INVALID"),
        (b"GE*1*1~", b"GE*1*1~REF*X*1~", "X12_INTERCHANGE_CONTENT"),
        (b"GE*1*1~", b"GE*1*1~GE*1*1~", "X12_INTERCHANGE_CONTENT"),
        (b"GS*HP*", b"GX*HP*", "X12_INTERCHANGE_CONTENT"),
    ],
)
def test_a_broken_interchange_is_refused_as_a_whole(old: bytes, new: bytes, code: str) -> None:
    assert old in ONE

    result = scan(ONE.replace(old, new, 1))

    assert code in codes(result)
    assert result.refused_interchanges() == result.interchanges
    assert result.readable_sets() == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"GE*1*1~", b"GE*1*7~", "X12_GE_CONTROL_NUMBER"),
        (b"GE*1*1~", b"GE*2*1~", "X12_GE_COUNT"),
        (b"GE*1*1~", b"", "X12_GE_MISSING"),
        (b"*0815*1*X*", b"*0815**X*", "X12_GROUP_HEADER"),
        (b"GE*1*1~", b"REF*X*1~GE*1*1~", "X12_GROUP_CONTENT"),
        (b"GE*1*1~", b"SE*1*0001~GE*1*1~", "X12_GROUP_CONTENT"),
    ],
)
def test_a_broken_group_is_refused_and_its_neighbor_is_read(
    old: bytes, new: bytes, code: str
) -> None:
    data = write_interchange([REMITTANCE_835], [STATUS_277])
    assert old in data

    result = scan(data.replace(old, new, 1))

    assert code in codes(result)
    assert result.refused_interchanges() == ()
    assert result.refused_groups() == (result.groups[0],)
    assert [header.transaction_type for header in result.readable_sets()] == [
        TransactionType.CLAIM_STATUS
    ]


def test_control_numbers_used_twice_are_found_at_each_level() -> None:
    one = write_interchange([REMITTANCE_835, REMITTANCE_835], [STATUS_277])
    repeated_set = one.replace(b"ST*835*0002", b"ST*835*0001").replace(b"*0002~", b"*0001~")
    repeated_group = one.replace(b"*0815*2*X*", b"*0815*1*X*").replace(b"GE*1*2", b"GE*1*1")

    assert set_codes(scan(repeated_set)) == [[], ["X12_SET_DUPLICATE"], []]
    assert codes(scan(repeated_group)) == ["X12_GROUP_DUPLICATE"]
    other = ONE.replace(b"*0815*1*X*", b"*0816*1*X*")
    assert codes(scan(ONE + other)) == ["X12_INTERCHANGE_DUPLICATE"]
    assert scan(ONE + other).refused_interchanges() == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"*0001~GE", b"*0009~GE", ["X12_SE_CONTROL_NUMBER"]),
        (b"~SE*", b"~SE*9", ["X12_SE_COUNT"]),
        (b"ST*835*0001", b"ST*835*01", ["X12_SET_CONTROL_NUMBER", "X12_SE_CONTROL_NUMBER"]),
        (b"ST*835*", b"ST*277*", ["X12_SET_NOT_IN_GROUP"]),
        (b"ST*835*", b"ST*850*", ["X12_SET_UNSUPPORTED"]),
        (b"*005010X221A1~ST", b"*005010X229~ST", ["X12_VERSION_UNSUPPORTED"]),
    ],
)
def test_a_broken_set_is_reported_in_its_header(
    old: bytes, new: bytes, expected: list[str]
) -> None:
    assert old in ONE

    result = scan(ONE.replace(old, new, 1))

    assert codes(result) == []
    assert set_codes(result) == [expected]
    assert all(item.severity is Severity.SET for item in result.sets[0].findings)


def test_a_missing_se_ends_the_set_where_the_next_one_starts() -> None:
    data = write_interchange([REMITTANCE_835, REMITTANCE_835])
    first_se = data.index(b"SE*")
    end = data.index(b"~", first_se) + 1
    data = data[:first_se] + data[end:]

    result = scan(data)

    assert set_codes(result) == [["X12_SE_MISSING"], []]
    assert result.sets[0].span.end == result.sets[1].span.start


def test_a_file_that_breaks_off_is_refused() -> None:
    result = scan(ONE[:-200])

    assert codes(result) == ["X12_IEA_MISSING", "X12_GE_MISSING"]
    assert set_codes(result) == [["X12_SE_MISSING"]]
    assert result.readable_sets() == ()


def test_empty_segments_neither_end_reading_nor_count() -> None:
    data = ONE.replace(b"~LX*1~", b"~~LX*1~~").replace(b"~GE*", b"~~GE*")

    result = scan(data)

    assert codes(result) == ["X12_SEGMENT_EMPTY"]
    assert set_codes(result) == [[]]


@pytest.mark.parametrize("length", [20_000, SEGMENT_LIMIT + 1, 3 * CHUNK_SIZE])
def test_a_long_segment_does_not_end_reading(length: int) -> None:
    data = ONE.replace(b"LX*1~", b"NTE*ADD*" + b"X" * length + b"~LX*1~")

    result = scan(data)

    assert codes(result) == []
    assert set_codes(result) == [["X12_SE_COUNT"]]
    assert result.sets[0].span.end == data.index(b"GE*")


@pytest.mark.long
def test_a_set_of_several_chunks_is_cut_at_its_end() -> None:
    body = REMITTANCE_835.body.replace("LX*1\n", "LX*1\n" * 500_000)
    data = write_interchange([replace(REMITTANCE_835, body=body)], [STATUS_277])
    assert len(data) > 2 * CHUNK_SIZE

    result = scan(data)

    assert codes(result) == []
    assert set_codes(result) == [[], []]
    assert data[result.sets[1].span.start :].startswith(b"ST*277")


def test_a_file_on_disk_reads_as_from_memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("x12") / "one.x12"
    path.write_bytes(ONE)

    assert scan_envelopes(FileSource(path)) == scan(ONE)


def test_ta1_segments_are_records_of_the_interchange() -> None:
    data = ONE.replace(b"GS*HP", b"TA1*000000007*260301*0900*R*024~GS*HP")

    [record] = scan(data).interchange_acknowledgments

    assert (record.interchange_control_number, record.code, record.note_code) == (
        "000000007",
        "R",
        "024",
    )
    assert data[record.span.start : record.span.end].startswith(b"TA1*")


def test_a_ta1_without_a_known_code_is_a_warning() -> None:
    data = ONE.replace(b"GS*HP", b"TA1*000000007*260301*0900*Q*024~GS*HP")

    result = scan(data)

    assert codes(result) == ["X12_TA1_INVALID"]
    assert len(result.readable_sets()) == 1


def test_odd_header_elements_are_warnings_with_a_ta1_note() -> None:
    data = ONE.replace(b"*260302*0815*^*", b"*261302*9915*U*", 1).replace(b"*1*P*:", b"*2*X*:", 1)

    result = scan(data)

    assert set(codes(result)) == {
        "X12_ISA_DATE",
        "X12_ISA_TIME",
        "X12_ISA_ACKNOWLEDGMENT",
        "X12_ISA_USAGE",
        "X12_REPETITION_SEPARATOR",
    }
    assert result.interchanges[0].prepared_at is None
    assert len(result.readable_sets()) == 1


def test_claims_and_acknowledgments_are_reported_apart_by_version() -> None:
    data = write_interchange([CLAIM_837P], [ACKNOWLEDGMENT_277CA], [STATUS_277])

    assert [header.transaction_type for header in scan(data).sets] == [
        TransactionType.CLAIM_PROFESSIONAL,
        TransactionType.CLAIM_ACKNOWLEDGMENT,
        TransactionType.CLAIM_STATUS,
    ]
