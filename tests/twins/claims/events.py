"""The in-memory twin of `EventLog`."""

from collections.abc import Iterable

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import EVENTS
from claimtrail.claims.store import documents
from claimtrail.claims.store.conflicts import decision_conflict
from tests.twins.claims.loaded import load_event
from tests.twins.claims.memory import Kept, Memory, Place


class MemoryEvents(Memory):
    """Events by claim."""

    def append_events(self, events: list[ClaimEvent]) -> bool:
        """Store events; the first of an id stays. True if none of them was stored."""
        wanted = {event_place(event): event for event in events}
        are_new = not any(map(self._has, wanted))
        for place, event in wanted.items():
            self._append(place, documents.dump_event(event))
        return are_new

    def append_new_events(self, events: list[ClaimEvent]) -> None:
        """Store events that are known to be new."""
        for event in events:
            self._append(event_place(event), documents.dump_event(event), is_new=True)

    def append_decision(self, event: ClaimEvent) -> None:
        """Store a person's decision. Raises ConflictError when the event's id is taken."""
        place = event_place(event)
        if self._has(place):
            raise decision_conflict(event)
        self._write(place, documents.dump_event(event))

    def events_of(self, claim_id: str) -> list[ClaimEvent]:
        """The events of a claim, one more than its limit at most."""
        found = self._of(Kept.EVENT, claim_id)[: EVENTS + 1]
        return [load_event(text) for _, text in found]

    def history_of(self, claim_id: str) -> list[ClaimEvent]:
        """All events of a claim."""
        return [load_event(text) for _, text in self._of(Kept.EVENT, claim_id)]

    def events_at(self, places: Iterable[tuple[str, str]]) -> dict[str, ClaimEvent]:
        """Single events by their ids."""
        found = (self._document(Kept.EVENT, claim, event) for claim, event in places)
        events = [load_event(text) for text in found if text]
        return {event.event_id: event for event in events}


def event_place(event: ClaimEvent) -> Place:
    """Return where an event is kept."""
    return Place(Kept.EVENT, event.claim_id, event.event_id)
