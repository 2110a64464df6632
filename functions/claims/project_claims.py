"""Folds a claim's events whenever one was appended, and stores the claim with what changed.

The claim table's stream, and the Projection queue with what failed on the stream: claims, items by
their key, and batches that Lambda gave up.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import is_stream, work_off_counted
from claimtrail.aws.core.telemetry.logs import note, note_failure
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.claims.projection import claim_projection
from claimtrail.claims.log_events import ClaimLogEvent
from claimtrail.kernel.deadline import deadline_of


class Environment(environment.Environment):
    """The claims, the queue of what failed on the stream, and the bus for what is lost of it."""

    claim_table: environment.Name
    projection_queue_url: environment.QueueUrl
    event_bus: environment.Name


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Project each claim of the batch once; what fails waits in the queue, not in the stream."""
    projection = claim_projection(
        **Environment.from_env().model_dump(), deadline=deadline_of(context)
    )
    if not is_stream(event):
        return work_off_counted(event, context, take=projection.take_message)
    done = projection.take_stream(event)
    note(ClaimLogEvent.CLAIMS_PROJECTED, changed=done.changed, handed_out=done.handed_out)
    if done.fallbacks:
        note_failure(
            ClaimLogEvent.PROJECTION_FELL_BACK,
            len(done.fallbacks),
            errors=sorted(set(done.fallbacks)),
        )
    if done.errors:
        note_failure(
            ClaimLogEvent.PROJECTION_DEFERRED,
            len(done.errors),
            errors=sorted(set(done.errors)),
        )
    return None
