"""Publishing once more what the table stored in a span of time: rows of the trail, bus events.

The work is a message for each item, as for whatever was deferred. What is published has the ids
that it had the first time, by which every consumer and the analysts' tables know a repeat. Of a
claim's versions the table has the last one, and those that were preserved.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from claimtrail.claims.projection.messages import PublicationMessage
from claimtrail.claims.store.item_ports import BulkDeferral
from claimtrail.claims.store.items import ItemKind, StoredItem
from claimtrail.claims.store.recorded import Span, stored_in

PUBLISHED = frozenset({ItemKind.EVENT, ItemKind.CHANGE, ItemKind.PRESERVED_CHANGE})
Progress = Callable[["Republished"], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Republished:
    """Counts: items that were read, and of those that are of the span, events and versions."""

    read: int = 0
    events: int = 0
    versions: int = 0

    def plus(self, read: int, found: list[StoredItem]) -> "Republished":
        """Return the counts with one more page."""
        events = sum(item.kind is ItemKind.EVENT for item in found)
        return Republished(
            read=self.read + read,
            events=self.events + events,
            versions=self.versions + len(found) - events,
        )


def republish(
    pages: Iterable[list[StoredItem]],
    span: Span,
    *,
    again: BulkDeferral | None,
    progress: Progress = lambda _: None,
) -> Republished:
    """Send each item of a span once to be published again; without `again` they are counted alone.

    One page is held at a time. Raises what the queue raises; pages before it are sent, and may be
    sent again.
    """
    done = Republished()
    for read, found in stored_in(span, pages, PUBLISHED):
        if again:
            again.defer_all(
                PublicationMessage(pk=item.partition, sk=item.sort).text() for item in found
            )
        done = done.plus(read, found)
        progress(done)
    return done
