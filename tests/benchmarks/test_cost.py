"""The cost of a claim update adds up, and everything that is billed is in it."""

from datetime import date

import pytest

from tests.benchmarks.cost import PRICES, measure, report


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


@pytest.mark.capability("C6.5")
def test_larger_volumes_cost_less_an_update() -> None:
    small, large = (measure(volume, last_day=date(2026, 9, 21)) for volume in (1, 6))

    assert large.store.updates > small.store.updates
    assert large.dollars < small.dollars
