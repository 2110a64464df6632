"""A payment as an 835 explains it: BPR, TRN and PLB, and whether the claims add up to it.

A payment has one id however often it is reported: a keyed hash of what tells remittances apart
(payer, TRN02, BPR16). Each file that tells of it has a copy of its own; a second copy is a
remittance sent twice, which the claims themselves take once.
"""

from datetime import date, datetime
from typing import Literal

from claimtrail.claims.facts.events import Source
from claimtrail.kernel.frozen_model import FrozenModel


class ProviderAdjustmentFact(FrozenModel):
    """One reason of a PLB: money beside the claims, withheld when positive."""

    provider_identifier: str
    """PLB01: the NPI, as a rule."""
    fiscal_period_end: date | None
    reason_code: str
    """PLB03-1: WO overpayment recovery, L6 interest, FB forwarding balance, ..."""
    reference: str
    """PLB03-2. May name a claim or a patient's account: it stays in this document."""
    amount_cents: int


class PaymentCopy(FrozenModel):
    """A payment as one file states it. Money is US cents."""

    schema_version: Literal[1] = 1
    payment_id: str
    payer_id: str
    trace_number: str
    """TRN02: the check or EFT number."""
    originating_company_id: str
    """TRN03."""
    paid_on: date
    """BPR16, else the file's own day."""
    method: str
    """BPR04: ACH, CHK, NON, ..."""
    credit_debit: str
    """BPR03."""
    amount_cents: int
    """BPR02."""
    claim_count: int
    claims_paid_cents: int
    """The sum of CLP04."""
    provider_adjustments: tuple[ProviderAdjustmentFact, ...]
    balanced: bool
    """BPR02 equals the sum of CLP04 less the sum of PLB, and nothing was unreadable (835 guide,
    section 1.10.2.3)."""
    payee_npi: str
    recorded_at: datetime
    source: Source
    """Of the BPR segment."""

    @property
    def withheld_cents(self) -> int:
        """Return the sum of PLB."""
        return sum(item.amount_cents for item in self.provider_adjustments)

    @property
    def difference_cents(self) -> int:
        """Return what was paid beyond what claims and adjustments explain; 0 when it adds up."""
        return self.amount_cents - self.claims_paid_cents + self.withheld_cents

    def order(self) -> tuple[datetime, str, int]:
        """Sorts copies of one payment: the earliest file first."""
        return self.source.received_at, self.source.file_id, self.source.start

    def listed(self) -> tuple[date, str, str, int]:
        """Sorts the payments of a payer by day."""
        return self.paid_on, self.payment_id, self.source.file_id, self.source.start
