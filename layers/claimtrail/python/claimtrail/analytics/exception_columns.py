"""The columns of what is watched: exceptions that need review, and who looked at claims."""

from claimtrail.analytics.columns import SOURCE_COLUMNS, Column

EXCEPTIONS = (
    Column("exception_id", "string", "The exception, from its claim, fact and cause."),
    Column("version", "bigint", "The claim's version that told it; the highest is current."),
    Column("status", "string", "`open`, `overdue` (held too long) or `resolved`."),
    Column("cause", "string", "`unmatched`, `held`, `unbalanced`, `unknown_code`, ..."),
    Column("reason", "string", "Why in particular, as `missing_steps`."),
    Column("claim_id", "string", "The claim; opaque, a keyed hash."),
    Column("payer_id", "string", "The payer's profile id."),
    Column("event_id", "string", "The fact; joins claim_events and, as remittance_id, money."),
    Column("evidence", "string", "The fact's kind."),
    Column("codes", "string", "What the payer said, separated by blanks."),
    Column("state", "string", "Where the claim stands."),
    Column("state_wanted", "string", "Where the fact would lead, if it is held."),
    Column("effective_on", "string", "The day from which the fact holds (YYYY-MM-DD)."),
    Column("due_on", "string", "The day from which it is overdue, if it is held (YYYY-MM-DD)."),
    Column("recorded_at", "string", "When this version was made (RFC 3339, UTC)."),
    Column("partner_id", "string", "The partner that delivered the fact."),
    Column("owner_id", "string", "The billing partner whose claim it is."),
    Column("file_id", "string", "The file that states the fact."),
    *SOURCE_COLUMNS,
)

ACCESS_LOG = (
    Column("access_id", "string", "Id of the access; the same when it is reported twice."),
    Column("accessed_at", "string", "When (RFC 3339, UTC)."),
    Column("actor", "string", "Who: `user:<id>` or `system:<function>`."),
    Column("role", "string", "In which role, as `biller`."),
    Column(
        "purpose",
        "string",
        "Purpose of use, as `payment`, `audit`; `unstated` past the command line.",
    ),
    Column("action", "string", "What was done, as `claim.read`, `query.run`."),
    Column("subject_id", "string", "The claim, file or incident; for SQL `table:<name>`."),
    Column("claim_id", "string", "The claim that it concerns, if any."),
    Column("fields", "string", "The fields that were shown, separated by blanks."),
    Column("statement", "string", "For SQL: `saved:<name>`, or `sha256:<hex>` of its text."),
    Column("origin", "string", "From where: the address or the command."),
    Column("correlation_id", "string", "What ties the accesses of one request together."),
)
