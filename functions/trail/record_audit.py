"""Records bus events and dataset rows in the audit trail.

Messages of the Audit queue: appended as one batch; one that cannot be recorded fails alone.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import give_back
from claimtrail.aws.core.telemetry.failures import described
from claimtrail.aws.core.telemetry.log_events import SharedLogEvent
from claimtrail.aws.core.telemetry.logs import note, note_failure
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.trail import AuditTrail
from claimtrail.trail.log_events import TrailLogEvent


class Environment(environment.Environment):
    """The trail: its objects, and the heads of its chains."""

    audit_bucket: environment.Name
    operations_table: environment.Name


@observed()
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Record the batch; return the ids of the messages that were refused."""
    trail = AuditTrail(**Environment.from_env().model_dump())
    messages = {message["messageId"]: message["body"] for message in event["Records"]}
    try:
        recorded = trail.record(messages)
    except Exception as failure:
        give_back(event, dict.fromkeys(messages, failure))
        raise
    note(TrailLogEvent.AUDIT_RECORDED, row_count=recorded.row_count, keys=list(recorded.keys))
    for dataset, error in recorded.refused_chains.items():
        note_failure(TrailLogEvent.AUDIT_CHAIN_REFUSED, dataset=dataset, **described(error))
    for message_id, refusal in recorded.refused.items():
        note_failure(SharedLogEvent.REFUSED, message_id=message_id, **described(refusal))
    give_back(event, recorded.refused)
    return {"batchItemFailures": [{"itemIdentifier": name} for name in recorded.refused]}
