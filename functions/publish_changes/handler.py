"""The claim table's stream, and the Publication queue with what failed on the stream."""

from typing import Any

from claimtrail.audit.publication import Publication
from claimtrail.aws.claim_stream import SqsDeferral, is_stream, stored_items
from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.event_bus import EventBridgePublisher
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off
from claimtrail.aws.row_sink import SqsRowSink
from claimtrail.kernel.deadline import deadline_of
from functions.publish_changes.environment import Environment


def handler(event: dict[str, Any], context: Any) -> Any:
    """Publish what was stored; what fails waits in the queue, not in the stream."""
    environment = Environment.from_env()
    publication = Publication(
        publisher=EventBridgePublisher(client("events"), environment.event_bus),
        sink=SqsRowSink(client("sqs"), environment.audit_queue_url),
        shelf=DynamoClaimStore(environment.claim_table),
        deadline=deadline_of(context),
    )

    if not is_stream(event):
        return work_off(event, context, take=publication.take_message)
    deferral = SqsDeferral(client("sqs"), environment.publication_queue_url)
    done = publication.take_items(stored_items(event), deferral=deferral)
    note(LogEvent.CHANGES_PUBLISHED, events=done.events, rows=done.rows)
    if done.errors:
        note(LogEvent.PUBLICATION_DEFERRED, errors=list(done.errors))
    return None
