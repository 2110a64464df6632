"""One suite for both stores of arrivals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from claimtrail.aws.intake.arrivals import DynamoArrivalStore
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.receive.arrivals import KEPT, ArrivalStore
from tests.harness.aws.claim_tables import make_claim_table
from tests.twins.arrivals import MemoryArrivalStore

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ARRIVAL = Arrival(
    bucket="inbox", key="payer-a/DOE JANE.x12", version_id="v1", sequencer="01", occurred_at=NOW
)


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
    assert not store.is_queued(ARRIVAL.delivery_id)
    assert not store.is_queued("dlv_other")

    store.mark_queued(ARRIVAL.delivery_id)
    store.keep(ARRIVAL)

    assert store.is_queued(ARRIVAL.delivery_id)
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
