"""Publishes to the bus and the trail what the claim table stored: facts, and changes of claims.

The claim table's stream, and the Publication queue with what failed on the stream: items by their
key, and batches that Lambda gave up.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import is_stream, work_off
from claimtrail.aws.core.telemetry.logs import note, note_failure
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.claims.publication import claim_publication
from claimtrail.claims.log_events import ClaimLogEvent
from claimtrail.kernel.deadline import deadline_of


class Environment(environment.Environment):
    """The claims, the trail, the bus, and the queues of figures and of what failed."""

    claim_table: environment.Name
    audit_queue_url: environment.QueueUrl
    publication_queue_url: environment.QueueUrl
    figures_queue_url: environment.QueueUrl
    event_bus: environment.Name


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Publish what was stored; what fails waits in the queue, not in the stream."""
    publication = claim_publication(
        **Environment.from_env().model_dump(), deadline=deadline_of(context)
    )
    if not is_stream(event):
        return work_off(event, context, take=publication.take_message)
    done = publication.take_stream(event)
    note(ClaimLogEvent.CHANGES_PUBLISHED, events=done.events, rows=done.rows)
    if done.fallbacks:
        note_failure(
            ClaimLogEvent.PUBLICATION_FELL_BACK,
            len(done.fallbacks),
            errors=sorted(set(done.fallbacks)),
        )
    if done.errors:
        note_failure(
            ClaimLogEvent.PUBLICATION_DEFERRED,
            len(done.errors),
            errors=sorted(set(done.errors)),
        )
    return None
