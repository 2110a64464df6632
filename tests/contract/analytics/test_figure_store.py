"""One suite for both stores of figures."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from claimtrail.analytics.figures.counting import Contribution, contribution_of_claim
from claimtrail.analytics.figures.ports import SHARDS, FigureStore
from claimtrail.analytics.figures.rows import range_from, range_of, without_zeros
from claimtrail.aws.analytics.figure_table import WRITES_AT_ONCE, DynamoFigureStore
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.kernel.retention import Store
from tests.harness.aws.tables import make_table
from tests.harness.claims.claim_figures import EVERY_ROW, rows_of
from tests.harness.claims.counted_claims import NOW, counted_claim
from tests.twins.figures import MemoryFigureStore

pytestmark = pytest.mark.capability("C8.5")
DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)
Another = Callable[[], FigureStore]
STATES = (State.ACCEPTED, State.DENIED, State.PAID, State.VOIDED)


@pytest.fixture(params=["memory", DYNAMO])
def another(request: pytest.FixtureRequest) -> Another:
    """Return what opens the figures of one stage, once for each worker."""
    if request.param == "memory":
        store = MemoryFigureStore(lambda: NOW)
        return lambda: store
    cloud = request.getfixturevalue("cloud")
    table = make_table(cloud.client("dynamodb"), Store.OPERATIONS_TABLE)
    return lambda: DynamoFigureStore(cloud.client("dynamodb"), table, clock=lambda: NOW)


@pytest.fixture
def store(another: Another) -> FigureStore:
    return another()


def counted(*claims: Claim) -> list[Contribution]:
    return [one for one in map(contribution_of_claim, claims) if one]


def many(number: int, *, version: int = 1, seed: int = 0) -> list[Claim]:
    """Return claims of several payers, facilities, states and days."""
    chance = random.Random(seed + version)  # noqa: S311 - samples, no secret
    return [
        counted_claim(
            f"clm_{place}",
            version=version,
            payer=f"payer-{place % 3}",
            facility=f"facility {place % 7}",
            state=chance.choice(STATES),
            charge=place,
            denial_codes=("CO-50",),
        )
        for place in range(number)
    ]


def test_what_was_never_counted_is_empty(store: FigureStore) -> None:
    read = store.read(EVERY_ROW)

    assert (read.rows, read.counted_at, read.is_rebuilding) == ({}, None, False)


def test_counters_are_what_the_claims_add_up_to(store: FigureStore) -> None:
    claims = many(2 * WRITES_AT_ONCE)

    assert store.apply(counted(*claims)) == len(claims)

    read = store.read(EVERY_ROW)
    assert read.rows == rows_of(claims)
    assert read.counted_at == NOW
    assert {one.subject_id for shard in range(SHARDS) for one in store.contributions(shard)} == {
        claim.claim_id for claim in claims
    }


def test_a_claim_that_is_counted_again_changes_nothing(store: FigureStore) -> None:
    claim = counted_claim()
    store.apply(counted(claim))

    assert store.apply(counted(claim, claim)) == 0
    assert store.read(EVERY_ROW).rows == rows_of([claim])


def test_an_older_version_that_comes_late_changes_nothing(store: FigureStore) -> None:
    newest = counted_claim(version=3, state=State.PAID, paid=80)
    store.apply(counted(newest))

    assert store.apply(counted(counted_claim(version=2))) == 0
    assert store.read(EVERY_ROW).rows == rows_of([newest])


def test_of_several_versions_given_together_the_newest_counts(store: FigureStore) -> None:
    versions = [counted_claim(version=number, charge=number) for number in (2, 5, 3)]

    store.apply(counted(*versions))

    assert store.read(EVERY_ROW).rows == rows_of([versions[1]])


def test_a_claim_that_lists_leave_out_from_now_on_is_taken_off(store: FigureStore) -> None:
    store.apply(counted(counted_claim(), counted_claim("clm_two")))

    store.apply(counted(counted_claim(version=2, state=State.VOIDED)))

    assert store.read(EVERY_ROW).rows == rows_of([counted_claim("clm_two")])


def test_a_version_is_counted_again_when_it_counts_otherwise(store: FigureStore) -> None:
    [before] = counted(counted_claim())
    store.apply([before])

    other = Contribution(
        subject_id=before.subject_id,
        version=before.version,
        counting_version=before.counting_version + 1,
        rows={"all#now#states#x": {"ACCEPTED.n": 1}},
    )
    assert store.apply([other]) == 1
    assert store.read(EVERY_ROW).rows == other.rows


def test_rows_outside_of_a_range_are_not_read(store: FigureStore) -> None:
    store.apply(counted(*many(20)))

    read = store.read([range_of("facility", "facility 3")])

    assert {key.split("#")[1] for key in read.rows} == {"facility%203"}
    months = store.read([range_from("all", first="2026-12")]).rows
    assert {key.split("#")[1] for key in months} == {"now"}


@pytest.mark.capability("C1.2")
def test_workers_that_count_the_same_claims_at_once_count_each_once(another: Another) -> None:
    versions = [many(60, version=version) for version in (1, 2, 3)]

    with ThreadPoolExecutor(max_workers=6) as pool:
        list(pool.map(lambda claims: another().apply(counted(*claims)), [*versions, *versions]))

    assert another().read(EVERY_ROW).rows == rows_of(versions[-1])


def test_sums_of_a_shard_are_of_one_moment_and_agree(store: FigureStore) -> None:
    store.apply(counted(*many(50)))

    for shard in range(SHARDS):
        sums = store.sums_of(shard)
        assert sums is not None
        assert sums.stored == without_zeros(sums.contributed)


def test_a_generation_is_shown_once_all_is_counted_into_it(store: FigureStore) -> None:
    before = many(20)
    store.apply(counted(*before))

    store.begin_generation()
    after = [*many(10, version=2), *before[10:]]
    store.apply(counted(*after[:10]))

    assert store.read(EVERY_ROW).rows == rows_of(before)
    assert store.read(EVERY_ROW).is_rebuilding
    store.apply(counted(*after[10:]))
    store.show_generation()
    assert store.read(EVERY_ROW).rows == rows_of(after)
    assert not store.read(EVERY_ROW).is_rebuilding


def test_a_rebuild_that_ended_early_is_begun_again(store: FigureStore) -> None:
    claims = many(20)
    store.apply(counted(*claims))
    store.begin_generation()
    store.apply(counted(*claims[:5]))

    store.begin_generation()
    store.apply(counted(*claims))
    store.show_generation()

    assert store.read(EVERY_ROW).rows == rows_of(claims)
    for shard in range(SHARDS):
        assert store.sums_of(shard) is not None
