"""Names shared by the stacks and the functions: environment variables and stack outputs."""

from enum import StrEnum


class Variable(StrEnum):
    """Environment variables that the stacks give to functions."""

    STAGE = "CLAIMTRAIL_STAGE"
    ORGANIZATION_ID = "CLAIMTRAIL_ORGANIZATION_ID"
    CODE_VERSION = "CLAIMTRAIL_CODE_VERSION"
    CLAIM_TABLE = "CLAIM_TABLE"
    OPERATIONS_TABLE = "OPERATIONS_TABLE"
    TICKET_TABLE = "TICKET_TABLE"
    INBOX_BUCKET = "INBOX_BUCKET"
    ARCHIVE_BUCKET = "ARCHIVE_BUCKET"
    QUARANTINE_BUCKET = "QUARANTINE_BUCKET"
    OUTBOX_BUCKET = "OUTBOX_BUCKET"
    AUDIT_BUCKET = "AUDIT_BUCKET"
    LAKE_BUCKET = "LAKE_BUCKET"
    RECEIVE_QUEUE_URL = "RECEIVE_QUEUE_URL"
    INGEST_QUEUE_URL = "INGEST_QUEUE_URL"
    PROJECTION_QUEUE_URL = "PROJECTION_QUEUE_URL"
    PUBLICATION_QUEUE_URL = "PUBLICATION_QUEUE_URL"
    AUDIT_QUEUE_URL = "AUDIT_QUEUE_URL"
    EVENT_BUS = "EVENT_BUS"
    RECHECK_MINUTES = "RECHECK_MINUTES"
    """Minutes for which an escalation that runs may go unchecked."""
    CHUNK_BYTES = "CHUNK_BYTES"
    """A transaction set larger than that is worked on in chunks."""
    DEAD_LETTER_QUEUES = "DEAD_LETTER_QUEUES"
    SEAL_KEY = "SEAL_KEY"
    """The KMS key that signs the audit trail's seals."""
    CLAIM_KEY_SECRET_ARN = "CLAIM_KEY_SECRET_ARN"  # noqa: S105 - the variable's name
    ESCALATION_STATE_MACHINE_ARN = "ESCALATION_STATE_MACHINE_ARN"


class Index(StrEnum):
    """Secondary indexes, `<name>` with keys `<name without by_>_pk` and `<name without by_>_sk`."""

    BY_STATE = "by_state"
    """Claim table: claims by payer and state, receipts by day. Keys only."""
    BY_DUE = "by_due"
    """Claim table: claims by the day on which they escalate, or on which what they hold becomes an
    exception. Keys only."""
    BY_SUBMITTED = "by_submitted"
    """Claim table: claims by payer and the day of their current submission. Keys only."""
    BY_CLAIM = "by_claim"
    """Ticket table: the tickets of a claim. All attributes."""
    BY_STATUS = "by_status"
    """Ticket table: open tickets. Operations table: open escalations. All attributes."""
    BY_OWNER = "by_owner"
    """Ticket table: open tickets by whose they are. All attributes."""


class Output(StrEnum):
    """CloudFormation outputs by which the operator's commands find a stage's resources."""

    INBOX_BUCKET = "InboxBucket"
    ARCHIVE_BUCKET = "ArchiveBucket"
    QUARANTINE_BUCKET = "QuarantineBucket"
    OUTBOX_BUCKET = "OutboxBucket"
    AUDIT_BUCKET = "AuditBucket"
    LAKE_BUCKET = "LakeBucket"
    SEAL_KEY = "SealKey"
    """ARN of the key that signs seals; `claimtrail audit key` gives its public half."""
    SEAL_FUNCTION = "SealFunction"
    HOLD_ROLE = "HoldRole"
    """ARN of the role in which people set and release legal holds."""
    COMPACTION_FUNCTION = "CompactionFunction"
    CLAIM_TABLE = "ClaimTable"
    OPERATIONS_TABLE = "OperationsTable"
    TICKET_TABLE = "TicketTable"
    CLAIM_KEY_SECRET = "ClaimKeySecret"  # noqa: S105 - the output's name
    ORGANIZATION_ID = "OrganizationId"
    EVENT_BUS = "EventBus"
    PAYERS = "Payers"
    """The payers' profile ids, separated by commas."""
    SFTP_SERVER_ID = "SftpServerId"
    ESCALATION_STATE_MACHINE = "EscalationStateMachine"
    ATHENA_WORKGROUP = "AthenaWorkgroup"
    GLUE_DATABASE = "GlueDatabase"
    MASKED_WORKGROUP = "MaskedAthenaWorkgroup"
    MASKED_DATABASE = "MaskedGlueDatabase"


QUEUE_OUTPUT_SUFFIX = "QueueUrl"
"""`<Name>QueueUrl` and `<Name>DeadLetterQueueUrl` are the outputs of every queue worker."""
DEAD_LETTER_OUTPUT_SUFFIX = "DeadLetterQueueUrl"

STACK_NAMES = ("storage", "audit", "intake", "workflow", "analytics", "operations")
"""The stacks of a stage, in the order of deployment; deployed as `claimtrail-<stage>-<name>`."""


def stack_name(stage: str, name: str) -> str:
    """Return the CloudFormation name of one of STACK_NAMES in a stage."""
    return f"claimtrail-{stage}-{name}"
