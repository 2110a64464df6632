"""The columns of what payers paid: remittances, their lines, and the reasons of both."""

from claimtrail.analytics.columns import ENVELOPE_COLUMNS, SOURCE_COLUMNS, Column

_REMITTANCE = (
    Column("remittance_id", "string", "The remittance; the event_id of its claim event."),
    Column("claim_id", "string", "The claim; opaque, a keyed hash."),
    Column("payer_id", "string", "The payer's profile id."),
    Column("paid_on", "string", "BPR16 of the 835, else the file's own day (YYYY-MM-DD)."),
    Column("status_code", "string", "CLP02: 1 primary, 4 denied, 22 reversal, ..."),
)
"""Repeated in lines and adjustments, so that most questions need no join."""

REMITTANCES = (
    *_REMITTANCE,
    Column("payment_trace_number", "string", "TRN02: the check or transfer that paid it."),
    Column("claim_filing_indicator", "string", "CLP06: kind of coverage."),
    Column("charge_cents", "bigint", "CLP03, in US cents."),
    Column("paid_cents", "bigint", "CLP04, in US cents; negative in reversals."),
    Column("patient_responsibility_cents", "bigint", "CLP05, in US cents."),
    Column("adjusted_cents", "bigint", "Sum of all adjustments, those of lines included."),
    Column("contractual_cents", "bigint", "Of these, what the contract takes off."),
    Column("denied_cents", "bigint", "Of these, what a denial reason takes off."),
    Column("balanced", "boolean", "Whether charge less payment is the sum of adjustments."),
    Column("remark_codes", "string", "RARCs of the claim, separated by blanks."),
    Column("line_count", "bigint", "Service lines."),
    Column("recorded_at", "string", "When ClaimTrail read it (RFC 3339, UTC)."),
    Column("file_id", "string", "The file that states it."),
    *SOURCE_COLUMNS,
    Column("partner_id", "string", "The trading partner whose dropbox it came through."),
    Column("received_at", "string", "When the file came (RFC 3339, UTC)."),
    *ENVELOPE_COLUMNS,
)

REMITTANCE_LINES = (
    *_REMITTANCE,
    Column("line_number", "bigint", "The line's place in the remittance, from 1."),
    Column("procedure_code", "string", "SVC01-2: CPT or HCPCS."),
    Column("modifiers", "string", "SVC01-3 to 6, separated by blanks."),
    Column("revenue_code", "string", "SVC04: revenue code of institutional claims."),
    Column("service_on", "string", "First day of service (YYYY-MM-DD)."),
    Column("charge_cents", "bigint", "SVC02, in US cents."),
    Column("paid_cents", "bigint", "SVC03, in US cents."),
    Column("adjusted_cents", "bigint", "Sum of the line's adjustments, in US cents."),
    Column("allowed_cents", "bigint", "Charge less what the contract takes off, in US cents."),
    Column("denied_cents", "bigint", "What a denial reason takes off, in US cents."),
    Column("denial_category", "string", "Our category of its weightiest denial; null for none."),
    Column("patient_cents", "bigint", "The patient's share by its reasons, in US cents."),
    Column("remark_codes", "string", "RARCs of the line, separated by blanks."),
)

ADJUSTMENTS = (
    Column("adjustment_id", "string", "The adjustment, from its remittance and its place."),
    *_REMITTANCE,
    Column("line_number", "bigint", "The line that it adjusts; 0 is the claim as a whole."),
    Column("place", "bigint", "Its place among the line's or the claim's, from 1."),
    Column("procedure_code", "string", "The line's procedure; null at claim level."),
    Column("group_code", "string", "CAS01: CO, PR, OA or PI."),
    Column("carc", "string", "Claim adjustment reason code."),
    Column("amount_cents", "bigint", "What it takes off, in US cents."),
    Column("quantity", "string", "Units that it takes off, as the 835 states them."),
    Column(
        "role",
        "string",
        "`denial`, `contractual`, `patient`, `moved` or `other`.",
    ),
    Column("category", "string", "Our category of denial; null for other roles."),
)
