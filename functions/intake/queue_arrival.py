"""S3's events of new objects: keeps each arrival and queues its id.

S3's `Object Created` events by way of EventBridge, and a schedule that looks for lost ones.
"""

from dataclasses import dataclass
from typing import Any

from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.opaque_errors import opaque_errors
from claimtrail.aws.intake.arrivals import DynamoArrivalStore, S3Inbox, SqsArrivalQueue
from claimtrail.intake.model.messages import is_scheduled, parse_arrival, settled_in
from claimtrail.intake.receive.arrivals import queue_arrival, queue_missed
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    inbox_bucket: str
    receive_queue_url: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            inbox_bucket=require(Variable.INBOX_BUCKET),
            receive_queue_url=require(Variable.RECEIVE_QUEUE_URL),
        )


def handler(event: dict[str, Any], _context: Any) -> None:
    """Queue the arrival that an event tells of, or all that a schedule's sweep finds missed."""
    environment = Environment.from_env()
    arrivals = DynamoArrivalStore(client("dynamodb"), environment.claim_table, clock=utc_now)
    queue = SqsArrivalQueue(client("sqs"), environment.receive_queue_url)
    with opaque_errors("queue_arrival"):
        if is_scheduled(event):
            inbox = S3Inbox(client("s3"), environment.inbox_bucket)
            missed = queue_missed(
                inbox, arrivals=arrivals, queue=queue, now=utc_now(), settled=settled_in(event)
            )
            note(LogEvent.INBOX_SWEPT, missed=len(missed), delivery_ids=missed)
            return
        arrival = parse_arrival(event)
        if arrival is None or arrival.bucket != environment.inbox_bucket:
            return
        queue_arrival(arrival, arrivals=arrivals, queue=queue)
        note(LogEvent.ARRIVAL_QUEUED, delivery_id=arrival.delivery_id)
