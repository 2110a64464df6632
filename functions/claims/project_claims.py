"""Folds a claim's events whenever one was appended, and stores the claim with what changed.

The claim table's stream, and the Projection queue with what failed on the stream.
"""

from dataclasses import dataclass
from typing import Any

from claimtrail.aws.claims.stream import SqsDeferral, is_stream, stored_items
from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.queue_batch import work_off_counted
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.projector import Projector
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.deadline import deadline_of
from claimtrail.kernel.names import Variable
from claimtrail.partners.profile import deployed_profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    projection_queue_url: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            projection_queue_url=require(Variable.PROJECTION_QUEUE_URL),
        )


def handler(event: dict[str, Any], context: Any) -> Any:
    """Project each claim of the batch once; what fails waits in the queue, not in the stream."""
    environment = Environment.from_env()
    store = DynamoClaimStore(environment.claim_table)
    policy = policies(deployed_profiles())
    projector = Projector(
        store=store, reader=store, policy=policy, clock=utc_now, deadline=deadline_of(context)
    )
    deferral = SqsDeferral(client("sqs"), environment.projection_queue_url)

    if not is_stream(event):
        return work_off_counted(
            event,
            context,
            take=lambda body, receives: projector.take_message(
                body, deferral=deferral, receives=receives
            ),
        )
    done = projector.take_items(stored_items(event), deferral=deferral)
    note(LogEvent.CLAIMS_PROJECTED, changed=done.changed, handed_out=done.handed_out)
    if done.errors:
        note(LogEvent.PROJECTION_DEFERRED, errors=list(done.errors))
    return None
