"""What reading X12 yields: typed, frozen records in the field's terms, each with its byte range.

Amounts are dollars as `Decimal`; days are `date`, and `None` where the payer sent none. Element
references in the docstrings are those of the 5010 implementation guides. What a file has by the
hundred thousand is a named tuple, which is made in half the time of a frozen dataclass.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from claimtrail.x12.findings import Finding


class TransactionType(StrEnum):
    """The transaction sets that ClaimTrail reads, told apart by ST01 and GS08."""

    CLAIM_PROFESSIONAL = "837P"
    CLAIM_INSTITUTIONAL = "837I"
    CLAIM_ACKNOWLEDGMENT = "277CA"
    CLAIM_STATUS_REQUEST = "276"
    CLAIM_STATUS = "277"
    REMITTANCE = "835"
    IMPLEMENTATION_ACKNOWLEDGMENT = "999"
    INTERCHANGE_ACKNOWLEDGMENT = "TA1"


class Verdict(StrEnum):
    """What validation makes of a transaction set, as 999 IK5 will say it."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_ERRORS = "accepted_with_errors"
    REJECTED = "rejected"


class ByteRange(NamedTuple):
    """A half-open range of bytes in the payer's file: `start` included, `end` not."""

    start: int
    end: int


NOWHERE = ByteRange(0, 0)
"""Of what was not read from a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimiters:
    """The four separators that an ISA fixes for its interchange, one byte each."""

    element: bytes
    component: bytes
    repetition: bytes
    segment: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeHeader:
    """ISA."""

    sender_qualifier: str
    """ISA05."""
    sender_id: str
    """ISA06, without the padding."""
    receiver_qualifier: str
    """ISA07."""
    receiver_id: str
    """ISA08, without the padding."""
    prepared_at: datetime | None
    """ISA09 and ISA10, taken as UTC; None when they are no date."""
    date_text: str
    """ISA09 as it came, for TA102."""
    time_text: str
    """ISA10 as it came, for TA103."""
    control_number: str
    """ISA13."""
    version: str
    """ISA12."""
    acknowledgment_requested: bool
    """ISA14 is 1."""
    usage: str
    """ISA15: P production, T test."""
    delimiters: Delimiters
    span: ByteRange
    """From ISA to the end of IEA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHeader:
    """GS."""

    functional_code: str
    """GS01: HC, HN, HP, FA."""
    sender_code: str
    """GS02."""
    receiver_code: str
    """GS03."""
    prepared_at: datetime | None
    """GS04 and GS05, taken as UTC."""
    control_number: str
    """GS06."""
    version: str
    """GS08, as 005010X221A1."""
    span: ByteRange


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHeader:
    """ST, with the envelopes that it stands in."""

    identifier: str
    """ST01."""
    control_number: str
    """ST02."""
    transaction_type: TransactionType | None
    """None when ST01, GS01 and GS08 name nothing that ClaimTrail reads."""
    version: str
    """ST03, or GS08 where the set has none (835)."""
    interchange: InterchangeHeader
    group: GroupHeader
    span: ByteRange
    """From ST to the end of SE."""
    segment_count: int = 0
    """As counted, ST and SE included."""
    findings: tuple[Finding, ...] = ()
    """What its envelope shows: SE01, SE02, ST01 against GS01 and GS08, ST02 used twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """REF01 and REF02 of a loop, as sent."""

    qualifier: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A patient or subscriber: NM1 and DMG. All of it is PHI."""

    last_name: str
    first_name: str
    member_id: str
    birth_date: date | None
    sex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedClaim:
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
    references: tuple[Reference, ...]
    lines: tuple[ServiceLine, ...]
    submitted_on: date | None
    """BHT04 of the set."""


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


class Adjustment(NamedTuple):
    """One reason, amount and quantity out of a CAS."""

    group_code: str
    """CO, PR, OA, PI."""
    carc: str
    amount: Decimal
    quantity: Decimal | None


class RemittanceLine(NamedTuple):
    """SVC, loop 2110."""

    span: ByteRange
    procedure_qualifier: str
    procedure_code: str
    modifiers: tuple[str, ...]
    charge: Decimal
    paid: Decimal
    revenue_code: str
    units: Decimal | None
    service_from: date | None
    service_to: date | None
    control_number: str
    """REF*6R."""
    adjustments: tuple[Adjustment, ...]
    remark_codes: tuple[str, ...]
    """LQ*HE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAdjustment:
    """One reason and amount out of a PLB."""

    provider_identifier: str
    fiscal_period_end: date | None
    reason_code: str
    reference: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """The payment that an 835 explains: BPR, TRN, N1*PR, N1*PE, PLB."""

    span: ByteRange
    amount: Decimal
    """BPR02."""
    credit_debit: str
    """BPR03."""
    method: str
    """BPR04."""
    paid_on: date | None
    """BPR16."""
    trace_number: str
    """TRN02: the check or EFT number."""
    originating_company_id: str
    """TRN03."""
    payer_name: str
    payer_identifier: str
    """N1*PR N104, else REF*2U, else TRN03."""
    payee_npi: str
    provider_adjustments: tuple[ProviderAdjustment, ...]
    claim_count: int
    claim_paid_total: Decimal
    """The sum of CLP04."""
    balanced: bool = True
    """BPR02 equals the sum of CLP04 less the sum of PLB, and nothing was unreadable."""


class RemittanceClaim(NamedTuple):
    """CLP, loop 2100, with its lines."""

    span: ByteRange
    patient_control_number: str
    """CLP01."""
    status_code: str
    """CLP02."""
    charge: Decimal
    paid: Decimal
    patient_responsibility: Decimal
    """CLP05, zero when absent."""
    claim_filing_indicator: str
    payer_claim_control_number: str
    """CLP07."""
    facility_code: str
    frequency_code: str
    adjustments: tuple[Adjustment, ...]
    """Claim level only."""
    lines: tuple[RemittanceLine, ...]
    remark_codes: tuple[str, ...]
    """MIA and MOA remarks."""
    received_on: date | None
    """DTM*050."""
    service_from: date | None
    service_to: date | None
    payment_trace_number: str
    """TRN02 of the payment."""
    payment_span: ByteRange
    """Of the BPR: which payment of the file it belongs to."""
    paid_on: date | None
    """BPR16."""
    payer_identifier: str
    balanced: bool
    """CLP03 - CLP04 equals the sum of its CAS, each line balances likewise, and so does the payment
    that it belongs to: only then may it be posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementNote:
    """IK4 (or AK4) within an IK3: positions and codes, never the value of IK404."""

    segment_id: str
    segment_position: int
    segment_error_code: str
    element_position: str
    element_error_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAcknowledgment:
    """A 999's word on one transaction set: AK2 to IK5, with the group's AK1 and AK9."""

    span: ByteRange
    functional_code: str
    """AK101."""
    group_control_number: str
    """AK102: GS06 of the group that is acknowledged."""
    version: str
    """AK103."""
    set_identifier: str
    """AK201; empty when the 999 speaks of the whole group only."""
    set_control_number: str
    """AK202; empty when the 999 speaks of the whole group only."""
    code: str
    """IK501, or AK901 where there is no AK2."""
    group_code: str
    """AK901."""
    notes: tuple[ElementNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeAcknowledgment:
    """TA1."""

    span: ByteRange
    interchange_control_number: str
    """TA101: ISA13 of the interchange that is acknowledged."""
    date_text: str
    """TA102."""
    time_text: str
    """TA103."""
    code: str
    """TA104: A, E, R."""
    note_code: str
    """TA105."""


Record = (
    SubmittedClaim
    | ClaimStatus
    | StatusInquiry
    | Payment
    | RemittanceClaim
    | SetAcknowledgment
    | InterchangeAcknowledgment
)
