"""Refusals of a content that end, by the events that reported them."""

from claimtrail.intake.events import quarantined_by
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.intake.ports import FileStore


def ended_refusals(receipt: FileReceipt, *, files: FileStore, is_taken: bool) -> list[str]:
    """Return the events that reported a content's quarantine, one for each delivery.

    `is_taken`: the receipt's own delivery is taken, so that the earlier ones alone were refused.
    """
    deliveries = files.deliveries_of(receipt.file_id)
    if not is_taken:
        return quarantined_by(receipt, deliveries)
    own = next((one for one in deliveries if one.delivery_id == receipt.delivery_id), None)
    earlier = (one for one in deliveries if own and one.delivered_at < own.delivered_at)
    return quarantined_by(receipt, earlier)
