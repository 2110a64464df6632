"""Events and changes of the twin, each text read once: frozen values that all readers share."""

from functools import lru_cache

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change


@lru_cache(maxsize=16_384)
def load_event(text: str) -> ClaimEvent:
    """Return the event that a text says."""
    return documents.load_event(text)


@lru_cache(maxsize=4_096)
def load_change(text: str) -> Change:
    """Return the change that a text says."""
    return documents.load_change(text)
