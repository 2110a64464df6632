"""The facts of an 837: the claim as it was submitted."""

from datetime import date
from typing import Literal

from claimtrail.claims.facts.kinds import EventKind, FrozenFact

ORIGINAL = "1"
REPLACEMENT = "7"
VOID = "8"
SUPERSEDING = frozenset({REPLACEMENT, VOID})
"""Frequency codes that name, by REF*F8, the claim whose place they take."""


class Line(FrozenFact):
    """A submitted service line."""

    number: str
    control_number: str
    procedure_code: str
    modifiers: tuple[str, ...]
    revenue_code: str
    charge_cents: int
    units: str
    service_from: date | None
    service_to: date | None


class PersonFact(FrozenFact):
    """Patient or subscriber as submitted (PHI)."""

    last_name: str
    first_name: str
    member_id: str
    birth_date: date | None
    sex: str


class Submitted(FrozenFact):
    """The billing side sent this claim: loop 2300 of an 837 copy."""

    kind: Literal[EventKind.SUBMITTED] = EventKind.SUBMITTED
    transaction_type: Literal["837P", "837I"]
    patient_control_number: str
    frequency_code: str
    payer_claim_control_number: str
    total_charge_cents: int
    facility_code: str
    claim_filing_indicator: str
    payer_name: str
    payer_identifier: str
    billing_provider_npi: str
    rendering_provider_npi: str
    subscriber: PersonFact
    patient: PersonFact
    diagnoses: tuple[str, ...]
    lines: tuple[Line, ...]
    service_from: date | None
    service_to: date | None
    submitted_on: date | None
    batch_reference: str = ""
    """BHT03."""
    submitter_identifier: str = ""
    """1000A NM109."""
    purpose_code: str = ""
    """BHT02: 00 original, 18 reissue."""
    batch_type: str = ""
    """BHT06: CH chargeable, RP reported encounters."""
    other_payer_identifiers: tuple[str, ...] = ()
    """2330B NM109 of each other payer that the claim names, in its order."""
    other_payer_ids: tuple[str, ...] = ()
    """The profiles of those payers, as far as they have one."""
    submitter_owner_id: str = ""
    """The profile of the billing partner that lists the submitter; empty when none does."""
    facility_npi: str = ""
    """NPI of the service facility (2310C of 837P, 2310E of 837I); empty when it names none."""
