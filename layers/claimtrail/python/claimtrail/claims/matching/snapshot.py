"""Partitions that are read once for a decision, however many claims of a lineage need them."""

from typing import Protocol

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.matching.model import Match


class PartitionReader(Protocol):
    """The reads by which claims of one lineage find each other."""

    def events_of(self, claim_id: str) -> list[ClaimEvent]:
        """Return the events of a claim."""
        ...

    def links_of(self, claim_id: str) -> list[Match]:
        """By which decisions a claim has evidence of other partitions."""
        ...

    def find_match(self, claim_id: str) -> Match | None:
        """Return the decision about a waiting partition."""
        ...


class Snapshot:
    """A `PartitionReader` that keeps what it has read; for one decision, and no longer."""

    def __init__(self, store: PartitionReader) -> None:
        self._store = store
        self._events: dict[str, list[ClaimEvent]] = {}
        self._links: dict[str, list[Match]] = {}
        self._matches: dict[str, Match | None] = {}

    def events_of(self, claim_id: str) -> list[ClaimEvent]:
        """Return the events of a claim, as they were first read."""
        if claim_id not in self._events:
            self._events[claim_id] = self._store.events_of(claim_id)
        return self._events[claim_id]

    def links_of(self, claim_id: str) -> list[Match]:
        """Return the links of a claim, as they were first read."""
        if claim_id not in self._links:
            self._links[claim_id] = self._store.links_of(claim_id)
        return self._links[claim_id]

    def find_match(self, claim_id: str) -> Match | None:
        """Return the decision about a partition, as it was first read."""
        if claim_id not in self._matches:
            self._matches[claim_id] = self._store.find_match(claim_id)
        return self._matches[claim_id]
