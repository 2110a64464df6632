"""The landing page reads as many items of a thousand claims as of a million."""

import random
from datetime import date, timedelta

import pytest

from claimtrail.analytics.figures.counting import contribution_of_claim
from claimtrail.analytics.figures.model import EVERYTHING, FigureScope
from claimtrail.analytics.figures.ports import SHARDS
from claimtrail.analytics.figures.reading import StageFigures
from claimtrail.claims.lifecycle.states import State
from tests.harness.claims.counted_claims import NOW, TODAY, counted_claim
from tests.twins.figures import MemoryFigureStore

pytestmark = pytest.mark.capability("C8.5")
PAYERS, FACILITIES, DAYS = 2, 2, 150
STATES = (State.ACCEPTED, State.ACCEPTED, State.DENIED)
THOUSAND, MILLION = 1_000, 1_000_000
MOST = 6_000
"""Claims that are counted one by one; beyond them, each stands for as many as are wanted."""
SCOPES = {
    "everything": EVERYTHING,
    "one facility": FigureScope(facilities=frozenset({"facility-1"})),
    "one payer": FigureScope(payers=frozenset({"payer-1"})),
}


def figures_of(claims: int) -> StageFigures:
    """Return the figures of so many claims, spread over payers, facilities, states and days."""
    chance = random.Random(claims)  # noqa: S311 - samples, no secret
    store = MemoryFigureStore(lambda: NOW)
    made = min(claims, MOST)
    for number in range(made):
        claim = counted_claim(
            f"clm_{number}",
            payer=f"payer-{chance.randrange(PAYERS)}",
            facility=f"facility-{chance.randrange(FACILITIES)}",
            state=chance.choice(STATES),
            submitted=TODAY - timedelta(chance.randrange(DAYS)),
            since=TODAY - timedelta(chance.randrange(DAYS)),
            denial_codes=("CO-50",),
        )
        contribution = contribution_of_claim(claim)
        assert contribution is not None
        store.apply([contribution])
    for rows in store.rows.values():
        for counters in rows.values():
            for name in counters:
                counters[name] = counters[name] * claims // made
    return StageFigures(store=store, today=lambda: TODAY)


@pytest.fixture(scope="module")
def both() -> tuple[StageFigures, StageFigures]:
    return figures_of(THOUSAND), figures_of(MILLION)


@pytest.mark.long
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_a_million_claims_are_read_by_as_many_items_as_a_thousand(
    both: tuple[StageFigures, StageFigures], scope: FigureScope
) -> None:
    few, many = (figures.read(scope) for figures in both)

    assert many.totals.claims > 100 * few.totals.claims
    assert many.items == few.items


@pytest.mark.parametrize("claims", [1, 10, 100])
def test_fewer_claims_are_read_by_no_more_items(
    both: tuple[StageFigures, StageFigures], claims: int
) -> None:
    assert figures_of(claims).read().items <= both[1].read().items


def test_the_items_are_bounded_by_payers_and_days(
    both: tuple[StageFigures, StageFigures],
) -> None:
    tens_of_days, now = 18, 2
    assert both[1].read().items <= SHARDS * (1 + PAYERS * (now + tens_of_days))


def test_days_that_are_long_gone_add_no_item() -> None:
    old = [
        counted_claim(f"clm_{number}", submitted=day, since=day)
        for number in range(500)
        if (day := date(2026, 7, 1) - timedelta(7 * number))
    ]
    store = MemoryFigureStore(lambda: NOW)
    store.apply(one for one in map(contribution_of_claim, old) if one)

    read = StageFigures(store=store, today=lambda: TODAY).read()

    assert read.totals.claims == len(old)
    assert read.items <= SHARDS * 2
