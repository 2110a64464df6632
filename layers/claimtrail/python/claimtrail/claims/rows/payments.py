"""Rows about the payments of 835s, and about money beside the claims."""

from typing import Annotated, TypedDict

from claimtrail.claims.rows.columns import (
    PaidOn,
    PayerId,
    PlaceColumns,
    RecordedAt,
)
from claimtrail.trail.datasets.dataset import Meaning, dataset


class PaymentColumns(TypedDict):
    """Columns repeated in the adjustments of providers."""

    payment_id: Annotated[
        str, Meaning("The payment: payer, TRN02 and BPR16; opaque, a keyed hash.")
    ]
    payer_id: PayerId
    paid_on: PaidOn


class PaymentSums(PaymentColumns):
    """Columns of a payment, but for its place."""

    payment_trace_number: Annotated[str | None, Meaning("TRN02: the check or transfer.")]
    originating_company_id: Annotated[str | None, Meaning("TRN03: who pays, as its bank knows it.")]
    method: Annotated[str | None, Meaning("BPR04: ACH, CHK, NON (nothing is paid), ...")]
    credit_debit: Annotated[str | None, Meaning("BPR03: C credit, D debit.")]
    amount_cents: Annotated[int, Meaning("BPR02, in US cents.")]
    claim_count: Annotated[int, Meaning("Claim payments (CLP) that it explains.")]
    claims_paid_cents: Annotated[int, Meaning("The sum of their CLP04, in US cents.")]
    withheld_cents: Annotated[int, Meaning("The sum of PLB, in US cents; positive is withheld.")]
    difference_cents: Annotated[int, Meaning("amount - claims_paid + withheld: 0 when it adds up.")]
    balanced: Annotated[bool, Meaning("Whether it adds up, and all of it could be read.")]
    payee_npi: Annotated[str | None, Meaning("The NPI of who is paid (N1*PE).")]
    recorded_at: RecordedAt


class PaymentRow(PaymentSums, PlaceColumns):
    """Row of `payments`."""


PAYMENTS = dataset(
    PaymentRow,
    name="payments",
    description="What each 835 says was paid in one check or transfer, and whether its claims "
    "add up to it; the same payment in two files is two rows with one payment_id.",
    key=("payment_id", "file_id", "source_start"),
)


class ProviderAdjustmentKey(TypedDict):
    """Key of an adjustment beside the claims."""

    provider_adjustment_id: Annotated[str, Meaning("The adjustment, from its payment and place.")]


class ProviderAdjustmentRow(ProviderAdjustmentKey, PaymentColumns):
    """Row of `provider_adjustments`."""

    place: Annotated[int, Meaning("Its place among the payment's, from 1.")]
    provider_identifier: Annotated[str | None, Meaning("PLB01: the provider's NPI.")]
    fiscal_period_end: Annotated[str | None, Meaning("PLB02 (YYYY-MM-DD).")]
    reason_code: Annotated[str, Meaning("PLB03-1: WO, L6, FB, 72, ...")]
    amount_cents: Annotated[int, Meaning("PLB04, in US cents; positive is withheld.")]
    file_id: Annotated[str, Meaning("The file that states it; joins payments.")]
    source_start: Annotated[int, Meaning("First byte of the payment in that file; joins payments.")]


PROVIDER_ADJUSTMENTS = dataset(
    ProviderAdjustmentRow,
    name="provider_adjustments",
    description="Money beside the claims (PLB): recoveries, interest, balances forward.",
    key=("provider_adjustment_id",),
)


class BankEntryRow(TypedDict):
    """Row of `bank_entries`."""

    bank_entry_id: Annotated[str, Meaning("The entry, from its file and place.")]
    payment_trace_number: Annotated[
        str, Meaning("The trace or check number: TRN02 of the payment that it confirms.")
    ]
    originating_company_id: Annotated[
        str | None, Meaning("Who paid, as the bank names it: TRN03; null if not stated.")
    ]
    amount_cents: Annotated[int, Meaning("What the bank booked, in US cents.")]
    booked_on: Annotated[str, Meaning("The day on which it was booked (YYYY-MM-DD).")]
    file_id: Annotated[str, Meaning("The bank's file.")]
    recorded_at: RecordedAt


BANK_ENTRIES = dataset(
    BankEntryRow,
    name="bank_entries",
    description="Deposits as a bank's file states them. No bank file is read today: the table is "
    "empty, and every payment is unconfirmed.",
    key=("bank_entry_id",),
)
