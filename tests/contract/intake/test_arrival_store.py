"""One suite for both stores of arrivals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from claimtrail.aws.intake.arrivals import DynamoArrivalStore
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.receive.arrivals import KEPT, ArrivalMarks, ArrivalStore
from tests.harness.aws.claim_tables import make_claim_table
from tests.twins.arrivals import MemoryArrivalStore

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ARRIVAL = Arrival(
    bucket="inbox", key="payer-a/DOE JANE.x12", version_id="v1", sequencer="01", occurred_at=NOW
)


def marks(store: ArrivalStore) -> ArrivalMarks:
    return store.marks_of([ARRIVAL.delivery_id, "dlv_other"])[ARRIVAL.delivery_id]


@pytest.fixture(params=["memory", pytest.param("dynamodb", marks=pytest.mark.cloud)])
def store(request: pytest.FixtureRequest) -> ArrivalStore:
    if request.param == "memory":
        return MemoryArrivalStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoArrivalStore(dynamodb, make_claim_table(dynamodb), clock=lambda: NOW)


def test_an_arrival_is_found_by_its_id_and_kept_as_it_came_first(store: ArrivalStore) -> None:
    again = ARRIVAL.model_copy(update={"sequencer": "02"})
    assert again.delivery_id == ARRIVAL.delivery_id

    for arrival in (ARRIVAL, again):
        store.keep(arrival)

    assert store.find(ARRIVAL.delivery_id) == ARRIVAL
    assert store.find("dlv_other") is None


def test_an_arrival_is_queued_once_it_is_marked_and_keeping_it_again_changes_nothing(
    store: ArrivalStore,
) -> None:
    store.keep(ARRIVAL)
    assert marks(store) == ArrivalMarks()
    assert store.marks_of(["dlv_other"]) == {}

    store.mark_queued(ARRIVAL.delivery_id)
    store.keep(ARRIVAL)

    assert marks(store) == ArrivalMarks(is_queued=True)
    assert store.find(ARRIVAL.delivery_id) == ARRIVAL


def test_a_removal_is_remembered_with_the_time_at_which_it_was_first_found(
    store: ArrivalStore,
) -> None:
    store.keep(ARRIVAL)
    assert store.removed_at(ARRIVAL.delivery_id) is None

    marked = [store.mark_removed(ARRIVAL.delivery_id, NOW + timedelta(hours=h)) for h in (1, 2)]

    assert marked == [NOW + timedelta(hours=1)] * 2
    assert store.removed_at(ARRIVAL.delivery_id) == NOW + timedelta(hours=1)
    assert store.find(ARRIVAL.delivery_id) == ARRIVAL


@pytest.mark.cloud
def test_an_arrival_names_nobody_in_its_key_and_expires(cloud: Any) -> None:
    dynamodb = cloud.client("dynamodb")
    table = make_claim_table(dynamodb)
    DynamoArrivalStore(dynamodb, table, clock=lambda: NOW).keep(ARRIVAL)

    [item] = dynamodb.scan(TableName=table)["Items"]
    assert "DOE" not in item["pk"]["S"] + item["sk"]["S"]
    assert int(item["expires_at"]["N"]) == int((NOW + KEPT).timestamp())


def test_what_came_of_an_arrival_is_marked_and_asked_for_by_the_hundred(
    store: ArrivalStore,
) -> None:
    kept = [ARRIVAL.model_copy(update={"version_id": f"v{number}"}) for number in range(130)]
    for arrival in kept:
        store.keep(arrival)
    received, removed, again = (one.delivery_id for one in kept[:3])
    store.mark_done(received)
    store.mark_removed(removed, NOW)
    store.mark_queued_again(again)

    found = store.marks_of([one.delivery_id for one in kept])

    assert found.keys() == {one.delivery_id for one in kept}
    assert {one for one, each in found.items() if each.is_done} == {received, removed}
    assert [one for one, each in found.items() if each.is_queued_again] == [again]
