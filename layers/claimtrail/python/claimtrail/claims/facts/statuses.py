"""The facts of 277CA and 277: statuses of batches, claims and lines."""

from datetime import date
from typing import Literal

from claimtrail.claims.facts.kinds import EventKind, FrozenFact


class StatusCode(FrozenFact):
    """One STC composite."""

    category_code: str
    status_code: str
    entity_code: str
    code_list: str = ""
    """STC01-4: RX for a code of the NCPDP reject list; empty for list 508."""


class StatusFact(FrozenFact):
    """One STC segment."""

    codes: tuple[StatusCode, ...]
    effective_on: date | None
    action_code: str
    total_charge_cents: int | None
    paid_cents: int | None
    adjudicated_on: date | None
    text: str = ""
    """STC12, as the payer wrote it; may be PHI."""


class StatusLineFact(FrozenFact):
    """A service line in the words of a payer's front end or answer."""

    control_number: str
    procedure_code: str
    modifiers: tuple[str, ...]
    revenue_code: str
    charge_cents: int | None
    paid_cents: int | None
    service_from: date | None
    statuses: tuple[StatusFact, ...]


class BatchStatusReported(FrozenFact):
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


class FrontEndStatus(FrozenFact):
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


class StatusReported(FrozenFact):
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
