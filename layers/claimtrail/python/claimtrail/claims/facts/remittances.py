"""The facts of an 835: the claim as it was paid, denied or reversed."""

from datetime import date
from typing import Literal

from claimtrail.claims.facts.kinds import EventKind, FrozenFact
from claimtrail.claims.facts.submissions import PersonFact


class AdjustmentFact(FrozenFact):
    """One reason out of a CAS."""

    group_code: str
    carc: str
    amount_cents: int
    quantity: str | None


class RemittanceLineFact(FrozenFact):
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


class Remitted(FrozenFact):
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
