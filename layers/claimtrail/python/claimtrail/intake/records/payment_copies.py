"""The copy of a payment, with its provider-level adjustments."""

from datetime import date, datetime

from claimtrail.claims.facts.events import Source
from claimtrail.claims.facts.payments import PaymentCopy, ProviderAdjustmentFact
from claimtrail.kernel.money import to_cents
from claimtrail.x12.model import (
    Payment,
    ProviderAdjustment,
)


def payment_copy(  # noqa: PLR0913 - what the record itself does not say, by keyword
    record: Payment,
    *,
    payment_id: str,
    payer_id: str,
    paid_on: date,
    recorded_at: datetime,
    source: Source,
) -> PaymentCopy:
    """Return the document of a payment. Raises ValueError when an amount is finer than a cent."""
    return PaymentCopy(
        payment_id=payment_id,
        payer_id=payer_id,
        trace_number=record.trace_number,
        originating_company_id=record.originating_company_id,
        paid_on=paid_on,
        method=record.method,
        credit_debit=record.credit_debit,
        amount_cents=to_cents(record.amount),
        claim_count=record.claim_count,
        claims_paid_cents=to_cents(record.claim_paid_total),
        provider_adjustments=tuple(map(_provider_adjustment, record.provider_adjustments)),
        balanced=record.balanced,
        payee_npi=record.payee_npi,
        recorded_at=recorded_at,
        source=source,
    )


def _provider_adjustment(item: ProviderAdjustment) -> ProviderAdjustmentFact:
    return ProviderAdjustmentFact(
        provider_identifier=item.provider_identifier,
        fiscal_period_end=item.fiscal_period_end,
        reason_code=item.reason_code,
        reference=item.reference,
        amount_cents=to_cents(item.amount),
    )
