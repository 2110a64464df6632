"""What receive_file needs from its environment."""

from dataclasses import dataclass

from claimtrail.aws.environment import require, require_number
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    inbox_bucket: str
    archive_bucket: str
    quarantine_bucket: str
    outbox_bucket: str
    ingest_queue_url: str
    audit_queue_url: str
    event_bus: str
    code_version: str
    portion_bytes: int

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing or is no number."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            inbox_bucket=require(Variable.INBOX_BUCKET),
            archive_bucket=require(Variable.ARCHIVE_BUCKET),
            quarantine_bucket=require(Variable.QUARANTINE_BUCKET),
            outbox_bucket=require(Variable.OUTBOX_BUCKET),
            ingest_queue_url=require(Variable.INGEST_QUEUE_URL),
            audit_queue_url=require(Variable.AUDIT_QUEUE_URL),
            event_bus=require(Variable.EVENT_BUS),
            code_version=require(Variable.CODE_VERSION),
            portion_bytes=require_number(Variable.PORTION_BYTES),
        )
