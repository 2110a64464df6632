"""One suite for both stores of restrictions and households."""

from datetime import UTC, datetime

import pytest

from claimtrail.access.restrictions.model import (
    ClaimRestrictions,
    RestrictionEntry,
    household_of,
    member_of,
)
from claimtrail.access.restrictions.ports import RestrictionStore
from claimtrail.access.subjects import AccessRestriction
from claimtrail.aws.access.restrictions import DynamoRestrictionStore
from claimtrail.kernel.retention import Store
from tests.harness.aws.tables import make_table
from tests.twins.restrictions import MemoryRestrictionStore

pytestmark = pytest.mark.capability("C1.6")

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
ENTRY = RestrictionEntry(
    restriction=AccessRestriction.VIP, action="set", by="user:kim", at=NOW, why="asked for"
)
VIP = ClaimRestrictions(claim_id="clm_vip", version=1, history=(ENTRY,))


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> RestrictionStore:
    if request.param == "memory":
        return MemoryRestrictionStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoRestrictionStore(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def test_what_was_set_is_found(store: RestrictionStore) -> None:
    assert store.find("clm_vip") is None

    assert store.save(VIP)

    assert store.find("clm_vip") == VIP


def test_a_version_that_does_not_follow_the_stored_one_is_not_stored(
    store: RestrictionStore,
) -> None:
    store.save(VIP)

    assert not store.save(VIP)
    assert not store.save(VIP.model_copy(update={"version": 3}))
    assert store.save(VIP.with_entry(ENTRY.model_copy(update={"action": "cleared"})))

    latest = store.find("clm_vip")
    assert latest is not None
    assert latest.standing == ()


def test_a_page_has_what_is_stored_of_its_claims_and_of_the_person(
    store: RestrictionStore,
) -> None:
    store.save(VIP)
    store.save_household(household_of("dana", ["clm_own"], taken_at=NOW))
    claims = [f"clm_{number}" for number in range(150)]

    of_dana = store.of_page([*claims, "clm_vip", "clm_vip"], "dana")
    of_kim = store.of_page(claims, "kim")

    assert of_dana.by_claim == {"clm_vip": VIP}
    assert of_dana.household == {member_of("dana", "clm_own")}
    assert of_kim.by_claim == {}
    assert of_kim.household == frozenset()


def test_people_with_households_are_listed_until_theirs_is_empty(store: RestrictionStore) -> None:
    for person_id in ("kim", "dana"):
        store.save_household(household_of(person_id, ["clm_own"], taken_at=NOW))
    both = set(store.people_with_households())

    store.save_household(household_of("kim", [], taken_at=NOW))

    assert both == {"dana", "kim"}
    assert store.people_with_households() == ["dana"]
