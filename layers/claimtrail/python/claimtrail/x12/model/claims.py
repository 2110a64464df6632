"""Claims of an 837: loop 2300 with its lines, and what it inherits from the loops above."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from claimtrail.x12.model.envelopes import ByteRange


class ClaimReference(NamedTuple):
    """REF01 and REF02 of a loop, as sent."""

    qualifier: str
    value: str


class ServiceLine(NamedTuple):
    """One line of a claim: SV1 or SV2 in loop 2400."""

    number: str
    """LX01."""
    control_number: str
    """REF*6R, empty when the biller sent none."""
    procedure_qualifier: str
    procedure_code: str
    modifiers: tuple[str, ...]
    revenue_code: str
    """SV201, institutional only."""
    charge: Decimal
    units: Decimal
    unit_code: str
    service_from: date | None
    service_to: date | None
    diagnosis_pointers: tuple[str, ...] = ()
    """SV107, professional only: which of the claim's diagnoses, counted from 1."""


class Person(NamedTuple):
    """A patient or subscriber: NM1 and DMG. All of it is PHI."""

    last_name: str
    first_name: str
    member_id: str
    birth_date: date | None
    sex: str


NOBODY = Person(last_name="", first_name="", member_id="", birth_date=None, sex="")
"""Of a record that names no person."""


class SubmittedClaim(NamedTuple):
    """A claim of an 837: loop 2300 with what it inherits from the loops above it."""

    span: ByteRange
    patient_control_number: str
    """CLM01."""
    total_charge: Decimal
    """CLM02."""
    facility_code: str
    """CLM05-1: place of service, or the type of bill's first two digits."""
    frequency_code: str
    """CLM05-3."""
    payer_claim_control_number: str
    """REF*F8, for frequency 7 and 8."""
    claim_filing_indicator: str
    """SBR09."""
    payer_name: str
    """2010BB NM103."""
    payer_identifier: str
    """2010BB NM109."""
    billing_provider_npi: str
    """2010AA NM109."""
    billing_provider_name: str
    rendering_provider_npi: str
    subscriber: Person
    patient: Person
    """The subscriber where loop 2000C is absent."""
    service_from: date | None
    service_to: date | None
    diagnoses: tuple[str, ...]
    """HI values, principal first, as `qualifier:code`."""
    references: tuple[ClaimReference, ...]
    lines: tuple[ServiceLine, ...]
    submitted_on: date | None
    """BHT04 of the set."""
    batch_reference: str = ""
    """BHT03 of the set."""
    submitter_identifier: str = ""
    """1000A NM109."""
    purpose_code: str = ""
    """BHT02: 00 original, 18 reissue."""
    batch_type: str = ""
    """BHT06: CH chargeable, RP reported encounters, 31 subrogation."""
    faults: tuple[str, ...] = ()
    """Codes of findings of its segments; it was sent all the same."""
    billing_tax_id: str = ""
    """2010AA REF*EI or REF*SY."""
    other_payer_identifiers: tuple[str, ...] = ()
    """2330B NM109 of each other payer, in order; those without one are left out."""
    facility_npi: str = ""
    """NM109 of NM1*77 (2310C of 837P, 2310E of 837I); empty where no service facility is named."""
