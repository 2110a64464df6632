"""Every status of a 277CA and a 277 is a record: batches, providers, claims and their lines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.intake.records.facts import fact_of_batch, fact_of_claim
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.segment import segments_of_set
from claimtrail.x12.extract.status_277 import StatusExtractor
from claimtrail.x12.model import (
    BatchStatus,
    ClaimStatus,
    Record,
    StatusComposite,
    StatusLevel,
    StatusTotal,
    TransactionType,
)
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.harness.files.x12_files import ACKNOWLEDGMENT_277CA, STATUS_277, Set, write_interchange
from tests.harness.intake.chunks import in_parts

TRIALS = Path(__file__).parents[2] / "fixtures" / "trials"
KINDS = {
    "005010X214": TransactionType.CLAIM_ACKNOWLEDGMENT,
    "005010X212": TransactionType.CLAIM_STATUS,
}
LINE = """\
SVC*HC:99213:25:59*100**0510***2
STC*A3:21**U*******A3:454:85*A3:477
REF*FJ*L7
DTP*472*D8*20260210"""
pytestmark = pytest.mark.capability("C2.3")


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", request.param)


def trial(name: str) -> tuple[Record, ...]:
    """The records of a trial file, whatever its guide's checks say of it."""
    [path] = TRIALS.glob(f"*/{name}*")
    source = MemorySource(path.read_bytes())
    [header] = scan_envelopes(source).sets
    return extracted(source)[header.span.start]


def extracted(source: MemorySource) -> dict[int, tuple[Record, ...]]:
    found = {}
    for header in scan_envelopes(source).sets:
        extractor = StatusExtractor(KINDS[header.version])
        for segment in segments_of_set(source, header.span, header.interchange.delimiters):
            extractor.take(segment)
        found[header.span.start] = tuple(extractor.finish()[0])
    return found


def records_of(item: Set) -> tuple[Record, ...]:
    source = MemorySource(write_interchange([item]))
    [header] = scan_envelopes(source).sets
    result = read_set(source, header)
    assert result.findings == ()
    return result.records


def batches(records: tuple[Record, ...]) -> list[BatchStatus]:
    return [item for item in records if isinstance(item, BatchStatus)]


def claims(records: tuple[Record, ...]) -> list[ClaimStatus]:
    return [item for item in records if isinstance(item, ClaimStatus)]


def codes(composites: tuple[StatusComposite, ...]) -> list[str]:
    return [
        ":".join(filter(None, (x.category_code, x.status_code, x.entity_code))) for x in composites
    ]


def test_a_batch_that_is_refused_as_a_whole_is_one_record() -> None:
    [batch] = trial("05-277ca")

    assert isinstance(batch, BatchStatus)
    assert (batch.level, batch.transaction_type.value) == (StatusLevel.RECEIVER, "277CA")
    assert (batch.source_entity, batch.payer_identifier) == ("PR", "ALD01")
    assert (batch.reference, batch.receiver_identifier) == ("BATCH77", "ROW01")
    [status] = batch.statuses
    assert (codes(status.composites), status.action_code) == (["A3:24:41"], "U")
    assert batch.totals == (
        StatusTotal("QTY", "AA", Decimal(3)),
        StatusTotal("AMT", "YY", Decimal("800.00")),
    )
    assert not batch.has_children
    assert (batch.received_on, batch.processed_on) == (date(2026, 5, 31), date(2026, 6, 1))
    fact = fact_of_batch(batch)
    assert (fact.level, fact.claim_count, fact.charge_cents) == ("receiver", 3, 80_000)
    assert not fact.from_clearinghouse


def test_a_provider_that_is_refused_as_a_whole_is_one_record_with_its_batch_and_npi() -> None:
    receiver, provider = batches(trial("06-277ca"))

    assert receiver.has_children
    assert fact_of_batch(receiver).claim_count is None
    assert (provider.level, provider.reference) == (StatusLevel.PROVIDER, "BATCH77")
    assert (provider.provider_qualifier, provider.provider_identifier) == ("XX", "1234567893")
    assert provider.trace_number == "PROVTRACE1"
    [status] = provider.statuses
    assert (codes(status.composites), status.action_code) == (["A8:496:85"], "U")
    fact = fact_of_batch(provider)
    assert (fact.level, fact.claim_count, fact.charge_cents) == ("provider", 3, 15_000)


def test_a_provider_after_another_ones_claims_keeps_the_order_of_the_bytes() -> None:
    records = trial("277ca-provider-reject.277ca")

    kinds = [type(item).__name__ for item in records]
    assert kinds == ["BatchStatus", "BatchStatus", "ClaimStatus", "BatchStatus"]
    starts = [item.span.start for item in records]
    assert starts == sorted(starts)
    last = batches(records)[-1]
    assert (last.provider_identifier, last.has_children) == ("1497758544", False)
    assert codes(last.statuses[0].composites) == ["A3:24:85"]


def test_a_level_without_a_status_is_no_record() -> None:
    assert len(batches(records_of(ACKNOWLEDGMENT_277CA))) == 2
    assert [item.level for item in batches(trial("01-277ca"))] == [StatusLevel.RECEIVER]


def test_a_clearinghouse_is_known_as_the_source_of_what_it_says() -> None:
    records = records_of(ACKNOWLEDGMENT_277CA.changed("NM1*PR*2*NORTH", "NM1*AY*2*NORTH"))

    assert {item.source_entity for item in (*batches(records), *claims(records))} == {"AY"}
    assert all(fact_of_batch(item).from_clearinghouse for item in batches(records))
    facts = [fact_of_claim(item, item.transaction_type) for item in claims(records)]
    assert all(getattr(fact, "from_clearinghouse", False) for fact in facts)


def test_a_277_that_answers_at_the_providers_level_names_the_inquiry_and_the_provider() -> None:
    [provider] = trial("12-277")

    assert isinstance(provider, BatchStatus)
    assert provider.transaction_type is TransactionType.CLAIM_STATUS
    assert (provider.level, provider.reference) == (StatusLevel.PROVIDER, "ALDER277")
    assert (provider.trace_number, provider.provider_identifier) == ("INQ5", "1234567893")
    assert codes(provider.statuses[0].composites) == ["E0:24:1P"]
    assert fact_of_batch(provider).claim_count is None


def test_a_line_of_a_277_has_a_status_of_its_own() -> None:
    [claim] = claims(trial("11-277"))

    assert codes(claim.statuses[0].composites) == ["F1:65"]
    first, second = claim.lines
    assert codes(first.statuses[0].composites) == ["F1:65"]
    assert (second.procedure_qualifier, second.procedure_code) == ("HC", "99215")
    assert (second.charge, second.paid, second.units) == (
        Decimal("200.00"),
        Decimal("0.00"),
        Decimal(1),
    )
    assert (second.control_number, second.service_from) == ("", date(2026, 5, 10))
    assert codes(second.statuses[0].composites) == ["F2:88:QC"]
    fact = fact_of_claim(claim, claim.transaction_type)
    assert getattr(fact, "lines")[1].statuses[0].codes[0].status_code == "88"  # noqa: B009


def test_a_line_of_a_277ca_has_its_number_modifiers_and_every_composite() -> None:
    item = replace(ACKNOWLEDGMENT_277CA, body=f"{ACKNOWLEDGMENT_277CA.body}\n{LINE}")
    claim = claims(records_of(item))[-1]

    [line] = claim.lines
    assert (line.control_number, line.procedure_code) == ("L7", "99213")
    assert (line.modifiers, line.revenue_code) == (("25", "59"), "0510")
    assert (line.charge, line.units, line.paid) == (Decimal("100.00"), Decimal(2), None)
    assert codes(line.statuses[0].composites) == ["A3:21", "A3:454:85", "A3:477"]
    assert line.service_to == date(2026, 2, 10)
    assert claim.span.start < line.span.start < line.span.end == claim.span.end


def test_a_revenue_code_is_the_lines_revenue_code() -> None:
    line = LINE.replace("SVC*HC:99213:25:59*100**0510***2", "SVC*NU:0510*100")
    item = replace(ACKNOWLEDGMENT_277CA, body=f"{ACKNOWLEDGMENT_277CA.body}\n{line}")
    [found] = claims(records_of(item))[-1].lines

    assert (found.revenue_code, found.units) == ("0510", None)


def test_two_statuses_of_one_line_are_both_read() -> None:
    claim = claims(trial("17-277ca"))[-1]

    assert [codes(item.composites) for item in claim.lines[0].statuses] == [["A3:21"], ["A3:454"]]
    assert claim.lines[0].control_number == "7"


def test_a_line_of_a_277ca_without_a_status_is_reported() -> None:
    line = "\n".join(text for text in LINE.splitlines() if not text.startswith("STC"))
    item = replace(ACKNOWLEDGMENT_277CA, body=f"{ACKNOWLEDGMENT_277CA.body}\n{line}")
    source = MemorySource(write_interchange([item]))
    [header] = scan_envelopes(source).sets

    [found] = read_set(source, header).findings
    assert (found.code, found.segment_id) == ("X12_SEGMENT_MISSING", "STC")


def test_all_three_composites_and_the_free_text_are_in_the_record() -> None:
    [claim] = claims(trial("stc12-three"))

    [status] = claim.statuses
    assert codes(status.composites) == ["A7:562:85", "A7:128:85", "A7:145:85"]
    assert status.text == "TAXONOMY MISSING"
    fact = fact_of_claim(claim, claim.transaction_type)
    assert getattr(fact, "statuses")[0].text == "TAXONOMY MISSING"  # noqa: B009


@pytest.mark.parametrize("code", ["85", "70", "9G9"])
def test_a_code_of_the_ncpdp_reject_list_is_none_of_list_508(code: str) -> None:
    item = STATUS_277.changed("STC*F2:88*", f"STC*F2:{code}::RX*")
    denied, _ = claims(records_of(item))

    assert denied.statuses[0].composites == (StatusComposite("F2", code, "", "RX"),)
    fact = fact_of_claim(denied, denied.transaction_type)
    assert getattr(fact, "statuses")[0].codes[0].code_list == "RX"  # noqa: B009


def test_a_code_that_is_in_no_list_is_reported_without_rx() -> None:
    source = MemorySource(write_interchange([STATUS_277.changed("F2:88*", "F2:9G9*")]))
    [header] = scan_envelopes(source).sets
    assert [item.code for item in read_set(source, header).findings] == ["X12_CODE_UNKNOWN"]


def test_the_check_that_a_277_tells_of_is_in_its_status() -> None:
    item = STATUS_277.changed(
        "STC*F2:88*20260318**900*0*20260317",
        "STC*F1:65*20260318**900*80*20260317**20260401*EFT5501",
    )
    status = claims(records_of(item))[0].statuses[0]

    assert (status.paid, status.remitted_on) == (Decimal("80.00"), date(2026, 4, 1))
    assert status.remittance_trace == "EFT5501"


def test_a_category_of_another_277_stays_in_the_record_and_is_reported() -> None:
    source = MemorySource(write_interchange([ACKNOWLEDGMENT_277CA.changed("A2:20*", "F1:20*")]))
    [header] = scan_envelopes(source).sets
    result = read_set(source, header)

    assert [item.code for item in result.findings] == ["X12_CODE_MISPLACED"]
    assert codes(claims(result.records)[0].statuses[0].composites) == ["F1:20"]


def taken(item: Set, doubts: dict[str, FindingCode]) -> list[ClaimStatus]:
    """The claims, when the guide's checks doubt the segments that begin so."""
    source = MemorySource(write_interchange([item]))
    [header] = scan_envelopes(source).sets
    extractor = StatusExtractor(KINDS[header.version])
    for segment in segments_of_set(source, header.span, header.interchange.delimiters):
        text = "*".join(segment.elements)
        for code in (code for start, code in doubts.items() if text.startswith(start)):
            extractor.doubt(code)
        extractor.take(segment)
    return claims(tuple(extractor.finish()[0]))


@pytest.mark.parametrize(
    "segment", ["TRN*2*PCN-7001", "DTP*472*RD8", "HL*4*3*PT", "NM1*QC*1*QUILL"]
)
def test_a_doubt_holds_the_claim_of_its_segment_and_no_other(segment: str) -> None:
    first, second = taken(ACKNOWLEDGMENT_277CA, {segment: FindingCode.CODE_INVALID})

    assert first.faults == ("X12_CODE_INVALID",)
    assert second.faults == ()
    fact = fact_of_claim(first, first.transaction_type)
    assert getattr(fact, "faults") == ("X12_CODE_INVALID",)  # noqa: B009


def test_a_doubt_above_the_claims_holds_none_of_them() -> None:
    found = taken(ACKNOWLEDGMENT_277CA, {"TRN*1*0": FindingCode.CODE_INVALID})
    assert [item.faults for item in found] == [(), ()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("TRN*2*PCN-7001", "TRN*2*"),
        ("TRN*2*PCN-7001\n", ""),
        ("STC*A2:20*", "STC**"),
        ("STC*A2:20*20260303*WQ*150.5\n", ""),
    ],
)
def test_a_status_that_names_no_claim_or_says_nothing_is_shown_and_held(old: str, new: str) -> None:
    first, second = taken(ACKNOWLEDGMENT_277CA.changed(old, new), {})

    assert first.faults == ("X12_RECORD_UNREADABLE",)
    assert (second.patient_control_number, second.faults) == ("PCN-7002", ())


def test_a_doubt_says_alone_why_a_status_cannot_be_read() -> None:
    item = ACKNOWLEDGMENT_277CA.changed("TRN*2*PCN-7001", "TRN*2*")
    first, _ = taken(item, {"STC*A2": FindingCode.CODE_INVALID})
    assert first.faults == ("X12_CODE_INVALID",)


def test_a_277_without_its_trace_is_known_by_the_claims_number() -> None:
    denied, _ = taken(STATUS_277.without("TRN*2*TRACE1"), {})
    assert (denied.patient_control_number, denied.trace_number) == ("PCN-7002", "")
    assert denied.faults == ()


def test_amounts_and_days_that_cannot_be_read_are_absent_and_the_status_stands() -> None:
    item = ACKNOWLEDGMENT_277CA.changed("A2:20*20260303*WQ*150.5", "A2:20*20260230*WQ*15x")
    first, _ = taken(item, {})

    [status] = first.statuses
    assert (status.effective_on, status.total_charge) == (None, None)
    assert (codes(status.composites), first.faults) == (["A2:20"], ())


def test_an_amount_finer_than_a_cent_is_reported_at_its_place() -> None:
    item = ACKNOWLEDGMENT_277CA.changed("WQ*150.5\nREF", "WQ*150.501\nREF")
    source = MemorySource(write_interchange([item]))
    [header] = scan_envelopes(source).sets
    result = read_set(source, header)

    [found] = result.findings
    assert (found.code, found.segment_id) == ("X12_AMOUNT_UNREADABLE", "STC")
    assert found.element_position == "04"
    assert claims(result.records)[0].statuses[0].total_charge is None


@pytest.mark.parametrize("level", ["XX", "24"])
def test_a_level_with_a_code_that_no_guide_knows_does_not_hide_its_claim(level: str) -> None:
    found = taken(ACKNOWLEDGMENT_277CA.changed("HL*5*3*PT", f"HL*5*3*{level}"), {})
    assert [item.patient_control_number for item in found] == ["PCN-7001", "PCN-7002"]


def many(count: int) -> Iterator[str]:
    head, mark, rest = ACKNOWLEDGMENT_277CA.body.partition("HL*4*3*PT")
    yield head.rstrip("\n")
    patient = f"{mark}{rest}".partition("\nHL*5*")[0]
    for number in range(4, 4 + count):
        text = patient.replace("HL*4*3*", f"HL*{number}*3*").replace("7001", f"{number:04}")
        yield f"{text}\n{LINE}"


@pytest.mark.parametrize("target", [1, 300, 700, 100_000])
def test_parts_tell_of_each_batch_and_provider_once(target: int) -> None:
    body = "\n".join(many(6)).replace("*YU*150.5", "*YU*903").replace("AA*1\n", "AA*0\n")
    body = body.replace("*90*1", "*90*6").replace("*QA*1", "*QA*6")
    body = body.replace("QTY*QC*1", "QTY*QC*0")
    item = replace(ACKNOWLEDGMENT_277CA, body=body.replace("*YY*900", "*YY*0"))
    source = MemorySource(write_interchange([item]))
    [header] = scan_envelopes(source).sets
    whole = read_set(source, header)
    _, joined = in_parts(source, header, target)

    assert whole.findings == ()
    assert joined == whole
    assert len(batches(whole.records)) == 2
    assert [len(claim.lines) for claim in claims(whole.records)] == [1] * 6
