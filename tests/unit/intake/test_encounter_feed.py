"""A provider's extract of encounters and patients: taken in like any file, held against claims."""

import json
import random
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store import documents
from claimtrail.intake.encounter_feed.parse import split_at_lines
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.kernel.ids import claim_id, encounter_id, patient_id
from claimtrail.partners.profile import EncounterFeed, Partners, Role
from claimtrail.x12.model.source import MemorySource
from simulator.generator import generate
from simulator.model import SimulatedFile
from tests.harness.intake.intake_fixture import KEY, IntakeFixture, demo_partners
from tests.harness.pipelines.pipeline import Pipeline, work_off
from tests.twins.claims.memory import Kept

CLINIC = "northgate-clinic"
PATIENT = {
    "record": "patient",
    "as_of": "2026-10-01T08:00:00Z",
    "medical_record_number": "MRN-SECRET-1",
    "last_name": "Secretperson",
    "birth_date": "1980-02-03",
    "sex": "F",
}
ENCOUNTER = {
    "record": "encounter",
    "as_of": "2026-10-01T08:00:00Z",
    "account_number": "ACC-SECRET-1",
    "medical_record_number": "MRN-SECRET-1",
    "procedures": [{"procedure_code": "99213", "charge": "120.50", "service_on": "2026-10-01"}],
}


def extract(*records: object) -> bytes:
    return "".join(
        (one if isinstance(one, str) else json.dumps(one)) + "\n" for one in records
    ).encode()


def _encounter_id(number: str) -> str:
    return encounter_id(
        claim_id(
            secret=KEY.secret, organization_id=KEY.organization_id, patient_control_number=number
        )
    )


@pytest.mark.capability("C3.4")
def test_an_extract_registers_encounters_their_procedures_and_patients() -> None:
    intake = IntakeFixture()

    receipt = intake.drop_and_ingest(f"{CLINIC}/day.ndjson", extract(ENCOUNTER, "", PATIENT))

    assert (receipt.status, receipt.set_count, receipt.withheld_count) == (
        FileStatus.INGESTED,
        1,
        0,
    )
    found = intake.claims.find_encounter(_encounter_id("acc-secret-1"))
    assert found is not None
    [procedure] = found.procedures
    assert (procedure.procedure_code, procedure.charge_cents) == ("99213", 12050)
    patient = intake.claims.find_patient(found.patient_id)
    assert patient is not None
    assert patient.last_name == "Secretperson"
    assert found.patient_id == patient_id(
        secret=KEY.secret,
        organization_id=KEY.organization_id,
        medical_record_number="MRN-SECRET-1",
    )
    data = intake.archive.objects[receipt.stored_key]
    assert json.loads(data[found.source.start : found.source.end]) == ENCOUNTER
    assert receipt.acknowledgment_keys == (), "there is no 999 for an extract"


@pytest.mark.capability("C1.6")
def test_an_extract_says_which_patients_and_visits_are_sensitive() -> None:
    intake = IntakeFixture()
    said = [{**PATIENT, "sensitivities": ["vip"]}, {**ENCOUNTER, "sensitivities": ["charity_care"]}]

    receipt = intake.drop_and_ingest(f"{CLINIC}/day.ndjson", extract(*said))

    assert receipt.withheld_count == 0
    found = intake.claims.find_encounter(_encounter_id("acc-secret-1"))
    assert found is not None
    patient = intake.claims.find_patient(found.patient_id)
    assert patient is not None
    assert (found.sensitivities, patient.sensitivities) == (("charity_care",), ("vip",))


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize(
    "bad",
    [
        "no JSON",
        '{"record": "patient"',
        {**PATIENT, "record": "visit"},
        {**PATIENT, "last_name": ""},
        {**PATIENT, "as_of": "2026-10-01T08:00:00"},
        {**PATIENT, "medical_record_number": "  "},
        {**ENCOUNTER, "account_number": ""},
        {**ENCOUNTER, "procedures": [{"charge": "1"}]},
        {**ENCOUNTER, "procedures": [{"procedure_code": "99213", "charge": "1.005"}]},
        {**PATIENT, "surname": "Secretperson"},
        {**PATIENT, "sensitivities": ["famous"]},
    ],
    ids=str,
)
def test_a_line_that_cannot_be_used_is_a_finding_with_its_place_and_the_others_go_on(
    bad: object,
) -> None:
    intake = IntakeFixture()

    receipt = intake.drop_and_ingest(f"{CLINIC}/day.ndjson", extract(PATIENT, bad, ENCOUNTER))

    assert (receipt.status, receipt.withheld_count) == (FileStatus.PARTLY_REJECTED, 1)
    assert intake.claims.find_encounter(_encounter_id("ACC-SECRET-1"))
    [found] = receipt.findings
    assert found.code == "INTAKE_ENCOUNTER_FEED_UNUSABLE"
    assert found.offset == len(extract(PATIENT))
    [row] = intake.rows.rows["findings"]
    assert "SECRET" not in json.dumps(row).upper()


@pytest.mark.capability("C3.4")
def test_a_partner_without_such_a_feed_sends_no_extracts() -> None:
    intake = IntakeFixture()

    received = intake.drop("billing/day.ndjson", extract(PATIENT, ENCOUNTER))

    assert received.outcome == "quarantined"


def test_an_extract_is_cut_at_lines_and_nothing_is_left_out() -> None:
    data = extract(*({"n": "x" * (number % 37)} for number in range(400))) + b"no end of line"

    for target in (1, 50, 1000, 10**6):
        ranges = split_at_lines(MemorySource(data), target_bytes=target)
        assert b"".join(data[start:end] for start, end in ranges) == data
        assert all(data[:end].endswith(b"\n") for _, end in ranges[:-1])


@cache
def clinic() -> Partners:
    """The demo's payers, and the clinic as the only biller."""
    return Partners(
        profile
        for profile in demo_partners()
        if profile.role is Role.PAYER or profile.encounters is EncounterFeed.REGISTERED
    )


@cache
def period() -> tuple[SimulatedFile, ...]:
    return tuple(
        generate(
            partners=clinic(),
            seed=11,
            first_day=date(2026, 9, 14),
            last_day=date(2026, 9, 25),
            claims_per_day=3,
        )
    )


def _played(files: list[SimulatedFile], *, at_once: bool) -> dict[str, Claim]:
    pipeline = Pipeline()
    pipeline.intake.partners = clinic()
    for file in files:
        pipeline.drop(file)
        if not at_once:
            work_off(pipeline)
    work_off(pipeline)
    claims = {}
    for text in pipeline.store.documents_of(Kept.CHANGE):
        claim = documents.load_change(text).claim
        claims[claim.claim_id] = claim.model_copy(update={"version": 0})
    return claims


def _faults(claims: dict[str, Claim]) -> Iterator[str]:
    return (one.reason for claim in claims.values() for one in claim.references if one.fault)


@pytest.mark.long
@pytest.mark.capability("C3.6")
def test_claims_of_a_registering_clinic_point_at_what_it_registered() -> None:
    claims = _played(list(period()), at_once=False)

    assert len(claims) > 20
    assert list(_faults(claims)) == []
    assert all({one.kind.value for one in claim.references} == {"encounter", "patient"}
               for claim in claims.values())  # fmt: skip


@pytest.mark.long
@pytest.mark.capability("C3.6")
def test_without_a_days_extract_its_claims_are_exceptions_and_heal_when_it_comes() -> None:
    [late, *_] = [file for file in period() if file.transaction == "REG"]
    others = [file for file in period() if file is not late]

    without = _played(others, at_once=False)
    healed = _played([*others, late], at_once=False)

    assert list(_faults(without)) == ["missing_encounter"] * 3
    assert list(_faults(healed)) == []
    assert healed == _played(list(period()), at_once=False)


@pytest.mark.long
@pytest.mark.capability("C3.6")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffled_and_repeated_files_end_in_the_same_references(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    files = [*period(), *chance.sample(period(), 8)]
    chance.shuffle(files)

    assert _played(files, at_once=chance.random() < 0.5) == _played(list(period()), at_once=False)
