"""Projection of claims by stream and queue."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from claimtrail.aws.claims.stream import SqsDeferral, stored_items
from claimtrail.aws.core.messages.stream_failures import StreamBatch, stream_batch_of
from claimtrail.bootstrap.claims.stores import claim_store, deferral
from claimtrail.bootstrap.claims.stream_recovery import StreamRecovery, stream_recovery
from claimtrail.claims.projection.messages import ProjectionMessage
from claimtrail.claims.projection.projected import Projected
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.projector import Projector
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.deadline import Deadline
from claimtrail.partners.profile import deployed_profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimProjection:
    """Projection from the stream and from the queue of what failed there."""

    projector: Projector
    deferral: SqsDeferral
    recovery: StreamRecovery

    def take_stream(self, event: dict[str, Any]) -> Projected:
        """Project the claims of a batch of stream records. Raises when work cannot be deferred."""
        return self._take(event["Records"])

    def take_message(self, body: str, receives: int) -> Projected:
        """Project what a message names, received so many times. Raises what goes wrong.

        A batch of the stream that was given up is read again.
        """
        failed = stream_batch_of(body)
        if failed:
            return self._take_again(failed)
        return self.projector.take_message(body, deferral=self.deferral, receives=receives)

    def _take_again(self, failed: StreamBatch) -> Projected:
        return reduce(
            Projected.plus, map(self._take, self.recovery.batches_of(failed)), Projected()
        )

    def _take(self, records: Iterable[dict[str, Any]]) -> Projected:
        """Project records; an item that cannot be read waits by its key, for the table's own."""
        found = stored_items(records)
        for one in found.unread:
            pk, sk = one.key
            self.deferral.defer(ProjectionMessage(pk=pk, sk=sk).text())
        done = self.projector.take_items(found.items, deferral=self.deferral)
        return replace(done, errors=(*done.errors, *(one.error for one in found.unread)))


def claim_projection(
    *, claim_table: str, projection_queue_url: str, event_bus: str, deadline: Deadline
) -> ClaimProjection:
    """Return projection by the deployed partners' policies."""
    store = claim_store(claim_table)
    projector = Projector(
        store=store,
        reader=store,
        policy=policies(deployed_profiles()),
        clock=utc_now,
        deadline=deadline,
    )
    return ClaimProjection(
        projector=projector,
        deferral=deferral(projection_queue_url),
        recovery=stream_recovery("project_claims", event_bus=event_bus, deadline=deadline),
    )
