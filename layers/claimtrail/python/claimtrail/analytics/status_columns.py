"""The columns of what payers say short of a payment: of batches, of claims and of their lines."""

from claimtrail.analytics.columns import ENVELOPE_COLUMNS, SOURCE_COLUMNS, Column

_PLACE_COLUMNS = (
    Column("file_id", "string", "The file that states it."),
    *SOURCE_COLUMNS,
    Column("partner_id", "string", "The trading partner whose dropbox it came through."),
    Column("received_at", "string", "When the file came (RFC 3339, UTC)."),
    *ENVELOPE_COLUMNS,
)

BATCH_STATUSES = (
    Column("status_id", "string", "The status, from the file's digest and the byte offset."),
    Column("version", "bigint", "Counts comparisons with what was sent; the highest is current."),
    Column("payer_id", "string", "The payer's profile id."),
    Column("transaction_type", "string", "277CA or 277."),
    Column("level", "string", "`receiver`: the batch (2200B); `provider`: one in it (2200C)."),
    Column("from_clearinghouse", "boolean", "Whether a clearinghouse says it, not the payer."),
    Column("batch_key", "string", "The batch; a keyed hash of payer, submitter and BHT03."),
    Column("provider_npi", "string", "The provider of whom it speaks, where it names an NPI."),
    Column("codes", "string", "All status codes, `A3:24:41`, separated by blanks."),
    Column("action_code", "string", "STC03: U rejected, WQ accepted."),
    Column("decides", "boolean", "Whether it refuses all beneath it and names no claim."),
    Column("outcome", "string", "`applied`, `informational`, or why it moves nothing."),
    Column("stated_claim_count", "bigint", "Claims that it refuses, as it says."),
    Column("stated_charge_cents", "bigint", "Their charge in US cents, as it says."),
    Column("found_claim_count", "bigint", "Claims that were sent so."),
    Column("found_charge_cents", "bigint", "Their charge in US cents."),
    Column("effective_on", "string", "The day from which it holds (YYYY-MM-DD)."),
    Column("recorded_at", "string", "When ClaimTrail read it (RFC 3339, UTC)."),
    *_PLACE_COLUMNS,
)

STATUSES = (
    Column("status_id", "string", "The status, from its fact, line and place."),
    Column("event_id", "string", "The fact that states it; joins claim_events."),
    Column("claim_id", "string", "The claim; opaque, a keyed hash."),
    Column("payer_id", "string", "The payer's profile id."),
    Column("transaction_type", "string", "277CA or 277."),
    Column("line_number", "bigint", "The line in the record, from 1; null: the whole claim."),
    Column("procedure_code", "string", "The line's procedure, as the payer gives it."),
    Column("modifiers", "string", "Its modifiers, separated by blanks."),
    Column("revenue_code", "string", "The line's revenue code."),
    Column("service_on", "string", "The line's service day (YYYY-MM-DD)."),
    Column("category_code", "string", "Claim status category (list 507)."),
    Column("status_code", "string", "Claim status (list 508), or an NCPDP reject code."),
    Column("entity_code", "string", "Whom it concerns (NM101)."),
    Column("code_list", "string", "RX where status_code is an NCPDP reject code."),
    Column("codes", "string", "All codes of the segment, `F2:88:QC`, separated by blanks."),
    Column("action_code", "string", "STC03 of a 277CA: U rejected, WQ accepted."),
    Column("charge_cents", "bigint", "Charge in US cents, as the status or line states it."),
    Column("paid_cents", "bigint", "Paid, in US cents."),
    Column("text", "string", "STC12: the payer's own words. May name a patient."),
    Column("effective_on", "string", "The day from which it holds (YYYY-MM-DD)."),
    Column("recorded_at", "string", "When ClaimTrail read it (RFC 3339, UTC)."),
    *_PLACE_COLUMNS,
)
