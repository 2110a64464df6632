"""Encounters and patients as extracts would register them, short to write."""

from datetime import UTC, date, datetime
from typing import Any

from claimtrail.claims.facts.entities import Encounter, EntityStanding, Origin, Patient, Procedure
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.kernel.ids import encounter_id
from claimtrail.partners.profile import InferencePolicy
from tests.harness.claims.claim_events import CLAIM_ID, CLOCKS, NUMBER, PERSON, day

PATIENT_ID = "pat_test"
REGISTERING = PayerPolicy(
    inference=InferencePolicy.INFER,
    clocks=CLOCKS,
    name="Granite Health",
    registers=True,
)
ORIGIN = Origin(
    file_id="fil_extract", sha256="0" * 64, start=0, end=9, partner_id="billing", code_version="t"
)


def as_of(hour: int) -> datetime:
    """An hour of the first of October."""
    return datetime(2026, 10, 1, hour, tzinfo=UTC)


def patient(hour: int = 1, **changes: Any) -> Patient:
    """The patient of `claim_events.submitted`."""
    fields: dict[str, Any] = {
        "patient_id": PATIENT_ID,
        "standing": EntityStanding.REGISTERED,
        "as_of": as_of(hour),
        "medical_record_number": "MRN-SECRET-3",
        "last_name": PERSON.last_name,
        "first_name": PERSON.first_name,
        "birth_date": date(1980, 2, 3),
        "sex": PERSON.sex,
        "member_ids": (PERSON.member_id,),
        "source": ORIGIN,
    }
    return Patient(**(fields | changes))


def procedure(code: str = "99213", on: int = 1) -> Procedure:
    """A charge on a day of October."""
    return Procedure(
        procedure_code=code,
        modifiers=(),
        revenue_code="",
        service_on=day(on),
        units="1",
        charge_cents=10000,
    )


def encounter(hour: int = 1, *codes: str, claim_id: str = CLAIM_ID, **changes: Any) -> Encounter:
    """The encounter of `claim_events.submitted`, with these procedures instead of its own."""
    fields: dict[str, Any] = {
        "encounter_id": encounter_id(claim_id),
        "patient_id": PATIENT_ID,
        "standing": EntityStanding.REGISTERED,
        "as_of": as_of(hour),
        "account_number": NUMBER,
        "service_from": day(1),
        "service_to": day(1),
        "procedures": tuple(map(procedure, codes or ("99213",))),
        "source": ORIGIN,
    }
    return Encounter(**(fields | changes))
