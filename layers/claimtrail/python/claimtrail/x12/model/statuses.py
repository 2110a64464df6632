"""The questions about claims (276) and their answers (277CA, 277)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from claimtrail.x12.model.claims import Person
from claimtrail.x12.model.envelopes import NOWHERE, ByteRange, TransactionType


class StatusComposite(NamedTuple):
    """STC01, STC10 or STC11: one claim status in the code lists' terms."""

    category_code: str
    """List 507: A1, P2, F0 ..."""
    status_code: str
    """List 508."""
    entity_code: str
    """NM101 of the party that it concerns, or empty."""
    code_list: str = ""
    """STC01-4: RX where the code is one of the NCPDP reject list; empty for list 508."""


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
    text: str = ""
    """STC12: free text, which may be PHI."""
    remitted_on: date | None = None
    """STC08 in 277: the day of the check or EFT."""
    remittance_trace: str = ""
    """STC09 in 277: the number of the check or EFT."""


class StatusLevel(StrEnum):
    """The level of a 277CA or 277 that a status above the claims speaks of."""

    RECEIVER = "receiver"
    """Loop 2200B: the batch, as the information receiver sent it."""
    PROVIDER = "provider"
    """Loop 2200C: one provider's claims of the batch."""


class StatusTotal(NamedTuple):
    """One QTY or AMT of a 277CA."""

    segment_id: str
    """QTY or AMT."""
    qualifier: str
    """QTY01 or AMT01: 90, AA, QA, QC; YU, YY."""
    value: Decimal


class BatchStatus(NamedTuple):
    """The status of a whole batch (2200B) or of one provider in it (2200C)."""

    span: ByteRange
    """From the level's HL to its last segment; what stands beneath it is not part of it."""
    transaction_type: TransactionType
    """277CA or 277."""
    level: StatusLevel
    source_entity: str
    """2100A NM101: PR the payer, AY a clearinghouse."""
    payer_name: str
    payer_identifier: str
    """2100A NM109."""
    reference: str
    """277CA: TRN02 of 2200B, which is BHT03 of the 837; 277: BHT03, which is that of the 276."""
    trace_number: str
    """TRN02 of the level's own TRN; of a 277 a hint at what was asked."""
    receiver_identifier: str
    """2100B NM109: the submitter of the 837 or 276."""
    provider_qualifier: str
    """2100C NM108: XX, FI, SV; empty at the receiver's level."""
    provider_identifier: str
    """2100C NM109: the NPI where NM108 is XX."""
    statuses: tuple[StatusInformation, ...]
    totals: tuple[StatusTotal, ...]
    has_children: bool
    """HL04 is not 0: the levels beneath speak for themselves."""
    received_on: date | None
    """DTP*050 of 2200A."""
    processed_on: date | None
    """DTP*009 of 2200A."""


class StatusLine(NamedTuple):
    """The status of one service line (loops 2220D and 2220E)."""

    span: ByteRange
    control_number: str
    """REF*FJ."""
    procedure_qualifier: str
    procedure_code: str
    modifiers: tuple[str, ...]
    revenue_code: str
    charge: Decimal | None
    """SVC02."""
    paid: Decimal | None
    """SVC03 in 277."""
    units: Decimal | None
    service_from: date | None
    service_to: date | None
    statuses: tuple[StatusInformation, ...]


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
    source_entity: str = ""
    """2100A NM101: PR the payer, AY a clearinghouse."""
    lines: tuple[StatusLine, ...] = ()
    faults: tuple[str, ...] = ()
    """Codes of findings that hold this claim back; empty when it is sound."""


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
    """The information receiver: 2100B NM103, NM104, NM109."""
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
