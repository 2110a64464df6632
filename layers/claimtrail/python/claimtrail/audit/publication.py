"""From what the claim table stored to the bus and the trail: claim events, and claim versions.

The claim's item is the outbox: the stream keeps each version of it. Publishing starts from there
and may be repeated at will, because bus events and rows carry ids of their own. A version that
cannot be published is set aside in the table, since the next one replaces it, and named to the
queue.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from claimtrail.audit.exception_rows import EXCEPTIONS, exception_rows
from claimtrail.audit.ports import RowSink
from claimtrail.audit.record import BUS_DATASET
from claimtrail.audit.remittance_rows import remittance_rows
from claimtrail.audit.rows import Row, audit_row, claim_event_row, claim_version_row
from claimtrail.audit.status_rows import status_rows
from claimtrail.claims import documents, keys
from claimtrail.claims.announcements import announce
from claimtrail.claims.messages import PublicationMessage
from claimtrail.claims.moves import together
from claimtrail.claims.ports import Deferral, Shelf, StoredItem
from claimtrail.kernel.deadline import Deadline, no_deadline, require_time
from claimtrail.kernel.events import BusEvent, DetailType, EventPublisher

CLAIM_EVENTS = "claim_events"
CLAIM_VERSIONS = "claim_versions"

RECORDED_WHEN_TOLD = frozenset(
    kind for kind in DetailType if kind.value.startswith(("claim.", "claims."))
)
"""What is told of claims is told here alone, and recorded first: the bus need not bring it."""


_ITEM_SECONDS = 10.0
"""With less than this left, the items that are left are put off untried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What is told of one or more stored items."""

    bus_events: tuple[BusEvent, ...] = ()
    rows: dict[str, list[Row]] = field(default_factory=dict)
    """By dataset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of a batch: counts, and the kinds of error of what was put off."""

    events: int = 0
    rows: int = 0
    errors: tuple[str, ...] = ()


def outgoing(item: StoredItem) -> Outgoing:
    """What to tell of an item: nothing of those that are neither event nor change.

    Raises ClaimTrailError (DOCUMENT_UNREADABLE).
    """
    if item.sort.startswith(keys.EVENT_PREFIX):
        event = documents.load_event(item.document)
        rows = {**remittance_rows(event), **status_rows(event)}
        return Outgoing(rows={CLAIM_EVENTS: [claim_event_row(event)], **rows})
    if item.sort == keys.CLAIM or item.sort.startswith(keys.CHANGE_PREFIX):
        change = documents.load_change(item.document)
        events = announce(change)
        return Outgoing(
            bus_events=tuple(events),
            rows={
                BUS_DATASET: [audit_row(event) for event in events],
                CLAIM_VERSIONS: [claim_version_row(change)],
                EXCEPTIONS: exception_rows(change),
            },
        )
    return Outgoing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The use case behind the function: stream batches and single messages."""

    publisher: EventPublisher
    sink: RowSink
    shelf: Shelf
    deadline: Deadline = no_deadline

    def take_items(self, items: Iterable[StoredItem], *, deferral: Deferral) -> Published:
        """Publish a batch of the stream, together if possible, else item by item.

        What fails is put off and does not block the stream. Raises only when it cannot be.
        """
        batch = list(items)
        try:
            return self._tell([outgoing(item) for item in batch])
        except Exception:  # noqa: BLE001 - whatever it is, it is sought item by item
            return self._tell_each(batch, deferral=deferral)

    def take_message(self, body: str) -> Published:
        """Publish one item that was put off; raises what goes wrong, for the queue's retry."""
        message = PublicationMessage.model_validate_json(body)
        item = self.shelf.item_at(partition=message.pk, sort=message.sk)
        return self._tell([outgoing(item)])

    def _tell_each(self, batch: list[StoredItem], *, deferral: Deferral) -> Published:
        events = rows = 0
        errors: list[str] = []
        for item in batch:
            try:
                require_time(self.deadline, _ITEM_SECONDS, where=f"{item.partition} {item.sort}")
                told = self._tell([outgoing(item)])
            except Exception as error:  # noqa: BLE001 - whatever it is, the stream goes on
                kept = self.shelf.set_aside(item) if item.sort == keys.CLAIM else item
                deferral.defer(PublicationMessage(pk=kept.partition, sk=kept.sort).text())
                errors.append(type(error).__name__)
            else:
                events, rows = events + told.events, rows + told.rows
        return Published(events=events, rows=rows, errors=tuple(errors))

    def _tell(self, parts: list[Outgoing]) -> Published:
        events = [event for part in parts for event in part.bus_events]
        rows: dict[str, list[Row]] = {}
        for part in parts:
            for dataset, new in part.rows.items():
                rows.setdefault(dataset, []).extend(new)
        self.sink.send_all(rows)
        if events:
            self.publisher.publish(together(events))
        return Published(events=len(events), rows=sum(map(len, rows.values())))
