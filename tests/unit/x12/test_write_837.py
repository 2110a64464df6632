"""Claims sent again: everything is carried, corrections are put in, validators take the result."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrail.partners.profile import read_profiles
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.model import ByteRange, Delimiters, ServiceLine, SetAcceptance, SubmittedClaim
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from claimtrail.x12.write.claim_837 import SubmissionParties, write_837
from claimtrail.x12.write.claim_correction import corrected, replacement, void
from claimtrail.x12.write.claim_form import ClaimForm, read_forms
from claimtrail.x12.write.dispatch import Dispatch
from claimtrail.x12.write.segment_writer import InterchangeAddress
from simulator.generator import generate
from tests.harness.files.pyx12_verdict import pyx12_takes
from tests.harness.files.x12_files import CLAIM_837I, CLAIM_837P, PHI, Set, write_interchange

PROFILES = Path(__file__).parents[3] / "infra" / "stages" / "local" / "partners"
DISPATCH = Dispatch(
    address=InterchangeAddress(
        sender_qualifier="ZZ", sender_id="HILLCLINIC", receiver_qualifier="ZZ", receiver_id="NORTH"
    ),
    prepared_at=datetime(2026, 3, 2, 10, 30, tzinfo=UTC),
    control_number="000000123",
    reference="RESUB-1",
)
PARTIES = SubmissionParties(
    submitter_name="HILL CLINIC",
    submitter_identifier="HILLCLINIC",
    contact_name="BILLING",
    telephone="5550100100",
    receiver_name="NORTH PAYER",
    receiver_identifier="NORTHPAY",
)
RICH_837P = (
    CLAIM_837P.changed("HI*ABK", "NTE*ADD*SEE THE CHART\nHI*ABK")
    .changed("REF*F8*ICN900", "PWK*OZ*BM***AC*DMN0012\nREF*F8*ICN900\nREF*EA*MR-11")
    .changed(
        "PRV*PE*PXC*207Q00000X\nLX",
        "PRV*PE*PXC*207Q00000X\n" + "NM1*77*2*HILL ANNEX\n"
        "N3*3 HILL ROAD\nN4*SPRINGFIELD*IL*627010000\nLX",
    )
)
"""With a note, paperwork, a medical record number and a service facility."""
BOTH = pytest.mark.parametrize("item", [CLAIM_837P, RICH_837P, CLAIM_837I], ids=["P", "rich", "I"])


OF_THE_FILE: dict[str, Any] = {
    "span": ByteRange(0, 0),
    "submitted_on": None,
    "batch_reference": "",
    "submitter_identifier": "",
}
"""The values that a claim has of the file that it stands in."""


def forms_of(data: bytes) -> list[ClaimForm]:
    """The claims of a file that holds nothing wrong, their places in it left out."""
    source = MemorySource(data)
    scan = scan_envelopes(source)
    assert scan.findings == ()
    [header] = scan.sets
    result = read_set(source, header)
    assert (result.verdict, result.findings) == (SetAcceptance.ACCEPTED, ())
    forms = list(read_forms(source, result))
    assert len(forms) == sum(isinstance(item, SubmittedClaim) for item in result.records)
    return [replace(form, claim=form.claim._replace(**OF_THE_FILE)) for form in forms]


def all_forms(content: bytes) -> Iterator[list[ClaimForm]]:
    """The claims of each set of a file, their places in it left out."""
    source = MemorySource(content)
    for header in scan_envelopes(source).sets:
        yield [
            replace(form, claim=form.claim._replace(**OF_THE_FILE))
            for form in read_forms(source, read_set(source, header))
        ]


def form_of(item: Set) -> ClaimForm:
    [form] = forms_of(write_interchange([item]))
    return form


@pytest.mark.capability("C4.4")
@BOTH
def test_a_claim_sent_again_unchanged_holds_every_segment_it_had(item: Set) -> None:
    form = form_of(item)

    data = write_837([form], dispatch=DISPATCH, parties=PARTIES)

    first = item.body.index("HL*1*")
    assert data.decode().count(item.body[first:].replace("\n", "~")) == 1
    assert forms_of(data) == [form]
    assert pyx12_takes(data)


@pytest.mark.capability("C4.4")
@BOTH
def test_a_replacement_names_the_payers_claim_and_its_frequency(item: Set) -> None:
    form = form_of(item)
    again = replacement(form, payer_claim_control_number="ICN-77")

    data = write_837([again], dispatch=DISPATCH, parties=PARTIES)

    [read] = forms_of(data)
    assert read == again
    assert (read.claim.frequency_code, read.claim.payer_claim_control_number) == ("7", "ICN-77")
    assert data.count(b"REF*F8*ICN-77~") == 1
    assert pyx12_takes(data)
    assert len(read.segments) - len(form.segments) in {0, 1}


@BOTH
def test_a_void_is_frequency_8(item: Set) -> None:
    again = void(form_of(item), payer_claim_control_number="ICN-77")

    [read] = forms_of(write_837([again], dispatch=DISPATCH, parties=PARTIES))

    assert read.claim.frequency_code == "8"
    assert read == again


def test_a_replacement_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="payer's claim number"):
        replacement(form_of(CLAIM_837P), payer_claim_control_number="")


def test_claims_share_the_levels_they_stand_in() -> None:
    form, other = form_of(CLAIM_837P), form_of(RICH_837P)

    data = write_837([form, other], dispatch=DISPATCH, parties=PARTIES)

    assert data.count(b"HL*") == 3
    assert data.count(b"CLM*") == 2
    assert forms_of(data) == [form, other]


def test_another_subscriber_opens_a_level() -> None:
    form = form_of(CLAIM_837I)
    member = form.claim.subscriber._replace(member_id="MBR2")
    other = corrected(form, form.claim._replace(subscriber=member, patient=member))

    data = write_837([form, other, form], dispatch=DISPATCH, parties=PARTIES)

    assert data.count(b"HL*") == 4
    assert forms_of(data) == [form, other, form]
    assert pyx12_takes(data)


def test_other_delimiters_change_nothing_else() -> None:
    marks = Delimiters(element=b"|", component=b">", repetition=b"!", segment=b"\n")
    form = form_of(RICH_837P)

    data = write_837([form], dispatch=replace(DISPATCH, delimiters=marks), parties=PARTIES)

    assert forms_of(data) == [form]


def test_a_value_that_holds_a_delimiter_is_refused_without_naming_it() -> None:
    form = form_of(CLAIM_837P)
    odd = corrected(form, form.claim._replace(patient_control_number="QUILL*1"))

    with pytest.raises(ValueError, match="delimiter") as caught:
        write_837([odd], dispatch=DISPATCH, parties=PARTIES)

    assert not [value for value in PHI if value in str(caught.value)]


def test_professional_and_institutional_claims_do_not_mix() -> None:
    forms = [form_of(CLAIM_837P), form_of(CLAIM_837I)]

    with pytest.raises(ValueError, match="professional or all institutional"):
        write_837(forms, dispatch=DISPATCH, parties=PARTIES)
    with pytest.raises(ValueError, match="needs claims"):
        write_837([], dispatch=DISPATCH, parties=PARTIES)


WORD = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=20)
NPI = st.sampled_from(["1234567893", "1497758544"])
DAY = st.dates(date(2025, 1, 1), date(2026, 3, 1))
CENTS = st.integers(1, 9_999_999).map(lambda cents: Decimal(cents).scaleb(-2))
POINTERS = st.lists(st.sampled_from("1234"), min_size=1, max_size=4, unique=True)
CODES = st.lists(
    st.sampled_from(["I10", "R05", "E119", "M545", "J0190", "N390"]),
    min_size=1,
    max_size=5,
    unique=True,
)


@st.composite
def lines(draw: st.DrawFn, item: Set) -> tuple[ServiceLine, ...]:
    institutional = item is CLAIM_837I
    written = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        first, last = sorted((draw(DAY), draw(DAY)))
        written.append(
            ServiceLine(
                number=str(number),
                control_number=draw(st.just("") | WORD),
                procedure_qualifier="HC",
                procedure_code=draw(st.sampled_from(["99213", "87880", "J0696"])),
                modifiers=tuple(draw(st.lists(st.sampled_from(["25", "59", "LT"]), max_size=4))),
                revenue_code=draw(st.sampled_from(["0300", "0120"])) if institutional else "",
                charge=draw(CENTS),
                units=draw(st.integers(1, 99).map(Decimal)),
                unit_code="UN",
                service_from=first,
                service_to=last,
                diagnosis_pointers=() if institutional else tuple(draw(POINTERS)),
            )
        )
    return tuple(written)


@st.composite
def corrections(draw: st.DrawFn, item: Set) -> ClaimForm:
    form = form_of(item)
    claim = form.claim
    subscriber = claim.subscriber._replace(
        last_name=draw(WORD),
        first_name=draw(WORD),
        member_id=draw(WORD),
        birth_date=draw(DAY),
    )
    patient = subscriber
    if form.patient:
        patient = claim.patient._replace(last_name=draw(WORD), birth_date=draw(DAY))
    principal, *others = draw(CODES)
    written = draw(lines(item))
    periods = [line.service_from for line in written] + [line.service_to for line in written]
    days = sorted(day for day in periods if day is not None)
    professional = item is not CLAIM_837I
    changed = claim._replace(
        patient_control_number=draw(WORD),
        total_charge=sum((line.charge for line in written), Decimal("0.00")),
        frequency_code=draw(st.sampled_from(["1", "7", "8"])),
        payer_claim_control_number=draw(WORD),
        payer_name=draw(WORD),
        payer_identifier=draw(WORD),
        billing_provider_name=draw(WORD),
        billing_provider_npi=draw(NPI),
        rendering_provider_npi=draw(NPI) if professional else claim.rendering_provider_npi,
        subscriber=subscriber,
        patient=patient,
        service_from=days[0],
        service_to=days[-1],
        diagnoses=(f"ABK:{principal}", *(f"ABF:{code}" for code in others)),
        lines=written,
    )
    return corrected(form, changed)


@pytest.mark.capability("C4.4")
@pytest.mark.parametrize("item", [CLAIM_837P, RICH_837P, CLAIM_837I], ids=["P", "rich", "I"])
def test_any_correction_reads_back_as_it_was_made(item: Set) -> None:
    @given(st.lists(corrections(item), min_size=1, max_size=3))
    def holds(forms: list[ClaimForm]) -> None:
        data = write_837(forms, dispatch=DISPATCH, parties=PARTIES)

        read = forms_of(data)
        assert [form.claim for form in read] == [form.claim for form in forms]
        assert read == forms

    holds()


@pytest.mark.long
@pytest.mark.capability("C4.4")
def test_every_generated_claim_can_be_replaced() -> None:
    files = generate(
        partners=read_profiles(PROFILES),
        seed=7,
        first_day=date(2026, 1, 5),
        last_day=date(2026, 1, 6),
        claims_per_day=6,
    )
    submissions = [file.content for file in files if file.transaction.startswith("837")]
    sets = [forms for content in submissions for forms in all_forms(content)]

    assert sum(map(len, sets)) >= 10
    for forms in sets:
        again = [replacement(form, payer_claim_control_number="ICN-1") for form in forms]
        data = write_837(again, dispatch=DISPATCH, parties=PARTIES)
        assert forms_of(data) == again
        assert pyx12_takes(data)
