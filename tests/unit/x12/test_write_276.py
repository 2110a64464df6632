"""Claim status inquiries: what is written is valid, and reads back as what was asked."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.model import (
    ByteRange,
    Delimiters,
    InquiryLine,
    Person,
    SetAcceptance,
    StatusInquiry,
    TransactionType,
)
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from claimtrail.x12.write.dispatch import Dispatch
from claimtrail.x12.write.inquiry_276 import write_276
from claimtrail.x12.write.segment_writer import InterchangeAddress

DISPATCH = Dispatch(
    address=InterchangeAddress(
        sender_qualifier="ZZ", sender_id="HILLCLINIC", receiver_qualifier="ZZ", receiver_id="NORTH"
    ),
    prepared_at=datetime(2026, 3, 4, 10, 30, tzinfo=UTC),
    control_number="000000123",
    reference="INQ-1",
)
WINIFRED = Person(
    last_name="ABERNATHY",
    first_name="WINIFRED",
    member_id="MBR77012",
    birth_date=date(1951, 7, 4),
    sex="F",
)
HENRY = Person(
    last_name="QUILL", first_name="HENRY", member_id="", birth_date=date(2012, 1, 5), sex="M"
)
INQUIRY = StatusInquiry(
    trace_number="T-1",
    payer_name="NORTH PAYER",
    payer_identifier="NP001",
    receiver_name="HILL CLINIC",
    receiver_identifier="HILLCLINIC",
    provider_name="HILL CLINIC",
    provider_npi="1234567893",
    subscriber=WINIFRED,
    patient=WINIFRED,
    patient_control_number="PCN-7001",
    payer_claim_control_number="ICN900",
    bill_type="111",
    charge=Decimal("150.50"),
    service_from=date(2026, 2, 20),
    service_to=date(2026, 2, 21),
)


def read_back(data: bytes) -> list[StatusInquiry]:
    """The inquiries of a file that holds nothing wrong, without their byte ranges."""
    source = MemorySource(data)
    scan = scan_envelopes(source)
    assert scan.findings == ()
    [header] = scan.sets
    assert header.transaction_type is TransactionType.CLAIM_STATUS_REQUEST
    result = read_set(source, header)
    assert (result.verdict, result.findings) == (SetAcceptance.ACCEPTED, ())
    inquiries = [item for item in result.records if isinstance(item, StatusInquiry)]
    assert all(data[i.span.start : i.span.end].startswith(b"TRN") for i in inquiries)
    return [replace(item, span=ByteRange(0, 0)) for item in inquiries]


@pytest.mark.capability("C1.1")
def test_an_inquiry_on_a_dependent_stands_under_the_subscriber() -> None:
    own = replace(INQUIRY, trace_number="T-2")
    dependent = replace(INQUIRY, trace_number="T-3", patient=HENRY)

    text = write_276([INQUIRY, own, dependent], dispatch=DISPATCH).decode()

    levels = [part for part in text.split("~") if part.startswith("HL*")]
    assert levels == [
        "HL*1**20*1",
        "HL*2*1*21*1",
        "HL*3*2*19*1",
        "HL*4*3*22*0",
        "HL*5*3*22*1",
        "HL*6*5*23",
    ]
    assert "TRN*1*T-1~REF*1K*ICN900~REF*BLT*111~REF*EJ*PCN-7001~AMT*T3*150.5~" in text
    assert "DTP*472*RD8*20260220-20260221~" in text
    assert "GS*HR*HILLCLINIC*NORTH*20260304*1030*123*X*005010X212~" in text
    assert read_back(text.encode()) == [INQUIRY, own, dependent]


TEXT = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -.'&", min_size=2, max_size=20).map(str.strip)
WORD = TEXT.filter(lambda text: len(text) > 1)
MAYBE = st.just("") | WORD
DAYS = st.dates(date(2020, 1, 1), date(2029, 12, 31))
AMOUNTS = st.decimals(0, 999_999, places=2).map(lambda amount: amount.quantize(Decimal("0.01")))
PERIODS = st.tuples(DAYS, DAYS).map(sorted)
SUBSCRIBERS = st.builds(
    Person,
    last_name=WORD,
    first_name=MAYBE,
    member_id=WORD,
    birth_date=DAYS,
    sex=st.sampled_from("FM"),
)
DEPENDENTS = st.builds(
    Person,
    last_name=WORD,
    first_name=MAYBE,
    member_id=st.just(""),
    birth_date=DAYS,
    sex=st.sampled_from("FM"),
)


@st.composite
def lines(draw: st.DrawFn) -> InquiryLine:
    first, last = draw(PERIODS)
    return InquiryLine(
        procedure_qualifier="HC",
        procedure_code=draw(st.sampled_from(["99213", "87880", "J0190"])),
        modifiers=tuple(draw(st.lists(st.sampled_from(["25", "59", "LT"]), max_size=4))),
        charge=draw(AMOUNTS),
        revenue_code=draw(st.sampled_from(["", "0300"])),
        units=draw(st.integers(1, 99).map(Decimal)),
        control_number=draw(MAYBE),
        service_from=first,
        service_to=last,
    )


@st.composite
def inquiries(draw: st.DrawFn) -> StatusInquiry:
    first, last = draw(st.just((None, None)) | PERIODS.map(tuple))
    subscriber = draw(SUBSCRIBERS)
    return StatusInquiry(
        trace_number=draw(WORD),
        payer_name=draw(WORD),
        payer_identifier=draw(WORD),
        payer_qualifier=draw(st.sampled_from(["PI", "XV"])),
        receiver_name=draw(WORD),
        receiver_first_name=draw(MAYBE),
        receiver_identifier=draw(WORD),
        provider_name=draw(WORD),
        provider_first_name=draw(MAYBE),
        provider_npi=draw(st.sampled_from(["1234567893", "1497758544"])),
        subscriber=subscriber,
        patient=draw(st.just(subscriber) | DEPENDENTS),
        patient_control_number=draw(MAYBE),
        payer_claim_control_number=draw(MAYBE),
        bill_type=draw(st.sampled_from(["", "111", "131"])),
        location=draw(MAYBE),
        group_number=draw(MAYBE),
        prescription_number=draw(MAYBE),
        clearinghouse_number=draw(MAYBE),
        charge=draw(st.none() | AMOUNTS),
        service_from=first,
        service_to=last,
        lines=tuple(draw(st.lists(lines(), max_size=2))),
    )


@pytest.mark.capability("C1.1")
@given(st.lists(inquiries(), min_size=1, max_size=5), st.sampled_from([b"*:^~", b"|>^\n", b"!+@$"]))
def test_any_inquiries_read_back_as_they_were_asked(
    asked: list[StatusInquiry], marks: bytes
) -> None:
    element, component, repetition, segment = (marks[i : i + 1] for i in range(4))
    delimiters = Delimiters(
        element=element, component=component, repetition=repetition, segment=segment
    )

    data = write_276(asked, dispatch=replace(DISPATCH, delimiters=delimiters))

    assert read_back(data) == asked


@pytest.mark.parametrize(
    "change",
    [
        {"trace_number": ""},
        {"payer_identifier": ""},
        {"provider_npi": ""},
        {"subscriber": WINIFRED._replace(member_id="")},
        {"patient": HENRY._replace(birth_date=None)},
        {"service_to": None},
        {"trace_number": "T*1"},
    ],
)
def test_an_inquiry_that_no_payer_could_answer_is_not_written(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"inquiry|delimiter") as caught:
        write_276([replace(INQUIRY, **change)], dispatch=DISPATCH)  # type: ignore[arg-type]

    assert "ABERNATHY" not in str(caught.value)


def test_no_inquiry_is_no_file() -> None:
    with pytest.raises(ValueError, match="needs an inquiry"):
        write_276([], dispatch=DISPATCH)
