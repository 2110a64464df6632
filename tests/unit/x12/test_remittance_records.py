"""An 835's records hold the patient, what holds a claim back, and whether CLP01 is its own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import cycle, islice

import pytest

import claimtrail.x12.read.set_reader
from claimtrail.intake.records.facts import fact_of_claim
from claimtrail.x12.chunks.number_pass import watch_numbers
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.segment import segments_of_set
from claimtrail.x12.extract import claim_numbers
from claimtrail.x12.extract.claim_numbers import NumberWatch, settle
from claimtrail.x12.extract.remittance_835 import RemittanceExtractor
from claimtrail.x12.model import NOBODY, Payment, Record, RemittanceClaim, SetHeader
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.harness.files.x12_files import REMITTANCE_835, Set, write_interchange
from tests.harness.intake.chunks import in_parts

HEAD = REMITTANCE_835.body[: REMITTANCE_835.body.index("CLP*")]
pytestmark = pytest.mark.capability("C2.3")


@pytest.fixture(autouse=True, params=[0, 1 << 30], ids=["proven", "judged"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claimtrail.x12.read.set_reader, "LOOPS_BEFORE_PROVER", request.param)


def opened(item: Set) -> tuple[MemorySource, SetHeader]:
    source = MemorySource(write_interchange([item]))
    [header] = scan_envelopes(source).sets
    return source, header


def extracted(
    item: Set, doubts: dict[str, FindingCode] | None = None
) -> tuple[Payment | None, list[RemittanceClaim], list[str]]:
    """The payment, its claims, and the codes that the extractor itself tells."""
    source, header = opened(item)
    extractor = RemittanceExtractor(date(2026, 3, 2))
    for segment in segments_of_set(source, header.span, header.interchange.delimiters):
        text = "*".join(segment.elements)
        for code in (code for start, code in (doubts or {}).items() if text.startswith(start)):
            extractor.doubt(code)
        extractor.take(segment)
    records, faults = extractor.finish()
    with_number_settled = settle(records)
    payment = next((record for record in with_number_settled if isinstance(record, Payment)), None)
    return payment, claims(with_number_settled), [code.value for code, _ in faults]


def claims(records: list[Record] | tuple[Record, ...]) -> list[RemittanceClaim]:
    return [item for item in records if isinstance(item, RemittanceClaim)]


def remittance(*named: tuple[str, str]) -> Set:
    """A remittance with a claim of 10 dollars for each number and patient."""
    bodies = [
        f"CLP*{number}*1*15*10*5*12*ICN{place}*11*1\nCAS*PR*2*5\nNM1*QC*1*{patient}"
        for place, (number, patient) in enumerate(named)
    ]
    head = HEAD.replace("*230.5*", f"*{10 * len(named)}*")
    return replace(REMITTANCE_835, body=head + "\n".join(bodies))


def own(item: Set) -> list[bool]:
    """Return whether each claim has a number of its own, as every way of reading says it."""
    source, header = opened(item)
    whole = read_set(source, header)
    assert whole.findings == ()
    for target in (1, 300, 100_000):
        assert in_parts(source, header, target)[1] == whole
    return [claim.has_own_number for claim in claims(whole.records)]


@pytest.mark.parametrize("number", ["0", "00000", "000-000", "0.00"])
@pytest.mark.capability("C7.6")
def test_zeros_are_nobodys_number(number: str) -> None:
    assert own(remittance((number, "QUILL*HENRY"), ("A1", "STONE*PETER"))) == [False, True]


@pytest.mark.capability("C7.6")
def test_a_blank_number_makes_a_record_that_is_matched_by_other_means() -> None:
    _, [claim], _ = extracted(remittance(("", "QUILL*HENRY****MI*M1")))

    assert (claim.patient_control_number, claim.has_own_number) == ("", False)
    assert (claim.faults, claim.balanced) == ((), True)
    fact = fact_of_claim(claim, None)
    assert fact.kind == "remitted"
    assert not fact.has_own_number
    assert fact.patient is not None
    assert (fact.patient.last_name, fact.patient.member_id) == ("QUILL", "M1")


@pytest.mark.capability("C7.6")
def test_one_value_on_records_of_two_patients_is_nobodys_number() -> None:
    item = remittance(
        ("UNKNOWN", "QUILL*HENRY"),
        ("A1", "STONE*PETER"),
        ("UNKNOWN", "STONE*PETER"),
        ("UNKNOWN", "QUILL*HENRY"),
    )
    assert own(item) == [False, True, False, False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("QUILL*HENRY****MI*M1", "QUILL*HENRY****MI*M1"),
        ("QUILL*HENRY", "Quill*HENRY****MI*M1"),
        ("O'QUILL*HENRY", "OQUILL*HENRY"),
        ("QUILL*HENRY****MI*M1", "QUILL*HEN****MI*M1"),
        ("QUILL*HENRY****MI*M1", "QUILL*HENRY****MI*M2"),
    ],
)
def test_several_records_of_one_patient_share_the_number_of_their_claim(
    one: str, other: str
) -> None:
    assert own(remittance(("A1", one), ("A1", other))) == [True, True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("QUILL*HENRY****MI*M1", "QUILL*ANNA****MI*M1"),
        ("QUILL*HENRY", "STONE*HENRY"),
    ],
)
def test_members_of_one_family_are_different_patients(one: str, other: str) -> None:
    assert own(remittance(("A1", one), ("A1", other))) == [False, False]


def test_what_is_remembered_of_numbers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim_numbers, "NUMBERS_WATCHED", 2)
    monkeypatch.setattr(claim_numbers, "SHARED_KEPT", 1)
    watch = NumberWatch()
    people = [NOBODY._replace(last_name=name) for name in ("QUILL", "STONE")]
    for place, (number, person) in enumerate(
        zip(islice(cycle("ABC"), 12), cycle(people), strict=False)
    ):
        watch.take(number, person, place)
    assert watch.places == (3,)


def test_the_second_pass_finds_what_the_first_one_finds() -> None:
    numbers = ["A1", "0", "A1", "B2", "B2", "A1"]
    patients = ["QUILL*HENRY", "STONE*PETER", "STONE*PETER", "STONE*PETER", "STONE*P", "ROE*ANN"]
    item = remittance(*zip(numbers, patients, strict=True))
    source, header = opened(item)
    payment = read_set(source, header).records[0]

    assert isinstance(payment, Payment)
    assert len(payment.shared_numbers) == 2
    assert watch_numbers(source, header).places == payment.shared_numbers


def test_a_name_after_a_line_is_not_the_patients_in_the_second_pass_either() -> None:
    item = remittance(("A1", "QUILL*HENRY"), ("A1", "QUILL*HENRY"))
    late = "\nSVC*HC:99213*0*0\nNM1*QC*1*ROE*ANN"
    unnamed = item.body.replace("\nNM1*QC*1*QUILL*HENRY\n", f"{late}\n", 1)
    source, header = opened(replace(item, body=unnamed))
    assert watch_numbers(source, header).places == ()


def test_reversals_are_not_paired_by_a_shared_number() -> None:
    body = remittance(("A1", "QUILL*HENRY"), ("A1", "STONE*PETER")).body
    taken = "CLP*A1*22*-15*-10**12*ICN9*11*1\nCAS*CO*45*-5\nNM1*QC*1*ROE*ANN"
    body = body.replace("*20*C*", "*10*C*", 1)
    source, header = opened(replace(REMITTANCE_835, body=f"{body}\n{taken}"))
    payment, *_ = read_set(source, header).records

    assert isinstance(payment, Payment)
    [reversal] = payment.reversals
    assert (reversal.original, reversal.correction) == (None, None)


def test_the_subscriber_stands_in_for_a_patient_who_is_not_named() -> None:
    item = REMITTANCE_835.changed(
        "NM1*QC*1*QUILL*HENRY****MI*MBR77012", "NM1*IL*1*QUILL*HENRY****MI*MBR77012"
    )
    _, [first, second], _ = extracted(item)

    assert (first.patient.first_name, first.patient.member_id) == ("HENRY", "MBR77012")
    assert second.patient.last_name == "ABERNATHY"


def test_the_patient_comes_before_the_subscriber() -> None:
    name = "NM1*QC*1*QUILL*HENRY****MI*MBR77012"
    source, header = opened(REMITTANCE_835.changed(name, f"{name}\nNM1*IL*1*ROE*ANN****MI*M9"))
    first, _ = claims(read_set(source, header).records)
    assert first.patient.last_name == "QUILL"


def test_the_code_that_we_sent_is_kept_beside_the_one_that_was_paid() -> None:
    source, header = opened(REMITTANCE_835.changed("100*60**1\n", "100*60**1*HC:99214:25\n"))
    first, _ = claims(read_set(source, header).records)

    paid, other = first.lines
    assert (paid.procedure_code, paid.submitted_procedure_code) == ("99213", "99214")
    assert other.submitted_procedure_code == ""
    fact = fact_of_claim(first, None)
    assert fact.kind == "remitted"
    assert fact.lines[0].submitted_procedure_code == "99214"


@pytest.mark.parametrize("stated", ["20260231", "", "APRIL"])
def test_the_payments_day_falls_back_to_its_production_and_then_to_the_file(stated: str) -> None:
    item = REMITTANCE_835.changed("*98765*20260311", f"*98765*{stated}")
    payment, [first, _], _ = extracted(item)
    assert payment is not None
    assert payment.paid_on == first.paid_on == date(2026, 3, 10)

    payment, [first, _], _ = extracted(item.without("DTM*405"))
    assert payment is not None
    assert payment.paid_on == first.paid_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("PCN-7001*1*150.5*80.5", "PCN-7001*1*1x*80.5"),
        ("PCN-7001*1*150.5*80.5", "PCN-7001*1**80.5"),
        ("CAS*PR*2*20", "CAS*PR*2*2O"),
        ("CAS*PR*2*20", "CAS*PR*2"),
        ("SVC*HC:99213:25*100*60", "SVC*HC:99213:25*100*6.0.0"),
        ("SVC*HC:99213:25*100*60", "SVC*HC:99213:25**60"),
    ],
)
def test_a_claim_with_an_amount_that_cannot_be_read_is_shown_and_not_posted(
    old: str, new: str
) -> None:
    payment, [first, second], reported = extracted(REMITTANCE_835.changed(old, new))

    assert (first.patient_control_number, len(first.lines)) == ("PCN-7001", 2)
    assert (first.balanced, first.faults) == (False, ("X12_AMOUNT_UNREADABLE",))
    assert (second.balanced, second.faults) == (True, ())
    assert payment is not None
    assert payment.balanced
    assert reported == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("PCN-7001*1*150.5*80.5", "PCN-7001*1*150.5*8O.5"), ("*WO:ICN800*50", "*WO:ICN800*5O")],
)
def test_a_payment_with_an_amount_that_cannot_be_read_is_unproven_and_its_claims_stand(
    old: str, new: str
) -> None:
    payment, found, reported = extracted(REMITTANCE_835.changed(old, new))

    assert payment is not None
    assert not payment.balanced
    assert reported == ["X12_PAYMENT_UNPROVEN"]
    assert found[1].balanced


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("CAS*CO*45*600", "CAS*CO*45*599", ("X12_CLAIM_UNBALANCED",)),
        ("SVC*HC:87880*50.5*20.5", "SVC*HC:87880*51.5*20.5", ("X12_LINE_UNBALANCED",)),
        (
            "PCN-7001*1*150.5*80.5*20",
            "PCN-7001*22*150.5*80.5*20",
            ("X12_REVERSAL_SIGN",),
        ),
    ],
)
def test_a_claim_that_does_not_add_up_says_so_itself(
    old: str, new: str, codes: tuple[str, ...]
) -> None:
    _, found, reported = extracted(REMITTANCE_835.changed(old, new))

    [odd] = [claim for claim in found if claim.faults]
    assert (odd.faults, odd.balanced) == (codes, False)
    assert reported == list(codes)
    fact = fact_of_claim(odd, None)
    assert fact.kind == "remitted"
    assert fact.faults == codes


@pytest.mark.parametrize("segment", ["CLP*PCN-7002", "MOA", "DTM*232", "NM1*QC*1*ABERNATHY"])
def test_a_doubt_holds_the_claim_of_its_segment_and_no_other(segment: str) -> None:
    _, [first, second], _ = extracted(REMITTANCE_835, {segment: FindingCode.CODE_INVALID})

    assert (first.faults, second.faults) == ((), ("X12_CODE_INVALID",))


@pytest.mark.parametrize("segment", ["LX*1", "N1*PE", "PLB"])
def test_a_doubt_outside_the_claims_holds_none_of_them(segment: str) -> None:
    _, found, _ = extracted(REMITTANCE_835, {segment: FindingCode.CODE_INVALID})
    assert [claim.faults for claim in found] == [(), ()]


def test_every_plb_is_read() -> None:
    more = "PLB*1234567893*20261231*WO:ICN801*20*72:R1*-20\nPLB*1497758544*20261231*50*-5*L6*5"
    source, header = opened(replace(REMITTANCE_835, body=f"{REMITTANCE_835.body}\n{more}"))
    extractor = RemittanceExtractor()
    for segment in segments_of_set(source, header.span, header.interchange.delimiters):
        extractor.take(segment)
    records, faults = extractor.finish()

    payment = records[-1]
    assert isinstance(payment, Payment)
    assert [item.amount for item in payment.provider_adjustments] == [
        Decimal(amount) for amount in (50, 20, -20, -5, 5)
    ]
    assert payment.balanced
    assert faults == []


def test_claims_are_read_where_the_payment_is_missing() -> None:
    payment, found, _ = extracted(REMITTANCE_835.without("BPR"))

    assert payment is None
    assert [claim.patient_control_number for claim in found] == ["PCN-7001", "PCN-7002"]
