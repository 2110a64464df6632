"""DynamoDB: `EventLog`, the facts about each claim in its partition."""

from collections.abc import Iterator
from itertools import islice

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.items import ClaimTableItems
from claimtrail.aws.core.dynamo.items import Key, with_document
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import EVENTS
from claimtrail.claims.store import documents
from claimtrail.claims.store.conflicts import decision_conflict


class EventItems(ClaimTableItems):
    """`EventLog` over the claim table."""

    def append_events(self, events: list[ClaimEvent]) -> bool:
        """Store the events that are not stored yet. Return True when none of them was."""
        return self._append(map(_entry, events))

    def append_new_events(self, events: list[ClaimEvent]) -> None:
        """Store events that are known to be new."""
        self._append_new(dict(map(_entry, events)).items())

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

    def _events(self, claim_id: str) -> Iterator[ClaimEvent]:
        found = self._documents(keys.claim_partition(claim_id), keys.EVENT_PREFIX)
        return map(documents.load_event, found)


def _entry(event: ClaimEvent) -> tuple[Key, str]:
    key = (keys.claim_partition(event.claim_id), keys.event(event.event_id))
    return key, documents.dump_event(event)
