"""The facts that ingestion appends to a claim. A claim is the fold of these and of nothing else.

Each event has a deterministic id (file SHA-256, byte offset, kind), says what the source said in
the source's own codes, and decides nothing. Stored as JSON with `schema_version`; holds PHI, so it
lives in the encrypted claim table and never on the bus. Amounts are whole cents.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

SCHEMA_VERSION = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EventKind(StrEnum):
    """The kinds of fact, by the transaction that carries them."""

    SUBMITTED = "submitted"
    INTERCHANGE_ACKNOWLEDGED = "interchange_acknowledged"
    SET_ACKNOWLEDGED = "set_acknowledged"
    FRONT_END_STATUS = "front_end_status"
    BATCH_STATUS = "batch_status"
    STATUS_REPORTED = "status_reported"
    REMITTED = "remitted"
    MESSAGE_ACKNOWLEDGED = "message_acknowledged"
    TERM_REPORTED = "term_reported"
    MATCH_DECIDED = "match_decided"
    EVIDENCE_DECIDED = "evidence_decided"


class Source(_Frozen):
    """The place of a fact: the payer's file, the bytes in it, and how they came."""

    file_id: str
    sha256: str
    start: int
    end: int
    partner_id: str
    """The trading partner in whose dropbox the file arrived; of what a person saw, that person."""
    channel: Literal["s3", "sftp", "as2", "webhook", "inquiry", "person"]
    received_at: datetime
    interchange_control_number: str
    group_control_number: str
    set_control_number: str
    prepared_at: datetime | None
    """ISA09/ISA10: the file's own time."""
    code_version: str
    """The version of ClaimTrail that read it."""


class Line(_Frozen):
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


class PersonFact(_Frozen):
    """Patient or subscriber as submitted (PHI)."""

    last_name: str
    first_name: str
    member_id: str
    birth_date: date | None
    sex: str


class Submitted(_Frozen):
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


class InterchangeAcknowledged(_Frozen):
    """TA1 on the interchange that carried the claim."""

    kind: Literal[EventKind.INTERCHANGE_ACKNOWLEDGED] = EventKind.INTERCHANGE_ACKNOWLEDGED
    code: str
    note_code: str


class SetAcknowledged(_Frozen):
    """999 on the transaction set that carried the claim."""

    kind: Literal[EventKind.SET_ACKNOWLEDGED] = EventKind.SET_ACKNOWLEDGED
    code: str
    """IK501, or AK901 where the 999 speaks of the whole group."""
    group_code: str
    error_count: int


class MessageAcknowledged(_Frozen):
    """HL7 v2 ACK on what carried the claim."""

    kind: Literal[EventKind.MESSAGE_ACKNOWLEDGED] = EventKind.MESSAGE_ACKNOWLEDGED
    code: str
    """MSA-1."""
    error_codes: tuple[str, ...]
    """ERR-3, in the message's order."""


class TermReported(_Frozen):
    """A payer's own word for where the claim stands, as somebody saw or heard it."""

    kind: Literal[EventKind.TERM_REPORTED] = EventKind.TERM_REPORTED
    term: str
    seen_in: Literal["portal", "phone", "letter"]


class MatchDecided(_Frozen):
    """A person's decision about the claim that this partition means: one, none, or no more."""

    kind: Literal[EventKind.MATCH_DECIDED] = EventKind.MATCH_DECIDED
    number: int
    """Counted from 1 within the partition; the last one stands."""
    means: str
    """The claim; empty when refused or taken back."""
    refused: tuple[str, ...]
    """The claims that it does not mean."""
    why: str

    @property
    def decision(self) -> str:
        """`ACCEPTED`, `REJECTED`, or `WITHDRAWN`: then it is as if nobody had decided."""
        return "ACCEPTED" if self.means else "REJECTED" if self.refused else "WITHDRAWN"


class EvidenceDecision(StrEnum):
    """The decisions that a person can make about evidence that is held back."""

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    """As if nobody had decided."""


class EvidenceDecided(_Frozen):
    """A person's decision about evidence that is held back for its source or its faults."""

    kind: Literal[EventKind.EVIDENCE_DECIDED] = EventKind.EVIDENCE_DECIDED
    number: int
    """Counted from 1 for each subject within the claim; the last one stands."""
    decision: EvidenceDecision
    event_id: str
    """The event that it is about; empty when it is about a source."""
    partner_id: str
    """The partner whose records about this claim it is about; empty when it is about an event."""
    why: str

    @property
    def subject(self) -> str:
        """Return the event or the partner that it is about."""
        return self.event_id or self.partner_id


class StatusCode(_Frozen):
    """One STC composite."""

    category_code: str
    status_code: str
    entity_code: str
    code_list: str = ""
    """STC01-4: RX for a code of the NCPDP reject list; empty for list 508."""


class StatusFact(_Frozen):
    """One STC segment."""

    codes: tuple[StatusCode, ...]
    effective_on: date | None
    action_code: str
    total_charge_cents: int | None
    paid_cents: int | None
    adjudicated_on: date | None
    text: str = ""
    """STC12, as the payer wrote it; may be PHI."""


class StatusLineFact(_Frozen):
    """A service line in the words of a payer's front end or answer."""

    control_number: str
    procedure_code: str
    modifiers: tuple[str, ...]
    revenue_code: str
    charge_cents: int | None
    paid_cents: int | None
    service_from: date | None
    statuses: tuple[StatusFact, ...]


class BatchStatusReported(_Frozen):
    """277CA or 277 on a whole batch, or on all claims of one provider in it, this one among them.

    The claim gets it once count and amount agree with what was sent.
    """

    kind: Literal[EventKind.BATCH_STATUS] = EventKind.BATCH_STATUS
    level: Literal["receiver", "provider"]
    from_clearinghouse: bool
    statuses: tuple[StatusFact, ...]
    claim_count: int | None
    """As the level states it (QTY*AA or QTY*QC)."""
    charge_cents: int | None
    """As the level states it (STC04, AMT*YY)."""


class FrontEndStatus(_Frozen):
    """277CA: the payer's front end took or refused the claim."""

    kind: Literal[EventKind.FRONT_END_STATUS] = EventKind.FRONT_END_STATUS
    patient_control_number: str
    payer_claim_control_number: str
    payer_identifier: str
    statuses: tuple[StatusFact, ...]
    lines: tuple[StatusLineFact, ...] = ()
    from_clearinghouse: bool = False
    """2100A NM1*AY: the word of a clearinghouse, which is not the payer's."""
    clearinghouse_payer_ids: tuple[str, ...] = ()
    """Of a clearinghouse's word: the payers for which the clearinghouse delivers."""
    faults: tuple[str, ...] = ()
    """Codes of findings for which it is held back."""


class StatusReported(_Frozen):
    """277: the payer's answer about the claim, asked for or not."""

    kind: Literal[EventKind.STATUS_REPORTED] = EventKind.STATUS_REPORTED
    patient_control_number: str
    trace_number: str
    payer_claim_control_number: str
    payer_identifier: str
    statuses: tuple[StatusFact, ...]
    lines: tuple[StatusLineFact, ...] = ()
    faults: tuple[str, ...] = ()
    """Codes of findings for which it is held back."""


class AdjustmentFact(_Frozen):
    """One reason out of a CAS."""

    group_code: str
    carc: str
    amount_cents: int
    quantity: str | None


class RemittanceLineFact(_Frozen):
    """SVC with its adjustments."""

    control_number: str
    procedure_code: str
    modifiers: tuple[str, ...]
    revenue_code: str
    charge_cents: int
    paid_cents: int
    service_from: date | None
    adjustments: tuple[AdjustmentFact, ...]
    remark_codes: tuple[str, ...]
    submitted_procedure_code: str = ""
    """SVC06-2: the code that we sent, where the payer bundled or changed it."""


class Remitted(_Frozen):
    """835: a CLP with its lines."""

    kind: Literal[EventKind.REMITTED] = EventKind.REMITTED
    patient_control_number: str
    status_code: str
    """CLP02."""
    charge_cents: int
    paid_cents: int
    patient_responsibility_cents: int
    claim_filing_indicator: str
    payer_claim_control_number: str
    payer_identifier: str
    adjustments: tuple[AdjustmentFact, ...]
    lines: tuple[RemittanceLineFact, ...]
    remark_codes: tuple[str, ...]
    payment_trace_number: str
    paid_on: date | None
    balanced: bool
    service_from: date | None = None
    service_to: date | None = None
    patient: PersonFact | None = None
    """As the payer names the patient; None when it names nobody."""
    has_own_number: bool = True
    """True if CLP01 names one claim; else the scored match alone says which claim it means."""
    faults: tuple[str, ...] = ()
    """Codes of findings for which it is held back."""
    frequency_code: str = ""
    """CLP09: 7 where the payer says that it answers a replacement."""
    payment_start: int = 0
    """Offset of the BPR segment in its file: which payment of the file it belongs to."""
    crossover_carrier: str = ""
    """NM1*TT NM109: the carrier to which the payer forwarded the claim (X12 RFI 1981)."""
    crossover_payer_id: str = ""
    """The profile of that carrier; empty when it has none."""


Fact = Annotated[
    Submitted
    | InterchangeAcknowledged
    | SetAcknowledged
    | FrontEndStatus
    | BatchStatusReported
    | StatusReported
    | Remitted
    | MessageAcknowledged
    | TermReported
    | MatchDecided
    | EvidenceDecided,
    Field(discriminator="kind"),
]


class ClaimEvent(_Frozen):
    """One fact about one claim, where it stands, and when it was recorded."""

    schema_version: Literal[1] = 1
    event_id: str
    claim_id: str
    payer_id: str
    """The profile id of the payer that the fact concerns."""
    effective_on: date
    """The day from which the fact holds: STC02, BPR16, BHT04; else the file's own day."""
    recorded_at: datetime
    source: Source
    fact: Fact
    match_keys: tuple[str, ...] = ()
    """Keyed hashes, `<method>:<letters>`, of what else than its number names the claim."""
    answers_file_id: str = ""
    """The 837 file whose roster led an acknowledgment to the claim; empty for what names it."""

    @property
    def kind(self) -> EventKind:
        """Return the kind of the fact."""
        return self.fact.kind


def answer_about(event: ClaimEvent, claim_id: str, file_id: str) -> ClaimEvent:
    """Return what was said of a set, group, interchange or batch as one claim's own event.

    `file_id` is the file that carried the claim. Two files with the same control numbers may carry
    one claim: each is answered by itself.
    """
    own_id = derived_id(EVENT_PREFIX, event.event_id, claim_id, file_id)
    return event.model_copy(
        update={"event_id": own_id, "claim_id": claim_id, "answers_file_id": file_id}
    )


CLAIM_EVENT: TypeAdapter[ClaimEvent] = TypeAdapter(ClaimEvent)
