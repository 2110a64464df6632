"""Publication of changes by stream and queue."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from claimtrail.aws.claims.stream import SqsDeferral, stored_items
from claimtrail.aws.core.messages.stream_failures import stream_batch_of
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store, deferral
from claimtrail.bootstrap.claims.stream_recovery import StreamRecovery, stream_recovery
from claimtrail.bootstrap.trail import row_sink
from claimtrail.claims.projection.messages import PublicationMessage
from claimtrail.claims.publishing.publication import Publication, Published
from claimtrail.kernel.deadline import Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPublication:
    """Publication from the stream and from the queue of what failed there."""

    publication: Publication
    deferral: SqsDeferral
    recovery: StreamRecovery

    def take_stream(self, event: dict[str, Any]) -> Published:
        """Publish what a batch of stream records stored. Raises when it cannot be deferred."""
        return self._take(event["Records"])

    def take_message(self, body: str) -> Published:
        """Publish what a message names. Raises what goes wrong.

        A batch of the stream that was given up is read again.
        """
        failed = stream_batch_of(body)
        if failed:
            taken = map(self._take, self.recovery.batches_of(failed))
            return reduce(Published.plus, taken, Published())
        return self.publication.take_message(body)

    def _take(self, records: Iterable[dict[str, Any]]) -> Published:
        """Publish records; an item that cannot be read waits by its key, for the table's own."""
        found = stored_items(records)
        for one in found.unread:
            pk, sk = one.key
            self.deferral.defer(PublicationMessage(pk=pk, sk=sk).text())
        done = self.publication.take_items(found.items, deferral=self.deferral)
        return replace(done, errors=(*done.errors, *(one.error for one in found.unread)))


def claim_publication(  # noqa: PLR0913 - the function's environment, by keyword
    *,
    claim_table: str,
    audit_queue_url: str,
    publication_queue_url: str,
    figures_queue_url: str,
    event_bus: str,
    deadline: Deadline,
) -> ClaimPublication:
    """Return publication to the bus, to the trail, and to those who keep figures."""
    publication = Publication(
        publisher=publisher(event_bus),
        sink=row_sink(audit_queue_url),
        shelf=claim_store(claim_table),
        figures=deferral(figures_queue_url),
        deadline=deadline,
    )
    return ClaimPublication(
        publication=publication,
        deferral=deferral(publication_queue_url),
        recovery=stream_recovery("publish_changes", event_bus=event_bus, deadline=deadline),
    )
