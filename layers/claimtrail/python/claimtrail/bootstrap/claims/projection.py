"""Projection of claims by stream and queue."""

from dataclasses import dataclass
from typing import Any

from claimtrail.aws.claims.stream import SqsDeferral, stored_items
from claimtrail.bootstrap.claims.stores import claim_store, deferral
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.projector import Projected, Projector
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.deadline import Deadline
from claimtrail.partners.profile import deployed_profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimProjection:
    """Projection from the stream and from the queue of what failed there."""

    projector: Projector
    deferral: SqsDeferral

    def take_stream(self, event: dict[str, Any]) -> Projected:
        """Project the claims of a batch of stream records. Raises when work cannot be deferred."""
        return self.projector.take_items(stored_items(event), deferral=self.deferral)

    def take_message(self, body: str, receives: int) -> Projected:
        """Project what a message names, received so many times. Raises what goes wrong."""
        return self.projector.take_message(body, deferral=self.deferral, receives=receives)


def claim_projection(
    *, claim_table: str, projection_queue_url: str, deadline: Deadline
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
    return ClaimProjection(projector=projector, deferral=deferral(projection_queue_url))
