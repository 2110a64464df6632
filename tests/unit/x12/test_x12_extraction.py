"""Statements of each transaction set come out as records, with the bytes they stand in."""

from datetime import date
from decimal import Decimal

import pytest

from claimtrail.intake.records.facts import fact_of_claim
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.segment import Segment, segments_of_set
from claimtrail.x12.extract.acknowledgment_999 import AcknowledgmentExtractor
from claimtrail.x12.extract.claim_837 import ClaimExtractor
from claimtrail.x12.model import (
    Adjustment,
    ClaimReference,
    ClaimStatus,
    ElementNote,
    Payment,
    ProviderAdjustment,
    Record,
    RemittanceClaim,
    SetAcknowledgment,
    StatusComposite,
    StatusInformation,
    SubmittedClaim,
    TransactionType,
)
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
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


def read(item: Set) -> tuple[bytes, tuple[Record, ...]]:
    data = write_interchange([item], line_break=b"\n")
    source = MemorySource(data)
    [header] = scan_envelopes(source).sets
    return data, read_set(source, header).records


def text_of(data: bytes, record: Record) -> str:
    return data[record.span.start : record.span.end].decode()


def test_a_professional_claim() -> None:
    data, [claim] = read(CLAIM_837P)

    assert isinstance(claim, SubmittedClaim)
    assert text_of(data, claim).startswith("CLM*PCN-7001")
    assert text_of(data, claim).endswith("20260220-20260221~")
    assert claim.patient_control_number == "PCN-7001"
    assert claim.total_charge == Decimal("150.50")
    assert (claim.facility_code, claim.frequency_code) == ("11", "1")
    assert claim.payer_claim_control_number == "ICN900"
    assert claim.claim_filing_indicator == "CI"
    assert (claim.payer_name, claim.payer_identifier) == ("NORTH PAYER", "NP001")
    assert (claim.billing_provider_npi, claim.billing_provider_name) == (
        "1234567893",
        "HILL CLINIC",
    )
    assert claim.rendering_provider_npi == "1497758544"
    assert claim.subscriber.member_id == "MBR77012"
    assert claim.subscriber.birth_date == date(1951, 7, 4)
    assert (claim.patient.last_name, claim.patient.sex) == ("QUILL", "M")
    assert (claim.service_from, claim.service_to) == (date(2026, 2, 20), date(2026, 2, 21))
    assert claim.diagnoses == ("ABK:J0190", "ABF:R05")
    assert claim.references == (ClaimReference(qualifier="F8", value="ICN900"),)
    assert claim.submitted_on == date(2026, 3, 2)
    assert (claim.batch_reference, claim.submitter_identifier) == ("B0001", "HILLCLINIC")
    assert (claim.purpose_code, claim.batch_type, claim.faults) == ("00", "CH", ())
    first, second = claim.lines
    assert (first.number, first.control_number) == ("1", "L1")
    assert (first.procedure_qualifier, first.procedure_code) == ("HC", "99213")
    assert first.modifiers == ("25",)
    assert (first.charge, first.units, first.unit_code) == (Decimal("100.00"), Decimal(1), "UN")
    assert (second.charge, second.control_number) == (Decimal("50.50"), "")
    assert second.service_to == date(2026, 2, 21)


def test_an_institutional_claim_of_the_subscriber() -> None:
    _, [claim] = read(CLAIM_837I)

    assert isinstance(claim, SubmittedClaim)
    assert claim.patient == claim.subscriber
    assert claim.patient.last_name == "ABERNATHY"
    assert (claim.facility_code, claim.frequency_code) == ("11", "1")
    assert (claim.service_from, claim.service_to) == (date(2026, 2, 10), date(2026, 2, 12))
    assert claim.diagnoses == ("ABK:I10", "ABJ:R079")
    [line] = claim.lines
    assert (line.revenue_code, line.procedure_code) == ("0120", "")
    assert (line.charge, line.units) == (Decimal("900.00"), Decimal(2))


def test_another_payers_numbers_are_not_this_payers() -> None:
    other = """\
SBR*S*18*GRP2******CI
OI***Y***Y
NM1*IL*1*QUILL*HENRY****MI*OTHER1
NM1*PR*2*SOUTH PAYER*****PI*SP001
REF*F8*OTHERICN
LX*1"""
    _, [claim] = read(CLAIM_837P.without("REF*F8").changed("LX*1", other))

    assert isinstance(claim, SubmittedClaim)
    assert claim.payer_claim_control_number == ""
    assert claim.payer_identifier == "NP001"
    assert claim.other_payer_identifiers == ("SP001",)
    assert claim.subscriber.member_id == "MBR77012"


def test_a_remittance_names_the_carrier_to_which_the_claim_was_forwarded() -> None:
    patient = "NM1*QC*1*QUILL*HENRY****MI*MBR77012"
    forwarded = f"{patient}\nNM1*TT*2*SOUTH PAYER*****PI*SP001"
    _, [_, first, second] = read(REMITTANCE_835.changed(patient, forwarded))

    assert isinstance(first, RemittanceClaim)
    assert isinstance(second, RemittanceClaim)
    assert (first.crossover_carrier, second.crossover_carrier) == ("SP001", "")


def test_the_claims_of_a_277ca() -> None:
    data, records = read(ACKNOWLEDGMENT_277CA)

    _, _, accepted, rejected = records
    assert isinstance(accepted, ClaimStatus)
    assert isinstance(rejected, ClaimStatus)
    assert text_of(data, accepted).startswith("TRN*2*PCN-7001")
    assert accepted.transaction_type is TransactionType.CLAIM_ACKNOWLEDGMENT
    assert accepted.patient_control_number == accepted.trace_number == "PCN-7001"
    assert accepted.payer_claim_control_number == "ICN901"
    assert (accepted.payer_name, accepted.payer_identifier) == ("NORTH PAYER", "NP001")
    assert accepted.service_to == date(2026, 2, 21)
    assert accepted.statuses == (
        StatusInformation(
            composites=(StatusComposite(category_code="A2", status_code="20", entity_code=""),),
            effective_on=date(2026, 3, 3),
            action_code="WQ",
            total_charge=Decimal("150.50"),
            paid=None,
            adjudicated_on=None,
        ),
    )
    [status] = rejected.statuses
    assert status.action_code == "U"
    assert status.composites == (
        StatusComposite(category_code="A7", status_code="562", entity_code="85"),
        StatusComposite(category_code="A7", status_code="128", entity_code="IL"),
    )


def test_the_claims_of_a_277() -> None:
    data, [denied, asked] = read(STATUS_277)

    assert isinstance(denied, ClaimStatus)
    assert isinstance(asked, ClaimStatus)
    assert denied.transaction_type is TransactionType.CLAIM_STATUS
    assert denied.patient_control_number == "PCN-7002"
    assert denied.trace_number == "TRACE1"
    assert denied.payer_claim_control_number == "ICN902"
    [status] = denied.statuses
    assert status.composites[0].category_code == "F2"
    assert (status.paid, status.adjudicated_on) == (Decimal("0.00"), date(2026, 3, 17))
    assert text_of(data, denied).endswith("DTP*472*D8*20260210~")
    assert asked.patient_control_number == "PCN-7001"
    assert asked.statuses[0].composites[0].category_code == "P3"


def test_a_remittance() -> None:
    data, [payment, first, second] = read(REMITTANCE_835)

    assert isinstance(payment, Payment)
    assert isinstance(first, RemittanceClaim)
    assert isinstance(second, RemittanceClaim)
    assert (payment.amount, payment.claim_paid_total) == (Decimal("230.50"), Decimal("280.50"))
    assert (payment.method, payment.paid_on) == ("ACH", date(2026, 3, 11))
    assert (payment.trace_number, payment.originating_company_id) == ("EFT5501", "1512345678")
    assert (payment.payer_identifier, payment.payee_npi) == ("NP001", "1234567893")
    assert (payment.claim_count, payment.balanced) == (2, True)
    assert payment.provider_adjustments == (
        ProviderAdjustment(
            provider_identifier="1234567893",
            fiscal_period_end=date(2026, 12, 31),
            reason_code="WO",
            reference="ICN800",
            amount=Decimal("50.00"),
        ),
    )
    assert first.balanced
    assert text_of(data, first).startswith("CLP*PCN-7001")
    assert (first.charge, first.paid) == (Decimal("150.50"), Decimal("80.50"))
    assert first.patient_responsibility == Decimal("20.00")
    assert (first.received_on, first.service_from) == (date(2026, 3, 3), date(2026, 2, 20))
    assert (first.payment_trace_number, first.payment_span) == ("EFT5501", payment.span)
    assert first.adjustments == ()
    assert (first.patient.last_name, first.patient.member_id) == ("QUILL", "MBR77012")
    assert (first.has_own_number, first.faults) == (True, ())
    line = first.lines[0]
    assert (line.procedure_code, line.modifiers, line.control_number) == ("99213", ("25",), "L1")
    assert line.remark_codes == ("N130",)
    assert line.adjustments[0] == Adjustment(
        group_code="PR", carc="2", amount=Decimal("20.00"), quantity=None
    )
    assert text_of(data, line_record(first)).startswith("SVC*HC:99213:25")
    assert second.adjustments[1] == Adjustment(
        group_code="CO", carc="97", amount=Decimal("100.00"), quantity=Decimal(1)
    )
    assert second.remark_codes == ("MA01", "MA18")
    assert (second.service_from, second.service_to) == (date(2026, 2, 10), date(2026, 2, 12))


def line_record(claim: RemittanceClaim) -> Record:
    return claim.lines[0]  # type: ignore[return-value]


def test_an_unbalanced_payment_says_so_and_its_claims_speak_for_themselves() -> None:
    _, records = read(REMITTANCE_835.changed("*WO:ICN800*50", "*WO:ICN800*51"))

    [payment, first, second] = records
    assert isinstance(payment, Payment)
    assert isinstance(first, RemittanceClaim)
    assert isinstance(second, RemittanceClaim)
    assert (payment.balanced, first.balanced, second.balanced) == (False, True, True)


def test_an_unbalanced_claim_leaves_the_others_balanced() -> None:
    _, [_, first, second] = read(REMITTANCE_835.changed("CAS*CO*45*600", "CAS*CO*45*599"))

    assert isinstance(first, RemittanceClaim)
    assert isinstance(second, RemittanceClaim)
    assert (first.balanced, second.balanced) == (True, False)


def test_the_sets_of_a_999() -> None:
    data, [accepted, rejected] = read(ACKNOWLEDGMENT_999)

    assert isinstance(accepted, SetAcknowledgment)
    assert isinstance(rejected, SetAcknowledgment)
    assert text_of(data, accepted) == "AK2*837*0001*005010X222A1~\nIK5*A~"
    assert (accepted.group_control_number, accepted.set_control_number) == ("17", "0001")
    assert (accepted.code, accepted.group_code, accepted.notes) == ("A", "P", ())
    assert rejected.code == "R"
    assert rejected.notes == (
        ElementNote(
            segment_id="CLM",
            segment_position=22,
            segment_error_code="8",
            element_position="05-3",
            element_error_code="7",
        ),
        ElementNote(
            segment_id="CLM",
            segment_position=22,
            segment_error_code="8",
            element_position="01",
            element_error_code="1",
        ),
        ElementNote(
            segment_id="REF",
            segment_position=24,
            segment_error_code="5",
            element_position="",
            element_error_code="",
        ),
    )


def test_a_999_on_a_whole_group() -> None:
    body = "AK1*HC*17*005010X222A1\nAK9*R*2*2*0*4"
    _, [record] = read(Set("999", "FA", "005010X231A1", body))

    assert isinstance(record, SetAcknowledgment)
    assert (record.set_control_number, record.code, record.group_code) == ("", "R", "R")
    assert record.version == "005010X222A1"


def test_a_999_that_ends_without_its_totals_tells_of_each_set() -> None:
    extractor = AcknowledgmentExtractor()
    for number, line in enumerate(ACKNOWLEDGMENT_999.without("AK9").body.splitlines(), start=2):
        extractor.take(Segment(line.split("*"), ":", number, number * 10, number * 10 + 9))
    records, _ = extractor.finish()

    codes = [item.code for item in records if isinstance(item, SetAcknowledgment)]
    assert codes == ["A", "R"]


@pytest.mark.capability("C1.8")
def test_context_of_any_kind_leaves_the_word_on_the_set() -> None:
    context = "CTX*SITUATIONAL TRIGGER*CLM*22\nCTX*CLM01:1325\nIK4*5:3*1325*7"
    body = ACKNOWLEDGMENT_999.body.replace("IK4*5:3*1325*7", context)
    extractor = AcknowledgmentExtractor()
    for number, line in enumerate(body.splitlines(), start=2):
        extractor.doubt(FindingCode.CODE_INVALID)
        extractor.take(Segment(line.split("*"), ":", number, number * 10, number * 10 + 9))
    records, _ = extractor.finish()

    assert [item.code for item in records if isinstance(item, SetAcknowledgment)] == ["A", "R"]


def claims_of(item: Set, *doubted: str) -> list[SubmittedClaim]:
    """The claims of an 837, when the guide's checks doubt the segments that begin so."""
    source = MemorySource(write_interchange([item]))
    [header] = scan_envelopes(source).sets
    extractor = ClaimExtractor()
    for segment in segments_of_set(source, header.span, header.interchange.delimiters):
        if "*".join(segment.elements).startswith(doubted or "\n"):
            extractor.doubt(FindingCode.CODE_INVALID)
        extractor.take(segment)
    return [record for record in extractor.finish()[0] if isinstance(record, SubmittedClaim)]


@pytest.mark.parametrize(
    ("old", "new", "lines", "faults"),
    [
        ("SV1*HC:87880*50.5*UN*2***1:2\n", "", 1, ("X12_SEGMENT_MISSING",)),
        ("HC:87880*50.5*", "HC:87880*5O.5*", 1, ("X12_AMOUNT_UNREADABLE",)),
        ("HC:87880*50.5*UN*2*", "HC:87880*50.5*UN*II*", 2, ()),
        ("*11:B:1*", "**", 2, ()),
        ("HI*ABK:J0190*ABF:R05\n", "", 2, ()),
        ("LX*1\n", "", 2, ()),
        ("LX*2\n", "", 2, ()),
        ("DMG*D8*20120105*M\n", "", 2, ()),
        ("*627010000\n", "*62701\n", 2, ()),
    ],
)
def test_a_claim_is_registered_whatever_else_of_it_cannot_be_read(
    old: str, new: str, lines: int, faults: tuple[str, ...]
) -> None:
    [claim] = claims_of(CLAIM_837P.changed(old, new))

    assert (claim.patient_control_number, claim.total_charge) == ("PCN-7001", Decimal("150.50"))
    assert (claim.payer_identifier, len(claim.lines)) == ("NP001", lines)
    assert claim.faults == faults


def test_an_institutional_claim_is_registered_without_its_lines() -> None:
    [claim] = claims_of(CLAIM_837I.without("SV2"))
    assert (claim.patient_control_number, claim.lines) == ("PCN-7002", ())


def test_a_doubt_stands_with_its_claim() -> None:
    [claim] = claims_of(CLAIM_837P, "HI*", "SV1*HC:99213")
    assert claim.faults == ("X12_CODE_INVALID",)


def test_what_the_submission_says_of_itself_is_in_each_claim() -> None:
    header = "BHT*0019*18*B0009*20260302*0815*RP"
    [claim] = claims_of(CLAIM_837P.changed("BHT*0019*00*B0001*20260302*0815*CH", header))

    assert (claim.purpose_code, claim.batch_type) == ("18", "RP")
    assert claim.batch_reference == "B0009"
    fact = fact_of_claim(claim, TransactionType.CLAIM_PROFESSIONAL)
    assert fact.kind == "submitted"
    assert (fact.purpose_code, fact.batch_type) == ("18", "RP")
    assert (fact.batch_reference, fact.submitter_identifier) == ("B0009", "HILLCLINIC")


@pytest.mark.parametrize(("old", "new"), [("*PCN-7001*", "**"), ("*150.5*", "*15O.5*")])
def test_a_claim_without_its_number_or_amount_is_reported_once(old: str, new: str) -> None:
    source = MemorySource(write_interchange([CLAIM_837P.changed(old, new)]))
    [header] = scan_envelopes(source).sets
    result = read_set(source, header)

    assert result.records == ()
    assert [(item.segment_id, item.severity.value) for item in result.findings] == [
        ("CLM", "claim")
    ]
