"""Claims projected over a store in memory, as the table's stream would have it."""

from collections.abc import Callable

from claimtrail.claims.facts.entities import Entity
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.projection.projection import ProjectionStore, project
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change
from claimtrail.claims.store.items import StoredItem
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW
from tests.twins.claims import MemoryClaimStore
from tests.twins.claims.changes import change_place
from tests.twins.claims.entities import entity_place
from tests.twins.claims.events import event_place


class Never:
    """A Deferral for tests in which nothing may fail."""

    def defer(self, message: str) -> None:
        raise AssertionError(message)


def change_to(claim: Claim) -> Change:
    """Return the change by which a claim comes to stand as it does, from nothing."""
    return Change(
        claim_id=claim.claim_id,
        version=claim.version,
        before=None,
        claim=claim,
        cause_event_ids=(),
    )


def item_of(event: ClaimEvent) -> StoredItem:
    """The stream's record of an event."""
    return event_place(event).item(documents.dump_event(event))


def item_of_change(change: Change) -> StoredItem:
    """The stream's record of a claim's version."""
    return change_place(change).item(documents.dump_change(change), version=change.version)


def item_of_entity(entity: Entity) -> StoredItem:
    """The stream's record of an encounter or patient."""
    return entity_place(entity).item(documents.dump_entity(entity))


def take(
    store: MemoryClaimStore,
    *batches: list[ClaimEvent],
    policy: PayerPolicy | Callable[[str], PayerPolicy] = INFERRING,
) -> None:
    """Store and project one batch after the other; `policy`: of every payer, or by payer."""
    by_payer = policy if callable(policy) else lambda _: policy
    projector = Projector(store=store, reader=store, policy=by_payer, clock=lambda: NOW)
    for batch in batches:
        store.append_events(batch)
        projector.take_items([item_of(event) for event in batch], deferral=Never())


def project_one(store: ProjectionStore, claim_id: str = CLAIM_ID) -> Change | None:
    """Fold one claim of any store; what changed."""
    return project(claim_id, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)
