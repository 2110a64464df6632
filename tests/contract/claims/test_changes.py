"""`ClaimReader` and `ChangeWriter` in every claim store: claims version by version."""

import pytest

from claimtrail.claims.fold.fold import claim_facts
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import next_change
from claimtrail.kernel.errors import ConflictError
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    accepted_claim,
    remitted,
    submitted,
)
from tests.harness.claims.projecting import project_one


@pytest.mark.capability("C3.3")
def test_a_projection_stores_the_claim_and_the_change(store: Store) -> None:
    store.append_events(accepted_claim())

    change = project_one(store)

    assert change is not None
    assert (change.version, change.before, change.claim.state) == (1, None, State.ACCEPTED)
    assert store.find(CLAIM_ID) == change.claim
    assert store.find_change(CLAIM_ID) == change
    assert set(change.cause_event_ids) == {event.event_id for event in accepted_claim()}


def test_projecting_again_changes_nothing_until_something_comes(store: Store) -> None:
    store.append_events(accepted_claim())
    project_one(store)

    assert project_one(store) is None

    store.append_events([remitted(16, 80, "CO-45:20")])
    second = project_one(store)
    assert second is not None
    assert (second.version, second.before, second.claim.state) == (2, State.ACCEPTED, State.PAID)
    assert second.cause_event_ids == (remitted(16, 80, "CO-45:20").event_id,)
    assert store.find_change(CLAIM_ID) == second


def test_a_claim_without_events_is_not_projected(store: Store) -> None:
    assert project_one(store, "clm_unknown") is None
    assert store.find("clm_unknown") is None


def test_a_writer_with_an_outdated_version_is_refused(store: Store) -> None:
    store.append_events(accepted_claim())
    first = next_change(
        CLAIM_ID,
        claim_facts(accepted_claim()),
        stored=None,
        policy=lambda _: INFERRING,
        clock=lambda: NOW,
    )
    assert first is not None
    store.save(first)

    with pytest.raises(ConflictError, match="CLAIM_VERSION_CONFLICT"):
        store.save(first)
    assert store.find_change(CLAIM_ID) == first


def test_what_is_held_is_reported_and_released(store: Store) -> None:
    remittance = remitted(16, 80, "CO-45:20")
    store.append_events([remittance])
    held = project_one(store)
    store.append_events([submitted(1)])
    released = project_one(store)

    assert held is not None
    assert released is not None
    assert (held.claim.state, held.newly_held) == (State.DRAFT, (remittance.event_id,))
    assert (released.claim.state, released.released) == (State.PAID, (remittance.event_id,))


def test_many_claims_are_read_at_once(store: Store) -> None:
    for number in range(3):
        store.append_events([submitted(1, claim_id=f"clm_{number}")])
        project_one(store, f"clm_{number}")

    found = store.recent_changes(["clm_0", "clm_2", "clm_unknown"])

    assert {claim_id: change.claim.claim_id for claim_id, change in found.items()} == {
        "clm_0": "clm_0",
        "clm_2": "clm_2",
    }
    assert store.recent_changes([]) == {}


@pytest.mark.capability("C3.3")
def test_of_changes_stored_together_those_that_lost_are_named(store: Store) -> None:
    """Thirty workers' worth: one claim was stored by another meanwhile, and stays as it is."""
    changes = []
    for number in range(30):
        claim_id = f"clm_{number}"
        events = [submitted(1, claim_id=claim_id)]
        change = next_change(
            claim_id,
            claim_facts(events),
            stored=None,
            policy=lambda _: INFERRING,
            clock=lambda: NOW,
        )
        assert change is not None
        changes.append(change)
    store.save(changes[7])

    assert store.save_each(changes) == {"clm_7": "ConflictError"}

    assert [store.find_change(change.claim_id) for change in changes] == changes
    assert store.save_each([]) == {}
