"""The payment of an 835, its claims and lines, with every adjustment."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from claimtrail.kernel.tuples import stored_by_name
from claimtrail.x12.model.claims import NOBODY, Person
from claimtrail.x12.model.envelopes import ByteRange


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
    submitted_procedure_code: str = ""
    """SVC06-2: the code that we sent, where the payer bundled or changed it."""


@stored_by_name
class ProviderAdjustment(NamedTuple):
    """One reason and amount out of a PLB."""

    provider_identifier: str
    fiscal_period_end: date | None
    reason_code: str
    reference: str
    amount: Decimal


class Reversal(NamedTuple):
    """A claim that its payment takes back: CLP02 22. Offsets are those of CLP segments."""

    offset: int
    patient_control_number: str
    payer_claim_control_number: str
    original: int | None
    """The claim as it was paid, where the same payment holds it."""
    correction: int | None
    """The claim as it was decided again; None when the payment holds no such."""


class Payment(NamedTuple):
    """The payment that an 835 explains: BPR, TRN, N1*PR, N1*PE, PLB."""

    span: ByteRange
    amount: Decimal
    """BPR02."""
    credit_debit: str
    """BPR03."""
    method: str
    """BPR04."""
    paid_on: date | None
    """BPR16; where that is no day DTM*405, else the day of GS04."""
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
    """BPR02 equals the sum of CLP04 less the sum of PLB, and each of them can be read."""
    reversals: tuple[Reversal, ...] = ()
    """The adjustments that it takes back, in order."""
    shared_numbers: tuple[int, ...] = ()
    """Offsets of CLP segments whose CLP01 stands on records of another patient too, one for each
    such number."""


class RemittanceClaim(NamedTuple):
    """CLP, loop 2100, with its lines."""

    span: ByteRange
    patient_control_number: str
    """CLP01."""
    status_code: str
    """CLP02."""
    charge: Decimal
    """CLP03; zero when it cannot be read, and then in `faults`."""
    paid: Decimal
    """CLP04; as CLP03."""
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
    """The payment's."""
    payer_identifier: str
    balanced: bool
    """CLP03 - CLP04 equals the sum of its CAS, each line balances likewise, a reversal takes back,
    and all these amounts can be read: only then may it be posted."""
    patient: Person = NOBODY
    """NM1*QC, or NM1*IL where the payer names the subscriber alone; PHI."""
    has_own_number: bool = True
    """True if CLP01 names one claim: not blank, not zeros, not one value for several patients."""
    faults: tuple[str, ...] = ()
    """Codes of findings that hold this claim back; empty when it is sound."""
    crossover_carrier: str = ""
    """NM1*TT NM109: the carrier to which the payer forwarded the claim."""
