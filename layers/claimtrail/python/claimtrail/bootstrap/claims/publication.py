"""Publication of changes by stream and queue."""

from dataclasses import dataclass
from typing import Any

from claimtrail.aws.claims.stream import SqsDeferral, stored_items
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store, deferral
from claimtrail.bootstrap.trail import row_sink
from claimtrail.claims.publishing.publication import Publication, Published
from claimtrail.kernel.deadline import Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPublication:
    """Publication from the stream and from the queue of what failed there."""

    publication: Publication
    deferral: SqsDeferral

    def take_stream(self, event: dict[str, Any]) -> Published:
        """Publish what a batch of stream records stored. Raises when it cannot be deferred."""
        return self.publication.take_items(stored_items(event), deferral=self.deferral)

    def take_message(self, body: str) -> Published:
        """Publish what a message names. Raises what goes wrong."""
        return self.publication.take_message(body)


def claim_publication(
    *,
    claim_table: str,
    audit_queue_url: str,
    publication_queue_url: str,
    event_bus: str,
    deadline: Deadline,
) -> ClaimPublication:
    """Return publication to the bus and the trail."""
    publication = Publication(
        publisher=publisher(event_bus),
        sink=row_sink(audit_queue_url),
        shelf=claim_store(claim_table),
        deadline=deadline,
    )
    return ClaimPublication(publication=publication, deferral=deferral(publication_queue_url))
