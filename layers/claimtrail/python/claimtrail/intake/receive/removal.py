"""The removal of an object before it was read: recorded, published, and not tried again."""

from claimtrail.intake import events as tell
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.receive.dependencies import Received, ReceiveDependencies, ReceiveOutcome
from claimtrail.intake.screening.screen import UNKNOWN_PARTNER


def record_removal(arrival: Arrival, *, deps: ReceiveDependencies) -> Received:
    """Record that the object of an arrival is gone; done twice, it is recorded once."""
    profile = deps.partners.get(arrival.folder)
    partner_id = profile.id if profile else UNKNOWN_PARTNER
    removed_at = deps.arrivals.mark_removed(arrival.delivery_id, deps.clock())
    deps.publisher.publish([tell.file_removed(arrival, partner_id=partner_id, at=removed_at)])
    return Received(
        outcome=ReceiveOutcome.REMOVED,
        partner_id=partner_id,
        reason=IntakeFindingCode.OBJECT_REMOVED,
    )
