"""Rows of what an 835 says of its payment: the payment itself, and money beside the claims.

The reference of a provider adjustment (PLB03-2) may name a patient's account and has no column.
"""

from collections.abc import Iterable

from claimtrail.claims.facts.payments import PaymentCopy
from claimtrail.claims.publishing.claim_rows import place_columns
from claimtrail.claims.rows.payments import (
    PAYMENTS,
    PROVIDER_ADJUSTMENTS,
    PaymentColumns,
    PaymentRow,
    ProviderAdjustmentRow,
)
from claimtrail.kernel.clock import format_instant
from claimtrail.kernel.ids import derived_id
from claimtrail.trail.datasets.dataset import Row, RowsByDataset
from claimtrail.trail.datasets.rows import day_text


def payment_rows(copies: Iterable[PaymentCopy]) -> RowsByDataset:
    """Return the rows of payments by dataset, without datasets that have none."""
    rows: dict[str, list[Row]] = {}
    for copy in copies:
        rows.setdefault(PAYMENTS.name, []).append(_payment_row(copy))
        if copy.provider_adjustments:
            rows.setdefault(PROVIDER_ADJUSTMENTS.name, []).extend(_adjustment_rows(copy))
    return rows


def _payment_row(copy: PaymentCopy) -> PaymentRow:
    return {
        **_common(copy),
        "payment_trace_number": copy.trace_number or None,
        "originating_company_id": copy.originating_company_id or None,
        "method": copy.method or None,
        "credit_debit": copy.credit_debit or None,
        "amount_cents": copy.amount_cents,
        "claim_count": copy.claim_count,
        "claims_paid_cents": copy.claims_paid_cents,
        "withheld_cents": copy.withheld_cents,
        "difference_cents": copy.difference_cents,
        "balanced": copy.balanced,
        "payee_npi": copy.payee_npi or None,
        "recorded_at": format_instant(copy.recorded_at),
        **place_columns(copy.source),
    }


def _adjustment_rows(copy: PaymentCopy) -> list[ProviderAdjustmentRow]:
    return [
        {
            "provider_adjustment_id": derived_id(
                "pla_", copy.payment_id, copy.source.file_id, str(copy.source.start), str(place)
            ),
            **_common(copy),
            "place": place,
            "provider_identifier": item.provider_identifier or None,
            "fiscal_period_end": day_text(item.fiscal_period_end),
            "reason_code": item.reason_code,
            "amount_cents": item.amount_cents,
            "file_id": copy.source.file_id,
            "source_start": copy.source.start,
        }
        for place, item in enumerate(copy.provider_adjustments, start=1)
    ]


def _common(copy: PaymentCopy) -> PaymentColumns:
    return {
        "payment_id": copy.payment_id,
        "payer_id": copy.payer_id,
        "paid_on": copy.paid_on.isoformat(),
    }
