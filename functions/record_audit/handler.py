"""SQS Audit: appends a batch to the trail; a message that cannot be recorded fails alone."""

from typing import Any

from claimtrail.analytics.datasets import DATASETS
from claimtrail.audit.record import record
from claimtrail.aws.audit_trail import S3ChainStore
from claimtrail.aws.clients import client
from claimtrail.aws.logs import LogEvent, note
from claimtrail.kernel.time import utc_now
from functions.record_audit.environment import Environment


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
