"""Each night the figures are held against the lake: every difference is found, with its cause."""

from datetime import timedelta
from typing import Any

import pytest

from claimtrail.analytics.figures.counting import DECIDED, Contribution, contribution_of_claim
from claimtrail.analytics.figures.ports import SHARDS
from claimtrail.analytics.figures.reconciliation import DifferenceKind, ReconciledFigures
from claimtrail.analytics.saved import saved_queries
from claimtrail.claims.lifecycle.states import State
from tests.harness.claims.counted_claims import NOW, counted_claim
from tests.harness.trail.figure_night import BEFORE, Night, stored
from tests.twins.figures import MemoryFigureStore

pytestmark = pytest.mark.capability("C8.5")


@pytest.fixture
def night() -> Night:
    return Night(
        [
            stored("clm_a"),
            stored("clm_b", payer="o'hara", facility=""),
            stored("clm_c", state=State.DENIED, denial_codes=("CO-16", "CO-50"), denied_cents=7),
            stored("clm_d", state=State.PARTIALLY_PAID, paid=30, denial_codes=("CO-97",)),
            stored("clm_e", state=State.VOIDED),
            stored("clm_f", state=State.APPEALED, denial_codes=("CO-97",)),
            stored("clm_g", matched_to="clm_a"),
        ]
    )


def kinds(done: ReconciledFigures) -> list[tuple[str, str]]:
    return [(one.kind.value, one.subject) for one in done.differences]


def test_figures_that_agree_differ_nowhere(night: Night) -> None:
    done = night.reconciled()

    assert done.differences == ()
    assert (done.repaired, done.under_way) == (0, 0)
    assert done.rows == 3, "two facilities, of one payer each, and denials of the first"


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.PAID, "paid": 100},
        {"paid": 5},
        {"submitted": BEFORE.date()},
        {"state": State.DENIED, "denial_codes": ("CO-50",)},
        {"facility": "another"},
        {"state": State.VOIDED},
    ],
    ids=str,
)
def test_a_version_that_was_not_counted_is_listed_and_counted(
    night: Night, change: dict[str, Any]
) -> None:
    newer = stored("clm_a", version=2, **change)
    night.claims.give(newer)
    night.recorded.append(newer)

    done = night.reconciled()

    assert kinds(done) == [("figures_behind", "clm_a")]
    (one,) = done.differences
    assert (one.counted, one.expected) == ("1", "2")
    assert done.repaired == 1
    assert night.is_exact
    assert night.reconciled().differences == ()


def test_a_claim_that_was_never_counted_is_counted(night: Night) -> None:
    new = stored("clm_new", payer="larkspur")
    night.claims.give(new)
    night.recorded.append(new)

    assert kinds(night.reconciled()) == [("figures_behind", "clm_new")]
    assert night.is_exact


def test_a_claim_that_changed_just_now_is_no_difference(night: Night) -> None:
    newer = stored("clm_a", version=2, state=State.PAID, updated_at=NOW - timedelta(minutes=5))
    night.claims.give(newer)
    night.count("clm_a")

    done = night.reconciled()

    assert (done.differences, done.under_way) == ((), 1)


def test_a_version_that_the_lake_lacks_is_listed_and_nothing_is_changed(night: Night) -> None:
    newer = stored("clm_a", version=2, state=State.PAID)
    night.claims.give(newer)
    night.count("clm_a")

    done = night.reconciled()

    assert kinds(done) == [("lake_behind", "clm_a")]
    assert done.repaired == 0
    assert night.is_exact


def test_a_claim_that_is_counted_and_not_stored_is_listed(night: Night) -> None:
    night.claims.give(stored("clm_gone"))
    night.count("clm_gone")
    del night.claims.claims["clm_gone"]

    assert kinds(night.reconciled()) == [("claim_missing", "clm_gone")]


def test_counters_that_are_not_what_was_counted_are_listed_by_their_row(night: Night) -> None:
    rows = next(rows for rows in night.store.rows.values() if rows)
    key = next(key for key in rows if key.startswith("all#now#states"))
    name = next(name for name in rows[key] if name.endswith(".n"))
    rows[key][name] += 3

    (one,) = night.reconciled().differences

    assert one.kind is DifferenceKind.COUNTERS_OFF
    assert one.subject.endswith(key)
    assert name in one.counted
    assert int(one.counted.partition("=")[2]) == int(one.expected.partition("=")[2]) + 3


def test_a_facilitys_counters_that_are_off_are_also_unexplained_by_any_claim(night: Night) -> None:
    rows = next(rows for rows in night.store.rows.values() if rows)
    key = next(key for key in rows if key.startswith("facility#"))
    name = next(name for name in rows[key] if name[0] != "@" and name.endswith(".charge"))
    rows[key][name] += 1

    found = {kind for kind, _ in kinds(night.reconciled())}

    assert found == {"counters_off", "unexplained"}


def test_a_rebuild_that_ended_early_is_listed(night: Night) -> None:
    night.store.begin_generation()

    assert {kind for kind, _ in kinds(night.reconciled())} == {"rebuild_unfinished"}


def test_a_shard_that_is_written_all_the_time_is_not_compared(night: Night) -> None:
    writing = iter(range(10_000))

    def writes(_: str) -> None:
        claim = counted_claim("clm_busy", version=next(writing) + 2)
        contribution = contribution_of_claim(claim)
        assert isinstance(contribution, Contribution)
        busy.apply([contribution])

    busy = MemoryFigureStore(lambda: NOW)
    busy.rows, busy.counted, busy._heads = night.store.rows, night.store.counted, night.store._heads
    night.store._checkpoint = writes
    shard = str(sum(b"clm_busy") % SHARDS)

    assert ("shard_busy", shard) in kinds(night.reconciled())


def test_open_claims_are_the_same_as_in_the_saved_query_of_ages() -> None:
    [aging] = [query for query in saved_queries() if query.name == "aging"]

    named = {state.value for state in State if f"'{state.value}'" in aging.sql}

    assert named == {state.value for state in DECIDED}
