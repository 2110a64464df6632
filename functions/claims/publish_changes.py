"""Tells the bus and the trail what the claim table stored: facts, and changes of claims.

The claim table's stream, and the Publication queue with what failed on the stream.
"""

from dataclasses import dataclass
from typing import Any

from claimtrail.aws.claims.stream import SqsDeferral, is_stream, stored_items
from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.queue_batch import work_off
from claimtrail.aws.trail.row_sink import SqsRowSink
from claimtrail.claims.publishing.publication import Publication
from claimtrail.kernel.deadline import deadline_of
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    audit_queue_url: str
    publication_queue_url: str
    event_bus: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            audit_queue_url=require(Variable.AUDIT_QUEUE_URL),
            publication_queue_url=require(Variable.PUBLICATION_QUEUE_URL),
            event_bus=require(Variable.EVENT_BUS),
        )


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
