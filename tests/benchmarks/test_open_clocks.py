"""Open clocks: each warns at its instant, and what a month costs is counted and priced."""

import pytest

from tests.benchmarks import open_clocks
from tests.benchmarks.open_clocks import OpenClocks, measure, section


@pytest.mark.capability("T3.3", "C6.5")
def test_a_first_alarm_comes_at_its_instant_and_has_its_price(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(open_clocks, "BLOCK", 10)

    figures = measure(40)

    assert (figures.tickets, figures.played, figures.alarms) == (20, 20, 40)
    assert 0 <= figures.late_seconds <= 1, "a call is set to the whole second"
    assert 0 < figures.dollars < 0.01
    assert 0 < figures.lost_in_a_day <= 20
    assert "Nothing is extrapolated." in section([figures])
    assert "Extrapolated" in section([figures._replace(tickets=100)])


def test_of_many_blocks_some_are_played_and_all_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_clocks, "BLOCK", 5)
    monkeypatch.setattr(open_clocks, "PLAYED", 2)
    loaded = OpenClocks(40)

    loaded.load()

    assert (loaded.played, loaded.first.total()) == (10, 20)
