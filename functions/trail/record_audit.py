"""Records bus events and dataset rows in the audit trail.

SQS Audit: appends a batch to the trail; a message that cannot be recorded fails alone.
"""

from dataclasses import dataclass
from typing import Any

from claimtrail.analytics.datasets import DATASETS
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.trail.chain_store import S3ChainStore
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.names import Variable
from claimtrail.trail.record import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read once per invocation."""

    audit_bucket: str
    operations_table: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            audit_bucket=require(Variable.AUDIT_BUCKET),
            operations_table=require(Variable.OPERATIONS_TABLE),
        )


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Record the batch; answer with the ids of the messages that were refused."""
    environment = Environment.from_env()
    store = S3ChainStore(
        client("s3"),
        client("dynamodb"),
        bucket=environment.audit_bucket,
        table=environment.operations_table,
    )
    messages = {message["messageId"]: message["body"] for message in event["Records"]}
    recorded = record(messages, datasets=DATASETS, store=store, clock=utc_now)
    note(LogEvent.AUDIT_RECORDED, row_count=recorded.row_count, keys=list(recorded.keys))
    for message_id, error in recorded.refused.items():
        note(
            LogEvent.REFUSED,
            message_id=message_id,
            code=error.explanation.code,
            what=error.explanation.what,
            where=error.explanation.where,
        )
    return {"batchItemFailures": [{"itemIdentifier": name} for name in recorded.refused]}
