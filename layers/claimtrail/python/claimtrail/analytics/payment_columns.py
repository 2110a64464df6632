"""The columns of what 835s say of their payments: the payments, and money beside the claims."""

from claimtrail.analytics.columns import ENVELOPE_COLUMNS, SOURCE_COLUMNS, Column

_PAYMENT = (
    Column("payment_id", "string", "The payment: payer, TRN02 and BPR16; opaque, a keyed hash."),
    Column("payer_id", "string", "The payer's profile id."),
    Column("paid_on", "string", "BPR16 of the 835, else the file's own day (YYYY-MM-DD)."),
)

PAYMENTS = (
    *_PAYMENT,
    Column("payment_trace_number", "string", "TRN02: the check or transfer."),
    Column("originating_company_id", "string", "TRN03: who pays, as its bank knows it."),
    Column("method", "string", "BPR04: ACH, CHK, NON (nothing is paid), ..."),
    Column("credit_debit", "string", "BPR03: C credit, D debit."),
    Column("amount_cents", "bigint", "BPR02, in US cents."),
    Column("claim_count", "bigint", "Claim payments (CLP) that it explains."),
    Column("claims_paid_cents", "bigint", "The sum of their CLP04, in US cents."),
    Column("withheld_cents", "bigint", "The sum of PLB, in US cents; positive is withheld."),
    Column("difference_cents", "bigint", "amount - claims_paid + withheld: 0 when it adds up."),
    Column("balanced", "boolean", "Whether it adds up, and all of it could be read."),
    Column("payee_npi", "string", "The NPI of who is paid (N1*PE)."),
    Column("recorded_at", "string", "When ClaimTrail read it (RFC 3339, UTC)."),
    Column("file_id", "string", "The file that states it."),
    *SOURCE_COLUMNS,
    Column("partner_id", "string", "The trading partner whose dropbox it came through."),
    Column("received_at", "string", "When the file came (RFC 3339, UTC)."),
    *ENVELOPE_COLUMNS,
)

PROVIDER_ADJUSTMENTS = (
    Column("provider_adjustment_id", "string", "The adjustment, from its payment and place."),
    *_PAYMENT,
    Column("place", "bigint", "Its place among the payment's, from 1."),
    Column("provider_identifier", "string", "PLB01: the provider's NPI."),
    Column("fiscal_period_end", "string", "PLB02 (YYYY-MM-DD)."),
    Column("reason_code", "string", "PLB03-1: WO, L6, FB, 72, ..."),
    Column("amount_cents", "bigint", "PLB04, in US cents; positive is withheld."),
    Column("file_id", "string", "The file that states it; joins payments."),
    Column("source_start", "bigint", "First byte of the payment in that file; joins payments."),
)
