"""HL7 v2 acknowledgments are read strictly, whatever their delimiters and frames."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrail.hl7.acknowledgments import (
    Acknowledgment,
    MessageFault,
    is_hl7,
    read_acknowledgments,
)

MSH = r"MSH|^~\&|EDI|FOXGLOVE|PA|HARBORLIGHT|20261120093015||ACK^A01^ACK|M-1|P|2.5.1"
MSA = "MSA|AA|000000101"


def message(*segments: str, end: str = "\r") -> bytes:
    return "".join(segment + end for segment in segments).encode("latin-1")


def read_one(data: bytes) -> Acknowledgment:
    [found], refused = read_acknowledgments(data)
    assert refused == []
    return found


@pytest.mark.capability("C1.8")
def test_an_acknowledgment_says_what_it_answers_how_and_when() -> None:
    data = message(MSH, MSA, "ERR||PID^1^3|101^Required field missing^HL70357|E")

    found = read_one(data)

    assert (found.code, found.control_number, found.message_control_id) == (
        "AA",
        "000000101",
        "M-1",
    )
    assert found.error_codes == ("101",)
    assert found.prepared_at == datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC)
    assert data[found.span.start : found.span.end] == data[:-1]


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_segments_may_end_as_files_do(end: str) -> None:
    assert read_one(message(MSH, MSA, end=end)).code == "AA"


@pytest.mark.capability("C1.8")
def test_frames_and_batches_are_taken_off() -> None:
    framed = b"\x0b" + message(MSH, MSA) + b"\x1c\r"
    head = r"FHS|^~\&|EDI" + "\r" + r"BHS|^~\&|EDI" + "\r"
    data = head.encode() + framed + framed + b"BTS|2\rFTS|1\r"

    found, refused = read_acknowledgments(data)

    assert refused == []
    assert [one.code for one in found] == ["AA", "AA"]
    assert all(data[one.span.start : one.span.start + 3] == b"MSH" for one in found)
    assert is_hl7(data[:16])
    assert is_hl7(framed[:16])


@pytest.mark.capability("C1.8")
def test_each_message_names_its_own_delimiters() -> None:
    other = message(r"MSH#*~\&#EDI#F#PA#H#20261120##ACK*A01#M-2#P#2.3", "MSA#AE#000000102")

    found, _ = read_acknowledgments(message(MSH, MSA) + other)

    assert [(one.code, one.control_number) for one in found] == [
        ("AA", "000000101"),
        ("AE", "000000102"),
    ]


@pytest.mark.capability("C1.8")
def test_the_error_code_of_older_versions_is_found_too() -> None:
    found = read_one(message(MSH, "MSA|AE|000000101", "ERR|PID^1^3^102", "ERR||PID^1^5|207"))

    assert found.error_codes == ("102", "207")


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (message("MSH", MSA), MessageFault.MALFORMED),
        (message(r"MSH|||||", MSA), MessageFault.MALFORMED),
        (message("MSH|abcd|EDI", MSA), MessageFault.MALFORMED),
        (message(MSH.replace("ACK^A01^ACK", "ADT^A01"), MSA), MessageFault.OTHER_TYPE),
        (message(MSH), MessageFault.WITHOUT_MSA),
        (message(MSH, MSA, MSA), MessageFault.WITHOUT_MSA),
        (message(MSH, "MSA|AA"), MessageFault.WITHOUT_MSA),
        (message(MSH, "MSA||000000101"), MessageFault.WITHOUT_MSA),
        (message(MSA), MessageFault.STRAY),
    ],
)
def test_what_is_no_acknowledgment_is_refused_with_its_reason(
    data: bytes, fault: MessageFault
) -> None:
    found, refused = read_acknowledgments(data)

    assert found == []
    assert [one.fault for one in refused] == [fault]


@pytest.mark.capability("C1.8")
def test_one_bad_message_does_not_lose_the_others() -> None:
    bad = message(MSH)

    found, refused = read_acknowledgments(message(MSH, MSA) + bad + message(MSH, MSA))

    assert len(found) == 2
    assert [one.span.start for one in refused] == [len(message(MSH, MSA))]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("20261120", datetime(2026, 11, 20, tzinfo=UTC)),
        ("202611200930", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ("20261120093015.1234", datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC)),
        ("20261120230000-0500", datetime(2026, 11, 21, 4, 0, tzinfo=UTC)),
        ("20261120013000+0230", datetime(2026, 11, 19, 23, 0, tzinfo=UTC)),
        ("20261320", None),
        ("2026", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_messages_time_is_read_with_its_offset(text: str, at: datetime | None) -> None:
    assert read_one(message(MSH.replace("20261120093015", text), MSA)).prepared_at == at


@pytest.mark.capability("C5.1")
def test_what_a_sender_writes_into_codes_is_not_repeated() -> None:
    head = MSH.replace("|M-1|", "|for SECRETPERSON, Ada|")
    data = message(head, "MSA|SECRETPERSON Ada|000000101", "ERR|||SECRETPERSON, Ada")

    found = read_one(data)

    assert (found.code, found.message_control_id, found.error_codes) == ("?", "", ("?",))


@pytest.mark.parametrize("head", [b"ISA*00*", b"", b"MS", b"ST*835"])
def test_other_files_are_not_taken_for_hl7(head: bytes) -> None:
    assert not is_hl7(head)


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reader(data: bytes) -> None:
    for prefix in (b"", message(MSH), b"MSH|^~\\&|"):
        found, refused = read_acknowledgments(prefix + data)

        spans = [one.span for one in (*found, *refused)]
        assert all(0 <= span.start < span.end <= len(prefix + data) for span in spans)
