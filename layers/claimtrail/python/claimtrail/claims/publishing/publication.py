"""From what the claim table stored to the bus and the trail: claim events, and claim versions.

The claim's item is the outbox: the stream keeps each version of it. Publishing starts from there
and may be repeated at will, because bus events and rows carry ids of their own. A version that
cannot be published is preserved in the table, since the next one replaces it, and named to the
queue.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.projection.messages import ChangedClaimsMessage, PublicationMessage
from claimtrail.claims.publishing.claim_rows import claim_event_row, claim_version_row
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.publishing.exception_rows import exception_rows
from claimtrail.claims.publishing.remittance_rows import remittance_rows
from claimtrail.claims.publishing.status_changes import group_status_changes
from claimtrail.claims.publishing.status_rows import status_rows
from claimtrail.claims.publishing.submitted_line_rows import submitted_line_rows
from claimtrail.claims.rows.claims import CLAIM_EVENTS, CLAIM_VERSIONS
from claimtrail.claims.rows.exceptions import EXCEPTIONS
from claimtrail.claims.store import documents
from claimtrail.claims.store.item_ports import BulkDeferral, Deferral, Shelf
from claimtrail.claims.store.items import ItemKind, StoredItem
from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.kernel.deadline import Deadline, no_deadline, require_time
from claimtrail.kernel.synthetic import is_synthetic
from claimtrail.trail.datasets.dataset import Row, RowsByDataset
from claimtrail.trail.datasets.rows import AUDIT, audit_row
from claimtrail.trail.ports import RowSink

RECORDED_WHEN_PUBLISHED = frozenset(ClaimDetailType)
"""The events that publication records itself, and first: the bus need not bring
it."""


CLAIMS_PER_MESSAGE = 100
"""Of those that changed, to one message of the Figures queue: some 4 KB."""
_ITEM_SECONDS = 10.0
"""With less than this left, the items that are left are deferred untried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """The publication of one or more stored items."""

    bus_events: tuple[BusEvent, ...] = ()
    rows: RowsByDataset = field(default_factory=dict)
    """By dataset."""
    changed_claim: str = ""
    """The claim whose figures may be others now; empty where none is, or a test's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Counts of a batch, and the types of the errors of what was deferred."""

    events: int = 0
    rows: int = 0
    errors: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    """The type of the error because of which items were published one by one."""

    def plus(self, other: "Published") -> "Published":
        """Return both together."""
        return Published(
            events=self.events + other.events,
            rows=self.rows + other.rows,
            errors=(*self.errors, *other.errors),
            fallbacks=(*self.fallbacks, *other.fallbacks),
        )


def outgoing(item: StoredItem) -> Outgoing:
    """Return what to tell of an item: nothing of those that are neither event nor change.

    Raises ClaimTrailError (DOCUMENT_UNREADABLE).
    """
    if item.kind is ItemKind.EVENT:
        event = documents.load_event(item.document)
        rows = {**remittance_rows(event), **status_rows(event), **submitted_line_rows(event)}
        return Outgoing(rows={CLAIM_EVENTS.name: [claim_event_row(event)], **rows})
    if item.kind in {ItemKind.CHANGE, ItemKind.PRESERVED_CHANGE}:
        change = documents.load_change(item.document)
        events = events_of_change(change)
        return Outgoing(
            bus_events=tuple(events),
            rows={
                AUDIT.name: [audit_row(event) for event in events],
                CLAIM_VERSIONS.name: [claim_version_row(change)],
                EXCEPTIONS.name: exception_rows(change),
            },
            changed_claim="" if is_synthetic(change.claim.payer_id) else change.claim_id,
        )
    return Outgoing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The use case behind the function: stream batches and single messages."""

    publisher: EventPublisher
    sink: RowSink
    shelf: Shelf
    figures: BulkDeferral
    """The queue of those who keep figures: the stream has two readers, and takes no third."""
    deadline: Deadline = no_deadline

    def take_items(self, items: Iterable[StoredItem], *, deferral: Deferral) -> Published:
        """Publish a batch of the stream, together if possible, else item by item.

        What fails is deferred and does not block the stream. Raises only when it cannot be.
        """
        batch = list(items)
        try:
            return self._publish([outgoing(item) for item in batch])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is met again item by item
            published = self._publish_each(batch, deferral=deferral)
            return replace(published, fallbacks=(type(error).__name__,))

    def take_message(self, body: str) -> Published:
        """Publish one item that was deferred; raises what goes wrong, for the queue's retry."""
        message = PublicationMessage.model_validate_json(body)
        item = self.shelf.item_at(partition=message.pk, sort=message.sk)
        return self._publish([outgoing(item)])

    def _publish_each(self, batch: list[StoredItem], *, deferral: Deferral) -> Published:
        events = rows = 0
        errors: list[str] = []
        for item in batch:
            try:
                require_time(self.deadline, _ITEM_SECONDS, where=f"{item.partition} {item.sort}")
                published = self._publish([outgoing(item)])
            except Exception as error:  # noqa: BLE001 - whatever it is, the stream goes on
                kept = self.shelf.preserve(item) if item.kind is ItemKind.CHANGE else item
                deferral.defer(PublicationMessage(pk=kept.partition, sk=kept.sort).text())
                errors.append(type(error).__name__)
            else:
                events, rows = events + published.events, rows + published.rows
        return Published(events=events, rows=rows, errors=tuple(errors))

    def _publish(self, parts: list[Outgoing]) -> Published:
        events = [event for part in parts for event in part.bus_events]
        rows: dict[str, list[Row]] = {}
        for part in parts:
            for dataset, new in part.rows.items():
                rows.setdefault(dataset, []).extend(new)
        self.sink.send_all(rows)
        if events:
            self.publisher.publish(group_status_changes(events))
        self.figures.defer_all(_changed_claims(parts))
        return Published(events=len(events), rows=sum(map(len, rows.values())))


def _changed_claims(parts: list[Outgoing]) -> Iterator[str]:
    """Yield the messages that name the claims of published changes, each claim once."""
    changed = list(dict.fromkeys(part.changed_claim for part in parts if part.changed_claim))
    for start in range(0, len(changed), CLAIMS_PER_MESSAGE):
        some = tuple(changed[start : start + CLAIMS_PER_MESSAGE])
        yield ChangedClaimsMessage(claim_ids=some).text()
