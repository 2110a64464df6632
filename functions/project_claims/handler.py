"""The claim table's stream, and the Projection queue with what failed on the stream."""

from typing import Any

from claimtrail.aws.claim_stream import SqsDeferral, is_stream, stored_items
from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off_counted
from claimtrail.claims.projection import policies
from claimtrail.claims.projector import Projector
from claimtrail.kernel.deadline import deadline_of
from claimtrail.kernel.time import utc_now
from claimtrail.payers.profile import deployed_profiles
from functions.project_claims.environment import Environment


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
