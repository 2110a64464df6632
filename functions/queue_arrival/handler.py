"""S3's `Object Created` events by way of EventBridge, and a schedule that looks for lost ones."""

from typing import Any

from claimtrail.aws.arrivals import DynamoArrivalStore, S3Inbox, SqsArrivalQueue
from claimtrail.aws.clients import client
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.opaque_errors import opaque_errors
from claimtrail.intake.arrivals import queue_arrival, queue_missed
from claimtrail.intake.messages import is_scheduled, parse_arrival
from claimtrail.kernel.time import utc_now
from functions.queue_arrival.environment import Environment


def handler(event: dict[str, Any], _context: Any) -> None:
    """Queue the arrival that an event tells of, or all that a schedule's sweep finds missed."""
    environment = Environment.from_env()
    arrivals = DynamoArrivalStore(client("dynamodb"), environment.claim_table, clock=utc_now)
    queue = SqsArrivalQueue(client("sqs"), environment.receive_queue_url)
    with opaque_errors("queue_arrival"):
        if is_scheduled(event):
            inbox = S3Inbox(client("s3"), environment.inbox_bucket)
            missed = queue_missed(inbox, arrivals=arrivals, queue=queue, now=utc_now())
            note(LogEvent.INBOX_SWEPT, missed=len(missed), delivery_ids=missed)
            return
        arrival = parse_arrival(event)
        if arrival is None or arrival.bucket != environment.inbox_bucket:
            return
        queue_arrival(arrival, arrivals=arrivals, queue=queue)
        note(LogEvent.ARRIVAL_QUEUED, delivery_id=arrival.delivery_id)
