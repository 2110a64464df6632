"""The flow between states: counted by week, exact under new versions, and read by few items."""

from datetime import date, timedelta

import pytest

from claimtrail.analytics.figures.counting import contribution_of_claim
from claimtrail.analytics.figures.flow import (
    MOST_WEEKS,
    FlowPeriod,
    StateFlow,
    period_of,
)
from claimtrail.analytics.figures.model import EVERYTHING, FigureScope
from claimtrail.analytics.figures.ports import SHARDS
from claimtrail.analytics.figures.reading import StageFigures
from claimtrail.claims.fold.claim_parts import LifecycleStep
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from tests.harness.claims.counted_claims import NOW, TODAY, counted_claim
from tests.twins.figures import MemoryFigureStore

pytestmark = pytest.mark.capability("C8.5")
[_SAMPLE] = counted_claim().steps[:1]
THIS_WEEK = period_of(1, today=TODAY)
SENT, TAKEN, DENIED, PAID = State.SUBMITTED, State.ACCEPTED, State.DENIED, State.PAID


def step(before: State, after: State, on: date) -> LifecycleStep:
    return _SAMPLE.model_copy(update={"before": before, "after": after, "effective_on": on})


def stored(*versions: Claim) -> StageFigures:
    """Return figures that were given these, one after the other."""
    store = MemoryFigureStore(lambda: NOW)
    for one in versions:
        contribution = contribution_of_claim(one)
        assert contribution is not None
        store.apply([contribution])
    return StageFigures(store=store, today=lambda: TODAY)


def flows(figures: StageFigures, period: FlowPeriod, scope: FigureScope = EVERYTHING) -> object:
    found = figures.flow(scope, period)
    return found and found.flows


def flow(before: State, after: State, changes: int, dollars: int) -> StateFlow:
    return StateFlow(before=before, after=after, changes=changes, charge_cents=dollars * 100)


def test_changes_are_counted_in_the_week_of_their_day() -> None:
    sunday, monday = date(2026, 11, 29), date(2026, 11, 30)
    figures = stored(
        counted_claim("clm_a", steps=(step(SENT, TAKEN, sunday), step(TAKEN, DENIED, monday))),
        counted_claim("clm_b", steps=(step(SENT, TAKEN, sunday),), charge=5),
    )

    assert flows(figures, THIS_WEEK) == (flow(TAKEN, DENIED, 1, 100),)
    assert flows(figures, period_of(2, today=TODAY)) == (
        flow(SENT, TAKEN, 2, 105),
        flow(TAKEN, DENIED, 1, 100),
    )


def test_a_newer_version_replaces_what_an_older_one_or_a_redelivered_one_added() -> None:
    first = counted_claim(steps=(step(TAKEN, DENIED, TODAY),))
    second = counted_claim(version=2, charge=70, steps=(*first.steps, step(DENIED, PAID, TODAY)))

    figures = stored(first, second, first, second)

    assert flows(figures, THIS_WEEK) == (flow(TAKEN, DENIED, 1, 70), flow(DENIED, PAID, 1, 70))


def test_a_claim_that_lists_leave_out_adds_no_change() -> None:
    seen = counted_claim(steps=(step(TAKEN, DENIED, TODAY),))
    merged = seen.model_copy(update={"version": 2, "matched_to": "clm_other"})

    assert flows(stored(seen, merged), THIS_WEEK) == ()


def test_a_day_in_the_future_counts_as_the_day_on_which_it_was_stored() -> None:
    figures = stored(counted_claim(steps=(step(SENT, TAKEN, date(2099, 1, 1)),)))

    assert flows(figures, THIS_WEEK) == (flow(SENT, TAKEN, 1, 100),)


@pytest.mark.capability("T2.2")
def test_a_person_sees_changes_of_own_payers_and_none_of_single_facilities() -> None:
    figures = stored(
        *(
            counted_claim(f"clm_{payer}", payer=payer, steps=(step(SENT, TAKEN, TODAY),))
            for payer in ("granite", "larkspur", "")
        )
    )

    assert flows(figures, THIS_WEEK, FigureScope(payers=frozenset({"granite"}))) == (
        flow(SENT, TAKEN, 2, 200),
    )
    assert flows(figures, THIS_WEEK, FigureScope(facilities=frozenset({"north"}))) is None


def test_items_follow_from_weeks_and_payers_and_no_other_page_reads_them() -> None:
    days = [TODAY - timedelta(number) for number in range(7 * 60)]
    figures = stored(
        *(
            counted_claim(f"clm_{number}", steps=(step(SENT, TAKEN, day),))
            for number, day in enumerate(days)
        )
    )

    found = figures.flow(EVERYTHING, period_of(4, today=TODAY))

    assert found is not None
    assert found.items <= SHARDS * (1 + 4)
    assert sum(one.changes for one in found.flows) == 3 * 7 + 1
    assert (
        figures.read().items
        == stored(*(counted_claim(f"clm_{one}") for one in range(420))).read().items
    )
    with pytest.raises(ValueError, match="weeks"):
        figures.flow(EVERYTHING, period_of(MOST_WEEKS + 1, today=TODAY))
