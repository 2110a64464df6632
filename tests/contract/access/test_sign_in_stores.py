"""One suite for both stores of sign-ins under way, and one for both rate limiters."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from claimtrail.access.rate_limits import RateLimit, RateLimiter
from claimtrail.access.sign_in.model import SignInTransaction
from claimtrail.access.sign_in.ports import SignInTransactions
from claimtrail.aws.access.rate_limits import DynamoRateLimiter
from claimtrail.aws.access.sign_ins import DynamoSignInTransactions
from claimtrail.kernel.retention import Store
from tests.harness.access.sign_in import START
from tests.harness.aws.tables import make_table
from tests.twins.sign_in import MemoryRateLimiter, MemorySignInTransactions

pytestmark = pytest.mark.capability("C8.8")

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
TEN_A_MINUTE = RateLimit(a_minute=10, burst=4)
STEP = timedelta(seconds=6)
NOTHING = timedelta()


@pytest.fixture(params=["memory", DYNAMO])
def transactions(request: pytest.FixtureRequest) -> SignInTransactions:
    if request.param == "memory":
        return MemorySignInTransactions()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoSignInTransactions(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


@pytest.fixture(params=["memory", DYNAMO])
def limiter(request: pytest.FixtureRequest) -> RateLimiter:
    if request.param == "memory":
        return MemoryRateLimiter()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoRateLimiter(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))


def transaction(number: int) -> SignInTransaction:
    """Return a sign-in under way."""
    return SignInTransaction(
        transaction_id=f"{number:064x}",
        browser_id="b" * 64,
        verifier="v" * 43,
        nonce="n" * 43,
        provider="harborlight",
        return_to="/claims",
        ends_at=START,
    )


def test_a_sign_in_is_taken_once(transactions: SignInTransactions) -> None:
    transactions.add(transaction(1))
    transactions.add(transaction(2))

    assert transactions.take(transaction(1).transaction_id) == transaction(1)
    assert transactions.take(transaction(1).transaction_id) is None
    assert transactions.take(transaction(2).transaction_id) == transaction(2)
    assert transactions.take("unknown") is None


def test_of_many_who_take_a_sign_in_one_gets_it(transactions: SignInTransactions) -> None:
    transactions.add(transaction(1))

    with ThreadPoolExecutor(8) as workers:
        taken = list(workers.map(transactions.take, [transaction(1).transaction_id] * 16))

    assert Counter(one is not None for one in taken) == {True: 1, False: 15}


def test_a_burst_is_admitted_and_what_is_beyond_it_waits(limiter: RateLimiter) -> None:
    used = [limiter.use("dana", TEN_A_MINUTE, START) for _ in range(6)]

    assert used == [NOTHING] * 4 + [STEP] * 2


def test_credit_comes_back_with_time_and_never_beyond_the_burst(limiter: RateLimiter) -> None:
    for _ in range(4):
        limiter.use("dana", TEN_A_MINUTE, START)

    assert limiter.use("dana", TEN_A_MINUTE, START + STEP) == NOTHING
    assert limiter.use("dana", TEN_A_MINUTE, START + STEP) == STEP
    much_later = START + timedelta(hours=1)
    used = [limiter.use("dana", TEN_A_MINUTE, much_later) for _ in range(5)]
    assert used == [NOTHING] * 4 + [STEP]


def test_half_a_wait_is_half_of_it_left(limiter: RateLimiter) -> None:
    for _ in range(4):
        limiter.use("dana", TEN_A_MINUTE, START)

    assert limiter.use("dana", TEN_A_MINUTE, START + STEP / 2) == STEP / 2


def test_what_is_refused_uses_nothing(limiter: RateLimiter) -> None:
    for _ in range(20):
        limiter.use("dana", TEN_A_MINUTE, START)

    assert limiter.use("dana", TEN_A_MINUTE, START + STEP) == NOTHING


def test_keys_do_not_share_their_credit(limiter: RateLimiter) -> None:
    for _ in range(6):
        limiter.use("dana", TEN_A_MINUTE, START)

    assert limiter.use("lee", TEN_A_MINUTE, START) == NOTHING


def test_a_burst_of_one_admits_one_at_a_time(limiter: RateLimiter) -> None:
    one = RateLimit(a_minute=10, burst=1)

    assert limiter.use("dana", one, START) == NOTHING
    assert limiter.use("dana", one, START) == STEP
    assert limiter.use("dana", one, START + STEP) == NOTHING


@pytest.mark.cloud
def test_workers_at_the_same_time_share_one_limit(request: pytest.FixtureRequest) -> None:
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    limiter = DynamoRateLimiter(dynamodb, make_table(dynamodb, Store.OPERATIONS_TABLE))

    with ThreadPoolExecutor(8) as workers:
        used = list(workers.map(lambda _: limiter.use("dana", TEN_A_MINUTE, START), range(24)))

    assert Counter(wait == NOTHING for wait in used) == {True: 4, False: 20}
