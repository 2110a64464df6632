"""The cost of a claim update adds up, and everything that is billed is in it."""

from datetime import date

import pytest

from tests.benchmarks.cost import measure, report
from tests.benchmarks.escalation import escalation
from tests.benchmarks.prices import PRICES
from tests.benchmarks.sent import requests_for


@pytest.mark.capability("C6.5")
def test_a_days_files_have_their_price_part_by_part() -> None:
    measured = measure(2, last_day=date(2026, 9, 24))

    parts = measured.parts()
    assert set(parts) == set(PRICES)
    assert measured.dollars == pytest.approx(sum(price for _, price in parts.values()))
    # At the least, an update writes its event, its claim and its place in the index.
    assert parts["dynamodb write units"][0] > 3
    unpaid = {name for name, (units, _) in parts.items() if not units}
    assert unpaid <= {"step functions transitions"}, "nothing escalates within ten days"
    assert f"{measured.dollars:.2f}" in report([measured])
    assert measured.days == 11
    spent = measured.dollars * measured.store.updates / 1e6
    assert measured.dollars_a_month == pytest.approx(spent * 30 / 11)


@pytest.mark.capability("C6.5")
def test_larger_volumes_cost_less_an_update() -> None:
    small, large = (measure(volume, last_day=date(2026, 9, 21)) for volume in (1, 6))

    assert large.store.updates > small.store.updates
    assert large.dollars < small.dollars


@pytest.mark.capability("C4.1", "C6.5")
def test_an_escalation_costs_by_the_steps_that_it_climbs() -> None:
    moved_at_once, reminded, ticketed = (escalation(days) for days in (0, 3, 6))

    transitions = [one["step functions transitions"] for one in (moved_at_once, reminded, ticketed)]
    assert transitions == [2, 3, 4], "one for each step, one to close"
    # Checks while it waits are writes, too, but one a day.
    assert reminded["dynamodb write units"] < 2 * moved_at_once["dynamodb write units"] + 20


def test_requests_are_billed_by_their_bytes() -> None:
    assert requests_for(["x"] * 10) == 1
    assert requests_for(["x"] * 11) == 2
    assert requests_for(["x" * 60_000] * 3) == 3
