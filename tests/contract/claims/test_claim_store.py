"""What every claim store does, in memory and in DynamoDB alike: events, claims, single items."""

from datetime import timedelta

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import next_change
from claimtrail.claims.store import documents, keys
from claimtrail.claims.store.ports import StoredItem
from claimtrail.kernel.errors import ConflictError, NotFoundError
from tests.contract.claims.conftest import Store
from tests.harness.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    PAYER,
    accepted_claim,
    ack999,
    answer,
    front_end,
    remitted,
    submitted,
)
from tests.harness.projecting import project_one


def test_events_are_kept_once_and_the_first_delivery_stays(store: Store) -> None:
    event = submitted(1)
    again = submitted(1, recorded_at=NOW + timedelta(hours=1))
    assert again.event_id == event.event_id

    store.append_events([event, ack999(1)])
    store.append_events([again, front_end(2, "A2")])

    found = {item.event_id: item for item in store.events_of(CLAIM_ID)}
    assert len(found) == 3
    assert found[event.event_id] == event
    assert store.events_of("clm_unknown") == []


def test_many_events_are_appended_at_once(store: Store) -> None:
    events = [answer(9, "P1", file=f"file {number}") for number in range(60)]

    store.append_events([*events, *events])

    assert len(store.events_of(CLAIM_ID)) == 60


def test_an_event_with_a_thousand_lines_fits(store: Store) -> None:
    event = submitted(1)
    line = event.fact.lines[0]  # type: ignore[union-attr]
    lines = tuple(line.model_copy(update={"number": str(number)}) for number in range(2000))
    big = event.model_copy(update={"fact": event.fact.model_copy(update={"lines": lines})})

    store.append_events([big])

    assert store.events_of(CLAIM_ID) == [big]


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
        CLAIM_ID, accepted_claim(), stored=None, policy=lambda _: INFERRING, clock=lambda: NOW
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


@pytest.mark.capability("C3.1")
def test_a_payers_words_wait_for_review_and_are_decided_once(store: Store) -> None:
    store.append_terms("clm_a", payer_id=PAYER, words=["ODD", "IN LIMBO"])
    store.append_terms("clm_b", payer_id=PAYER, words=["ODD"])
    store.append_terms("clm_b", payer_id=PAYER, words=["ODD"])

    found = store.terms_of(PAYER)

    assert [(review.term, review.version) for review in found] == [("IN LIMBO", 1), ("ODD", 1)]
    assert store.claims_saying("ODD", payer_id=PAYER) == ["clm_a", "clm_b"]
    assert store.claims_saying("ODD", payer_id="cedar-medicare") == []
    assert store.terms_of("cedar-medicare") == []

    decided = found[1].decided(means="F1", by="user:jane", at=NOW, why="guide")
    store.save_term(decided)
    store.append_terms("clm_c", payer_id=PAYER, words=["ODD"])

    assert store.terms_of(PAYER)[1] == decided
    with pytest.raises(ConflictError, match="TERM_CONFLICT"):
        store.save_term(decided)


def test_an_item_is_read_by_its_key(store: Store) -> None:
    store.append_events(accepted_claim())
    partition = keys.claim_partition(CLAIM_ID)
    sort = keys.event(accepted_claim()[0].event_id)

    item = store.item_at(partition=partition, sort=sort)

    assert (item.partition, item.sort) == (partition, sort)
    with pytest.raises(NotFoundError, match="ITEM_NOT_FOUND"):
        store.item_at(partition=partition, sort="event#none")


def test_many_claims_are_read_at_once(store: Store) -> None:
    for number in range(3):
        store.append_events([submitted(1, claim_id=f"clm_{number}")])
        project_one(store, f"clm_{number}")

    found = store.find_changes(["clm_0", "clm_2", "clm_unknown"])

    assert {claim_id: change.claim.claim_id for claim_id, change in found.items()} == {
        "clm_0": "clm_0",
        "clm_2": "clm_2",
    }
    assert store.find_changes([]) == {}


@pytest.mark.capability("C1.2")
def test_a_version_that_is_preserved_stays_when_the_next_one_comes(store: Store) -> None:
    store.append_events([submitted(1)])
    first = project_one(store)
    assert first is not None
    item = StoredItem(
        partition=keys.claim_partition(CLAIM_ID),
        sort=keys.CLAIM,
        document=documents.dump_change(first),
        version=first.version,
    )

    kept = store.preserve(item)
    store.append_events([front_end(2, "A2")])
    project_one(store)

    stored = store.item_at(partition=kept.partition, sort=kept.sort)
    assert documents.load_change(stored.document) == first


@pytest.mark.capability("C3.2")
def test_whoever_knows_that_a_set_is_new_does_not_ask_again(store: Store) -> None:
    """The first batch of a set tells; a batch that is stored already is known by its answer."""
    first, second = [submitted(1)], [ack999(2), front_end(3, "A2")]

    assert store.append_events(first)
    assert store.append_events(second, asking=False)

    assert not store.append_events(first)
    assert not store.append_events([*second, answer(9, "P1")])
    assert len(store.events_of(CLAIM_ID)) == 4


@pytest.mark.capability("C3.3")
def test_of_changes_stored_together_those_that_lost_are_named(store: Store) -> None:
    """Thirty workers' worth: one claim was stored by another meanwhile, and stays as it is."""
    changes = []
    for number in range(30):
        claim_id = f"clm_{number}"
        events = [submitted(1, claim_id=claim_id)]
        change = next_change(
            claim_id, events, stored=None, policy=lambda _: INFERRING, clock=lambda: NOW
        )
        assert change is not None
        changes.append(change)
    store.save(changes[7])

    assert store.save_each(changes) == {"clm_7"}

    assert [store.find_change(change.claim_id) for change in changes] == changes
    assert store.save_each([]) == set()
