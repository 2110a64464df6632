"""What is asked about claims (276) and what is answered (277CA, 277)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from claimtrail.x12.records.claims import Person
from claimtrail.x12.records.envelopes import NOWHERE, ByteRange, TransactionType


class StatusComposite(NamedTuple):
    """STC01, STC10 or STC11: one claim status in the code lists' terms."""

    category_code: str
    """List 507: A1, P2, F0 ..."""
    status_code: str
    """List 508."""
    entity_code: str
    """NM101 of whom it concerns, or empty."""


class StatusInformation(NamedTuple):
    """One STC segment."""

    composites: tuple[StatusComposite, ...]
    effective_on: date | None
    """STC02."""
    action_code: str
    """STC03 in 277CA: U rejected, WQ accepted."""
    total_charge: Decimal | None
    """STC04."""
    paid: Decimal | None
    """STC05 in 277."""
    adjudicated_on: date | None
    """STC06 in 277."""


class ClaimStatus(NamedTuple):
    """A claim's status in a 277CA (loop 2200D) or a 277 (loops 2200D, 2200E)."""

    span: ByteRange
    transaction_type: TransactionType
    """277CA or 277."""
    patient_control_number: str
    """277CA: TRN02; 277: REF*EJ, else TRN02."""
    trace_number: str
    """TRN02."""
    payer_claim_control_number: str
    """REF*1K."""
    payer_name: str
    payer_identifier: str
    statuses: tuple[StatusInformation, ...]
    service_from: date | None
    service_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryLine:
    """A service line that a 276 asks about: SVC in loops 2210D and 2210E."""

    procedure_qualifier: str
    procedure_code: str
    modifiers: tuple[str, ...] = ()
    charge: Decimal
    revenue_code: str = ""
    units: Decimal
    control_number: str = ""
    """REF*FJ."""
    service_from: date
    service_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInquiry:
    """A question about one claim in a 276: loop 2200D or 2200E with the levels above it.

    Every reference is empty, and every amount or day None, when it is not sent.
    """

    span: ByteRange = NOWHERE
    """From TRN to the end of the claim's last segment; nothing before it is written."""
    trace_number: str
    """TRN02: the 277 answers with it."""
    payer_name: str
    payer_identifier: str
    payer_qualifier: str = "PI"
    """2100A NM108."""
    receiver_name: str
    """Who asks: 2100B NM103, NM104, NM109."""
    receiver_first_name: str = ""
    receiver_identifier: str
    provider_name: str
    """2100C NM103, NM104, NM109."""
    provider_first_name: str = ""
    provider_npi: str
    """NM109; an NPI while `provider_qualifier` is XX."""
    provider_qualifier: str = "XX"
    """XX NPI, FI tax number, SV the payer's own number."""
    subscriber: Person
    patient: Person
    """The subscriber where loop 2000E is absent; a dependent has no member id."""
    patient_control_number: str = ""
    """REF*EJ."""
    payer_claim_control_number: str = ""
    """REF*1K."""
    bill_type: str = ""
    """REF*BLT, institutional."""
    location: str = ""
    """REF*LU."""
    group_number: str = ""
    """REF*6P."""
    prescription_number: str = ""
    """REF*XZ."""
    clearinghouse_number: str = ""
    """REF*D9."""
    charge: Decimal | None = None
    """AMT*T3."""
    service_from: date | None = None
    service_to: date | None = None
    lines: tuple[InquiryLine, ...] = ()
