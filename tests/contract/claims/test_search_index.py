"""Claims by the values that people search for, and single events, in every claim store."""

import pytest

from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import CLAIM_ID, accepted_claim

pytestmark = pytest.mark.capability("C8.1")


def test_a_claim_is_found_by_each_of_its_keys_once(store: Store) -> None:
    for _ in range(2):
        store.append_search_keys(
            {"clm_a": ("find-last:x", "find-day:y"), "clm_b": ("find-last:x",), "clm_c": ()}
        )

    assert sorted(store.claims_found_by("find-last:x", limit=10)) == ["clm_a", "clm_b"]
    assert store.claims_found_by("find-day:y", limit=10) == ["clm_a"]
    assert store.claims_found_by("find-day:z", limit=10) == []


def test_a_key_within_another_is_found_by_both(store: Store) -> None:
    store.append_search_keys(
        {
            "clm_a": ("find-last:x/find-full:a", "find-last:x/find-full:b"),
            "clm_b": ("find-last:x/find-full:b",),
            "clm_c": ("find-last:x",),
        }
    )

    assert sorted(store.claims_found_by("find-last:x", limit=10)) == ["clm_a", "clm_b", "clm_c"]
    found = store.claims_found_by("find-last:x/find-full:b", limit=10)
    assert sorted(found) == ["clm_a", "clm_b"]
    assert store.claims_found_by("find-last:x/find-full:c", limit=10) == []


def test_a_key_of_many_claims_gives_as_many_as_are_asked_for(store: Store) -> None:
    every = [f"clm_{number}" for number in range(40)]
    store.append_search_keys(dict.fromkeys(every, ("find-day:busy",)))

    assert sorted(store.claims_found_by("find-day:busy", limit=100)) == sorted(every)
    assert len(set(store.claims_found_by("find-day:busy", limit=7))) == 7


def test_a_search_key_is_no_match_key(store: Store) -> None:
    store.append_search_keys({"clm_a": ("pccn:x",)})

    assert store.claims_bearing("pccn:x") == []
    assert store.awaited_among(["pccn:x"]) == set()


def test_single_events_are_read_by_their_ids(store: Store) -> None:
    events = accepted_claim()
    store.append_events(events)
    first, last = events[0], events[-1]

    found = store.events_at(
        [(CLAIM_ID, first.event_id), (CLAIM_ID, last.event_id), (CLAIM_ID, "evt_none")]
    )

    assert found == {first.event_id: first, last.event_id: last}
    assert store.events_at([]) == {}
