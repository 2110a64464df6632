"""The columns of what happened: the trail of events, claims, files and findings.

Types are Athena's. Days and instants are `string` on purpose: Athena's JSON SerDe reads neither
ISO 8601 days as `date` nor RFC 3339 instants as `timestamp` reliably, and both sort and compare
correctly as text; `date(column)` and `from_iso8601_timestamp(column)` turn them into values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

ColumnType = Literal["string", "bigint", "boolean"]

PARTITION = "dt"
"""The partition column: the UTC day on which the trail wrote the row, YYYY-MM-DD."""

PYTHON_TYPES: Mapping[ColumnType, type] = MappingProxyType(
    {"string": str, "bigint": int, "boolean": bool}
)
"""The Python type of each Athena type's values in a row, before it becomes JSON."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its Athena type."""

    name: str
    type: ColumnType
    description: str


CHAIN_COLUMNS = (
    Column("chain_seq", "bigint", "Number of the trail's object that holds the row, from 1."),
    Column(
        "previous_sha256",
        "string",
        "SHA-256 of the object before, in hexadecimal; 64 zeros for the first.",
    ),
    Column("written_at", "string", "When the trail wrote the row (RFC 3339, UTC)."),
)
"""Given by the recorder to every row of every dataset."""
SOURCE_COLUMNS = (
    Column("source_sha256", "string", "SHA-256 of that file's bytes, in hexadecimal."),
    Column("source_start", "bigint", "First byte of the record in that file, from 0."),
    Column("source_end", "bigint", "The byte after the record's last."),
)

ENVELOPE_COLUMNS = (
    Column("interchange_control_number", "string", "ISA13."),
    Column("group_control_number", "string", "GS06."),
    Column("set_control_number", "string", "ST02."),
)

AUDIT = (
    Column("audit_id", "string", "Id of the event; the same when it is reported twice."),
    Column("detail_type", "string", "What happened, as `claim.status_changed`."),
    Column("subject_id", "string", "The file, claim, ticket or escalation that it is about."),
    Column("claim_id", "string", "The claim that it concerns, if any."),
    Column("file_id", "string", "The file that it concerns, if any."),
    Column("ticket_id", "string", "The ticket that it concerns, if any."),
    Column("payer_id", "string", "The payer's profile id, if known."),
    Column("occurred_at", "string", "When it happened (RFC 3339, UTC)."),
    Column("actor", "string", "`system:<function>`, `payer:<partner>` or `user:<id>`."),
    Column("correlation_id", "string", "The file, schedule or command that began it."),
    Column("rule", "string", "The rule that decided, with its version."),
    Column("state_before", "string", "State before; null when there was none."),
    Column("state_after", "string", "State after."),
    Column("evidence_event_id", "string", "The fact that is the evidence; joins claim_events."),
    Column("source_file_id", "string", "The file that holds the evidence."),
    *SOURCE_COLUMNS,
    Column("detail", "string", "What else is known, as JSON text: codes, counts, cents."),
)

CLAIM_EVENTS = (
    Column("event_id", "string", "Id of the fact, from the file's digest and the byte offset."),
    Column("claim_id", "string", "The claim; opaque, a keyed hash."),
    Column("payer_id", "string", "The payer's profile id."),
    Column("kind", "string", "`submitted`, `set_acknowledged`, `front_end_status`, ..."),
    Column("effective_on", "string", "The day from which the fact holds (YYYY-MM-DD)."),
    Column("recorded_at", "string", "When ClaimTrail read it (RFC 3339, UTC)."),
    Column("transaction_type", "string", "837P, 837I, TA1, 999, 277CA, 277 or 835."),
    Column("code", "string", "The code that says it in short: STC01-1, CLP02, IK501, TA104."),
    Column("category_code", "string", "Claim status category of the first status (list 507)."),
    Column("status_code", "string", "Claim status of the first status (list 508)."),
    Column("entity_code", "string", "Whom the first status concerns (NM101)."),
    Column("codes", "string", "All status codes, `A3:21:IL`, separated by blanks."),
    Column("adjustment_codes", "string", "Group and CARC, `CO-45`, separated by blanks."),
    Column("remark_codes", "string", "RARCs, separated by blanks."),
    Column("charge_cents", "bigint", "Charge in US cents, as the record states it."),
    Column("paid_cents", "bigint", "Paid, in US cents."),
    Column("patient_responsibility_cents", "bigint", "CLP05, in US cents."),
    Column("balanced", "boolean", "Whether the remittance adds up; null for other kinds."),
    Column("frequency_code", "string", "CLM05-3: 1 original, 7 replacement, 8 void."),
    Column("line_count", "bigint", "Service lines in the record."),
    Column("error_count", "bigint", "Errors that a 999 lists."),
    Column("submitted_on", "string", "BHT04 of the 837 (YYYY-MM-DD)."),
    Column("paid_on", "string", "BPR16 of the 835 (YYYY-MM-DD)."),
    Column("file_id", "string", "The file that states the fact."),
    *SOURCE_COLUMNS,
    Column("partner_id", "string", "The trading partner whose dropbox it came through."),
    Column("channel", "string", "How it came: s3, sftp, as2, webhook, inquiry, person."),
    Column("received_at", "string", "When the file came (RFC 3339, UTC)."),
    Column("prepared_at", "string", "The file's own time, ISA09 and ISA10, taken as UTC."),
    *ENVELOPE_COLUMNS,
    Column("code_version", "string", "The version of ClaimTrail that read it."),
)

CLAIM_VERSIONS = (
    Column("claim_id", "string", "The claim; opaque, a keyed hash."),
    Column("version", "bigint", "Counts the claim's versions from 1; the highest is current."),
    Column("payer_id", "string", "The payer's profile id."),
    Column("state_before", "string", "State of the version before; null for the first."),
    Column("state", "string", "Where the claim stands, as `DENIED`."),
    Column("state_since", "string", "Since when, by the evidence (YYYY-MM-DD)."),
    Column("transaction_type", "string", "837P or 837I; null while no 837 copy has come."),
    Column("claim_filing_indicator", "string", "SBR09 or CLP06: kind of coverage."),
    Column("charge_cents", "bigint", "Total charge in US cents."),
    Column("paid_cents", "bigint", "Paid so far, in US cents."),
    Column("patient_responsibility_cents", "bigint", "The patient's share, in US cents."),
    Column("denial_codes", "string", "Group and CARC that deny, separated by blanks."),
    Column("submitted_on", "string", "When the claim was sent (YYYY-MM-DD)."),
    Column("accepted_on", "string", "When the payer's window began (YYYY-MM-DD)."),
    Column("escalate_on", "string", "First day past the payer's window; null when none runs."),
    Column("step_count", "bigint", "Moves of the lifecycle so far."),
    Column("note_count", "bigint", "Facts that were recorded without moving the claim."),
    Column("held_count", "bigint", "Facts that cannot be applied yet."),
    Column("event_count", "bigint", "Facts known about the claim."),
    Column("last_event_id", "string", "The fact behind the last move; joins claim_events."),
    Column("last_evidence", "string", "That fact's kind."),
    Column("last_codes", "string", "What the payer said, separated by blanks."),
    Column("last_rule", "string", "The row of the lifecycle table that decided."),
    Column("last_inferred", "boolean", "Whether the last move was inferred from a later one."),
    Column("cause_event_ids", "string", "The facts new in this version, separated by blanks."),
    Column("submission_count", "bigint", "How often it was sent, replacements and voids included."),
    Column("supersedes", "string", "The claim under another number that it replaces or voids."),
    Column("superseded_by", "string", "The claim under another number that does so to it."),
    Column("hidden", "boolean", "Voided or superseded: lists leave it out."),
    Column("updated_at", "string", "When this version was made (RFC 3339, UTC)."),
)

FILES = (
    Column("file_id", "string", "The file; the same content has the same id."),
    Column("partner_id", "string", "The trading partner whose dropbox it came through."),
    Column("payer_id", "string", "The payer that it speaks for, if it is one."),
    Column("status", "string", "How far it came: `QUARANTINED`, `QUEUED`, `INGESTED`, ..."),
    Column("reason", "string", "Code of the finding for which it was quarantined."),
    Column("received_at", "string", "When it came (RFC 3339, UTC)."),
    Column("recorded_at", "string", "When it got this status (RFC 3339, UTC)."),
    Column("sha256", "string", "SHA-256 of its bytes, in hexadecimal."),
    Column("size_bytes", "bigint", "Length in bytes."),
    Column("channel", "string", "How it came: s3, sftp, as2, webhook, inquiry, person."),
    Column("stored_key", "string", "Its key in the archive or quarantine bucket."),
    Column("transaction_types", "string", "837P, 277CA, 835, ..., separated by blanks."),
    Column("interchange_control_numbers", "string", "ISA13s, separated by blanks."),
    Column("interchange_count", "bigint", "Interchanges (ISA)."),
    Column("group_count", "bigint", "Functional groups (GS)."),
    Column("set_count", "bigint", "Transaction sets (ST)."),
    Column("accepted_set_count", "bigint", "Sets that went through, with or without errors."),
    Column("rejected_set_count", "bigint", "Sets that were refused."),
    Column("event_count", "bigint", "Facts that it stated about claims."),
    Column("withheld_count", "bigint", "Records that could not be kept as facts; see findings."),
    Column("encounter_count", "bigint", "Reported encounters (BHT06 RP): no claims to collect."),
    Column("test_interchange_count", "bigint", "Test interchanges (ISA15 T): they move nothing."),
    Column("finding_count", "bigint", "Faults found in it; see findings."),
    Column("code_version", "string", "The version of ClaimTrail that read it."),
)

RELEASES = (
    Column("release_id", "string", "The release, from the file and the sets that it names."),
    Column("file_id", "string", "The file of which something was held."),
    Column("partner_id", "string", "The trading partner whose dropbox it came through."),
    Column("released_by", "string", "Who released it: `user:<id>`."),
    Column("why", "string", "On whose word."),
    Column("released_at", "string", "When it was released (RFC 3339, UTC)."),
    Column("applied_at", "string", "When the last set of it was applied (RFC 3339, UTC)."),
    Column("sha256", "string", "SHA-256 of the file's bytes, in hexadecimal."),
    Column("set_count", "bigint", "Transaction sets that were released."),
    Column("event_count", "bigint", "Facts that they state about claims."),
    Column("withheld_count", "bigint", "Records that could not be kept as facts all the same."),
    Column("code_version", "string", "The version of ClaimTrail by which it was released."),
)

FINDINGS = (
    Column("finding_id", "string", "Id of the finding, from file, code and place."),
    Column("file_id", "string", "The file that has the fault."),
    Column("partner_id", "string", "The trading partner that sent it."),
    Column("recorded_at", "string", "When it was found (RFC 3339, UTC)."),
    Column("code", "string", "Stable code, as `X12_SEGMENT_MISSING`."),
    Column("severity", "string", "Its reach: interchange, group, set, claim, value, warning."),
    Column("message", "string", "What is wrong, without any value out of the file."),
    Column("next_step", "string", "What to do about it."),
    Column("byte_offset", "bigint", "Where the faulty segment begins in the file, from 0."),
    *ENVELOPE_COLUMNS,
    Column("segment_id", "string", "The segment, as CLM."),
    Column("segment_position", "bigint", "Its place in the set; ST is 1."),
    Column("element_position", "string", "The element, `02`, or component, `01-2`."),
    Column("loop_id", "string", "The loop of the implementation guide."),
    Column("segment_error", "string", "999 IK304."),
    Column("element_error", "string", "999 IK403."),
    Column("interchange_note", "string", "TA105."),
)
