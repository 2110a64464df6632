"""The copy of a payment, with its provider-level adjustments."""

from datetime import date

from claimtrail.claims.facts.payments import PaymentCopy, ProviderAdjustmentFact
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.records.file_context import FileContext, file_day, source_of
from claimtrail.kernel.ids import match_key
from claimtrail.kernel.money import to_cents
from claimtrail.x12.model import Payment, ProviderAdjustment, SetHeader

PAYMENT_PREFIX = "pay_"


def payment_copy(
    record: Payment, header: SetHeader, *, payer_id: str, context: FileContext, key: ClaimKey
) -> PaymentCopy:
    """Return the document of a payment. Raises ValueError when an amount is finer than a cent."""
    paid_on = record.paid_on or file_day(header.interchange, context)
    interchange = header.interchange
    return PaymentCopy(
        payment_id=_payment_id(record, paid_on, payer_id=payer_id, key=key),
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
        recorded_at=context.recorded_at,
        source=source_of(record.span, context=context, interchange=interchange, header=header),
    )


def _payment_id(record: Payment, paid_on: date, *, payer_id: str, key: ClaimKey) -> str:
    """Return the id that all copies of a payment share: payer, trace number (TRN02) and day."""
    hashed = match_key(
        secret=key.secret,
        organization_id=key.organization_id,
        method="payment",
        parts=(payer_id, record.trace_number, paid_on.isoformat()),
    )
    return PAYMENT_PREFIX + hashed.partition(":")[2]


def _provider_adjustment(item: ProviderAdjustment) -> ProviderAdjustmentFact:
    return ProviderAdjustmentFact(
        provider_identifier=item.provider_identifier,
        fiscal_period_end=item.fiscal_period_end,
        reason_code=item.reason_code,
        reference=item.reference,
        amount_cents=to_cents(item.amount),
    )
