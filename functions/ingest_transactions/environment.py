"""What ingest_transactions needs from its environment."""

from dataclasses import dataclass

from claimtrail.aws.environment import require
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    organization_id: str
    claim_table: str
    archive_bucket: str
    outbox_bucket: str
    ingest_queue_url: str
    audit_queue_url: str
    event_bus: str
    claim_key_secret_arn: str
    code_version: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            organization_id=require(Variable.ORGANIZATION_ID),
            claim_table=require(Variable.CLAIM_TABLE),
            archive_bucket=require(Variable.ARCHIVE_BUCKET),
            outbox_bucket=require(Variable.OUTBOX_BUCKET),
            ingest_queue_url=require(Variable.INGEST_QUEUE_URL),
            audit_queue_url=require(Variable.AUDIT_QUEUE_URL),
            event_bus=require(Variable.EVENT_BUS),
            claim_key_secret_arn=require(Variable.CLAIM_KEY_SECRET_ARN),
            code_version=require(Variable.CODE_VERSION),
        )
