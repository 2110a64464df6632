"""Answers that the sender gets back: TA1 and 999 that pyx12 and our own reader take."""

import json
from datetime import UTC, datetime

import pytest

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import EnvelopeScan
from claimtrail.x12.model import Delimiters, SetAcceptance, SetAcknowledgment
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from claimtrail.x12.write.acknowledgments import write_999, write_ta1
from claimtrail.x12.write.set_summary import SetSummary, interchange_outcome, summarize
from tests.harness.files.pyx12_verdict import pyx12_takes
from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    ALL_SETS,
    CLAIM_837P,
    PHI,
    REMITTANCE_835,
    STATUS_277,
    Set,
    write_interchange,
)

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)


def scan(data: bytes) -> EnvelopeScan:
    return scan_envelopes(MemorySource(data))


def summaries(data: bytes) -> list[SetSummary]:
    source = MemorySource(data)
    results = [read_set(source, header) for header in scan_envelopes(source).sets]
    traveled = json.dumps([summarize(item).to_json() for item in results])
    return [SetSummary.from_json(item) for item in json.loads(traveled)]


def answer(data: bytes) -> bytes:
    """The 999 on the first group."""
    result = scan(data)
    group = result.groups[0]
    return write_999(
        group,
        result.interchanges[0],
        [] if group in result.refused_groups() else summaries(data),
        prepared_at=NOW,
        control_number="000000123",
        group_findings=result.findings_in(group.span),
    )


def acknowledgments(data: bytes) -> list[SetAcknowledgment]:
    source = MemorySource(data)
    result = scan_envelopes(source)
    assert result.findings == ()
    [header] = result.sets
    reading = read_set(source, header)
    assert (reading.verdict, reading.findings) == (SetAcceptance.ACCEPTED, ())
    return [item for item in reading.records if isinstance(item, SetAcknowledgment)]


@pytest.mark.capability("C2.3")
@pytest.mark.parametrize("item", [item for item in ALL_SETS if item.identifier != "999"])
def test_every_inbound_type_gets_a_999_that_accepts_it(item: Set) -> None:
    text = answer(write_interchange([item, item]))

    first, second = acknowledgments(text)
    assert pyx12_takes(text)
    assert (first.set_control_number, second.set_control_number) == ("0001", "0002")
    assert (first.code, first.group_code, first.notes) == ("A", "A", ())
    assert first.functional_code == item.functional_code
    assert first.set_identifier == item.identifier


@pytest.mark.parametrize("item", [item for item in ALL_SETS if item.identifier != "999"])
def test_faults_of_every_line_make_a_999_that_is_valid(item: Set) -> None:
    lines = item.body.splitlines()
    for line in lines[:: max(1, len(lines) // 6)]:
        data = write_interchange([item, item.without(line), item.changed(line, line + "*1*2*3")])
        text = answer(data)

        assert pyx12_takes(text), text
        assert len(acknowledgments(text)) == 3
        assert not any(value in text.decode() for value in PHI)


def test_positions_and_codes_of_a_fault_stand_in_ik3_and_ik4() -> None:
    bad = CLAIM_837P.changed("*CI", "*QQ").changed("*11:B:1*", "*:B:1*")

    text = answer(write_interchange([CLAIM_837P, bad]))

    assert b"~IK3*SBR*13*2000*8~" not in text
    assert b"~IK3*SBR*13**8~IK4*9**7~" in text
    assert b"~IK3*CLM*25*2300*8~IK4*5:1**1~" in text
    assert b"~IK5*E*5~AK9*E*2*2*2~" in text
    accepted, noted = acknowledgments(text)
    assert (accepted.code, noted.code, noted.group_code) == ("A", "E", "E")


def test_a_warning_is_not_named_and_changes_nothing() -> None:
    data = write_interchange([STATUS_277.changed("XX*1234567893", "XX*1234567890")])

    [record] = acknowledgments(answer(data))

    assert (record.code, record.group_code) == ("A", "A")
    assert record.notes == ()


def test_a_set_level_fault_has_its_own_code() -> None:
    data = write_interchange([REMITTANCE_835]).replace(b"ST*835*", b"ST*277*")

    text = answer(data)

    assert b"~AK2*277*0001*005010X221A1~IK5*R*18~AK9*R*1*1*0~" in text
    assert pyx12_takes(text)


def test_a_refused_group_is_answered_as_a_whole() -> None:
    data = write_interchange([REMITTANCE_835]).replace(b"GE*1*1~", b"GE*2*1~")

    text = answer(data)

    [record] = acknowledgments(text)
    assert b"~AK9*R*0*0*0*5~" in text
    assert (record.set_control_number, record.group_code) == ("", "R")
    assert pyx12_takes(text)


def test_the_answer_goes_back_to_the_sender() -> None:
    [interchange] = scan(answer(write_interchange([REMITTANCE_835]))).interchanges

    assert (interchange.sender_id, interchange.receiver_id) == ("HILLCLINIC", "NORTHPAY")
    assert interchange.control_number == "000000123"
    assert interchange.prepared_at == NOW


def test_the_same_input_gives_the_same_bytes() -> None:
    data = write_interchange([REMITTANCE_835.changed("DTM*405", "DTM*405*1"), REMITTANCE_835])

    assert answer(data) == answer(data)


def test_headers_that_hold_our_delimiters_do_not_break_the_answer() -> None:
    marks = Delimiters(element=b"|", component=b">", repetition=b"!", segment=b"\n")
    data = write_interchange([REMITTANCE_835], delimiters=marks)
    data = data.replace(b"NORTHPAY       ", b"NORTH*PAY~     ").replace(b"|NORTHPAY|", b"|N:P|")

    text = answer(data)

    assert len(acknowledgments(text)) == 1
    assert pyx12_takes(text)


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        (b"IEA*1*", b"IEA*1*", ("A", "000")),
        (b"IEA*1*", b"IEA*3*", ("R", "021")),
        (b"IEA*1*000000041", b"IEA*1*000000042", ("R", "001")),
        (b"*1*P*:", b"*1*X*:", ("E", "020")),
        (b"~IEA*1*000000041~", b"~", ("R", "023")),
        (b"*00501*", b"*00401*", ("R", "017")),
    ],
)
@pytest.mark.capability("C2.3")
def test_a_ta1_says_what_became_of_the_interchange(
    old: bytes, new: bytes, outcome: tuple[str, str]
) -> None:
    result = scan(write_interchange([ACKNOWLEDGMENT_277CA]).replace(old, new, 1))
    [interchange] = result.interchanges

    code, note = interchange_outcome(result.findings_in(interchange.span))
    text = write_ta1(interchange, code=code, note_code=note, prepared_at=NOW, control_number="9")

    assert (code, note) == outcome
    back = scan(text)
    assert back.findings == ()
    [record] = back.interchange_acknowledgments
    assert (record.code, record.note_code) == outcome
    assert record.interchange_control_number == "000000041"
    assert (record.date_text, record.time_text) == ("260302", "0815")
    assert back.interchanges[0].control_number == "000000009"
    assert not back.interchanges[0].acknowledgment_requested
    assert pyx12_takes(text)


def test_a_control_number_of_more_than_nine_digits_is_refused() -> None:
    [interchange] = scan(write_interchange([REMITTANCE_835])).interchanges

    with pytest.raises(ValueError, match="longer than its field"):
        write_ta1(
            interchange, code="A", note_code="000", prepared_at=NOW, control_number="1234567890"
        )
