"""Given open and closed days, a view reads each row once, and a closed day's trail not at all."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.harness.trail.day_lake import DayLake
from tests.twins.analytics import MemoryLake, MemoryViews

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)


def days_ago(count: int) -> datetime:
    return NOW - timedelta(days=count)


@pytest.fixture
def days(tmp_path: Path) -> DayLake:
    return DayLake(tmp_path)


@pytest.mark.capability("C9.8")
def test_no_object_of_a_closed_day_is_opened_and_every_one_of_the_open_day_is(
    days: DayLake,
) -> None:
    for number, back in enumerate((40, 3, 2, 1, 0, 0)):
        days.write([f"clm_{number}"], days_ago(back))
    before = days.claims()
    assert days.opened_of_trail() == len(before) == 6

    done = days.compact(NOW)

    assert done.closed_through == date(2026, 3, 9)
    assert days.opened_of_trail() == 2
    assert days.claims() == before


def test_a_day_is_open_until_its_stragglers_have_come(days: DayLake) -> None:
    days.write(["clm_a"], days_ago(1))
    just_after_midnight = datetime(2026, 3, 10, 0, 5, tzinfo=UTC)

    assert days.compact(just_after_midnight).closed_through == date(2026, 3, 8)
    assert days.opened_of_trail() == 1
    assert days.compact(NOW).closed_through == date(2026, 3, 9)


@pytest.mark.long
def test_days_that_no_run_reached_for_weeks_are_read_from_the_trail_and_then_closed(
    days: DayLake,
) -> None:
    days.compact(days_ago(60))
    for back in (50, 30, 5):
        days.write([f"clm_{back}"], days_ago(back))

    assert len(days.claims()) == 3
    assert len(days.compact(NOW).made) == 3
    assert days.opened_of_trail() == 0
    assert len(days.claims()) == 3


def test_a_late_object_of_a_closed_day_comes_with_the_next_run(days: DayLake) -> None:
    days.write(["clm_a"], days_ago(5))
    days.compact(NOW)
    days.write(["clm_late"], days_ago(5))

    days.compact(NOW)

    assert days.claims() == ["clm_a", "clm_late"]
    assert days.opened_of_trail() == 0


class Dying:
    """Twins that die at one call of all that a run makes for keeping, before or after it."""

    def __init__(self, days: DayLake, *, at: int, after: bool) -> None:
        self._left, self._after = at, after
        self.ports = {"lake": self._port(days.lake), "views": self._port(days.views)}

    def _port(self, port: Any) -> Any:
        owner = self

        class Port:
            def __getattr__(self, name: str) -> Any:
                call = getattr(port, name)
                return owner.dying(call) if name in {"put", "close_through", "replace"} else call

        return Port()

    def dying(self, call: Any) -> Any:
        def called(*args: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise SystemExit
            result = call(*args)
            if self._left == 0:
                raise SystemExit
            return result

        return called


@pytest.mark.long
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_run_that_dies_at_any_call_loses_nothing_and_doubles_nothing(
    tmp_path: Path, *, after: bool
) -> None:
    for at in (1, 2, 4, 5, 6):
        days = DayLake(tmp_path / str(at))
        for back in (2, 1, 0):
            days.write([f"clm_{back}", "clm_again"], days_ago(back))
        expected = ["clm_0", "clm_1", "clm_2", "clm_again"]

        with pytest.raises(SystemExit):
            days.compact(NOW, **Dying(days, at=at, after=after).ports)

        assert days.claims() == expected, at
        days.compact(NOW)
        assert days.claims() == expected, at
        assert days.opened_of_trail() == 1


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_the_view_has_each_row_once_at_any_time(tmp_path: Path, seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - a schedule
    days, expected, now = DayLake(tmp_path), set[str](), days_ago(20)
    for step in range(8):
        now += timedelta(hours=dice.randrange(1, 40))
        written = [f"clm_{step}", *dice.sample(sorted(expected), k=min(2, len(expected)))]
        days.write(written, now)
        expected.update(written)
        if dice.random() < 0.5:
            days.compact(now + timedelta(minutes=1))

        assert days.claims() == sorted(expected)


def test_a_view_that_a_deployment_put_back_names_its_day_after_the_next_run(
    days: DayLake,
) -> None:
    days.write(["clm_a"], days_ago(1))
    days.compact(NOW)
    days.views = MemoryViews()
    assert days.opened_of_trail() == 1

    assert days.compact(NOW).made == ()

    assert days.opened_of_trail() == 0


def test_a_chosen_first_day_closes_no_day_before_it(days: DayLake) -> None:
    for back in (30, 2):
        days.write([f"clm_{back}"], days_ago(back))

    days.compact(NOW, lake=MemoryLake(), since=days_ago(3).date())

    assert days.opened_of_trail() == 2
