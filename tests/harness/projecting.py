"""Claims projected over a store in memory, as the table's stream would have it."""

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.projection.projection import project
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.store import documents, keys
from claimtrail.claims.store.ports import Change, ClaimStore, StoredItem
from tests.harness.claim_events import CLAIM_ID, INFERRING, NOW
from tests.twins.claims import MemoryClaimStore


class Never:
    """A Deferral for tests in which nothing may fail."""

    def defer(self, message: str) -> None:
        raise AssertionError(message)


def item_of(event: ClaimEvent) -> StoredItem:
    """The stream's record of an event."""
    return StoredItem(
        partition=keys.claim_partition(event.claim_id),
        sort=keys.event(event.event_id),
        document=documents.dump_event(event),
    )


def take(
    store: MemoryClaimStore, *batches: list[ClaimEvent], policy: PayerPolicy = INFERRING
) -> None:
    """Store and project one batch after the other."""
    projector = Projector(store=store, reader=store, policy=lambda _: policy, clock=lambda: NOW)
    for batch in batches:
        store.append_events(batch)
        projector.take_items([item_of(event) for event in batch], deferral=Never())


def project_one(store: ClaimStore, claim_id: str = CLAIM_ID) -> Change | None:
    """Fold one claim of any store; what changed."""
    return project(claim_id, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)
