"""One suite for both stores of requests under idempotency keys."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from claimtrail.access.idempotency import IdempotencyStore, KeyedRequest
from claimtrail.aws.access.idempotency import DynamoIdempotencyStore
from claimtrail.kernel.retention import Store
from tests.harness.access.sign_in import START
from tests.harness.aws.tables import make_table
from tests.twins.idempotency import MemoryIdempotencyStore

pytestmark = pytest.mark.capability("T2.2")

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["memory", DYNAMO])
def store(request: pytest.FixtureRequest) -> IdempotencyStore:
    if request.param == "memory":
        return MemoryIdempotencyStore()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoIdempotencyStore(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def keyed(number: int = 1, *, digest: str = "d") -> KeyedRequest:
    """Return a request that is under way."""
    return KeyedRequest(key_id=f"{number:064x}", digest=digest * 64, free_at=START + MINUTE)


def test_the_first_request_has_its_key_and_a_second_one_finds_it(store: IdempotencyStore) -> None:
    assert store.begin(keyed(), START) is None
    assert store.begin(keyed(digest="e"), START) == keyed()
    assert store.begin(keyed(2), START) is None


def test_an_answer_is_found_again_until_its_time_is_over(store: IdempotencyStore) -> None:
    store.begin(keyed(), START)
    answered = keyed().model_copy(
        update={"status": 200, "body": '{"a": 1}', "free_at": START + 2 * MINUTE}
    )
    store.finish(answered)

    assert store.begin(keyed(), START + MINUTE) == answered
    assert store.begin(keyed(), START + 2 * MINUTE) is None


def test_a_request_that_never_ended_gives_its_key_back(store: IdempotencyStore) -> None:
    store.begin(keyed(), START)

    assert store.begin(keyed(), START + MINUTE / 2) == keyed()
    assert store.begin(keyed(), START + MINUTE) is None


def test_a_key_that_is_forgotten_is_free(store: IdempotencyStore) -> None:
    store.begin(keyed(), START)
    store.forget(keyed().key_id)
    store.forget("0" * 64)

    assert store.begin(keyed(digest="e"), START) is None


def test_of_many_at_once_one_has_the_key(store: IdempotencyStore) -> None:
    with ThreadPoolExecutor(8) as workers:
        found = list(workers.map(lambda _: store.begin(keyed(), START), range(16)))

    assert found.count(None) == 1
