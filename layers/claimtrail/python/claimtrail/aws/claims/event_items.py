"""DynamoDB: `EventLog`, the facts about each claim in its partition."""

from collections.abc import Iterable, Iterator
from itertools import islice

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.items import ClaimTableItems
from claimtrail.aws.core.dynamo.items import Key, document_of, with_document
from claimtrail.aws.core.dynamo.synthetic import synthetic_expiry
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import EVENTS
from claimtrail.claims.store import documents
from claimtrail.claims.store.conflicts import decision_conflict


class EventItems(ClaimTableItems):
    """`EventLog` over the claim table."""

    def append_events(self, events: list[ClaimEvent]) -> bool:
        """Store the events that are not stored yet. Return True when none of them was."""
        entries = map(_entry, events)
        return self._append(entries, expires_at=_expire_at(events))

    def append_new_events(self, events: list[ClaimEvent]) -> None:
        """Store events that are known to be new."""
        entries = dict(map(_entry, events)).items()
        self._append_new(entries, expires_at=_expire_at(events))

    def append_decision(self, event: ClaimEvent) -> None:
        """Store a person's decision. Raises ConflictError when the event's id is taken."""
        if not self._table.put_if_absent(with_document(*_entry(event))):
            raise decision_conflict(event)

    def events_of(self, claim_id: str) -> list[ClaimEvent]:
        """Return the events of a claim, one more than `EVENTS` at most."""
        return list(islice(self._events(claim_id), EVENTS + 1))

    def history_of(self, claim_id: str) -> list[ClaimEvent]:
        """Return all events of a claim."""
        return list(self._events(claim_id))

    def events_at(self, places: Iterable[tuple[str, str]]) -> dict[str, ClaimEvent]:
        """Return single events by their ids: eventually consistent, at half the price."""
        wanted = {(keys.claim_partition(claim), keys.event(event)) for claim, event in places}
        found = self._table.read_each(wanted, is_consistent=False)
        events = [documents.load_event(document_of(item)) for item in found]
        return {event.event_id: event for event in events}

    def _events(self, claim_id: str) -> Iterator[ClaimEvent]:
        found = self._documents(keys.claim_partition(claim_id), keys.EVENT_PREFIX)
        return map(documents.load_event, found)


def _expire_at(events: list[ClaimEvent]) -> int | None:
    """Return when a file's events expire: those of a synthetic file all do."""
    first = next(iter(events), None)
    return synthetic_expiry(first.payer_id, since=first.recorded_at) if first else None


def _entry(event: ClaimEvent) -> tuple[Key, str]:
    key = (keys.claim_partition(event.claim_id), keys.event(event.event_id))
    return key, documents.dump_event(event)
