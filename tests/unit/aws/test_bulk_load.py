"""A first load that a new table cannot take at once is slower, and loses nothing."""

import pytest

from tests.benchmarks.bulk_load import INGEST, PROJECT, simulate
from tests.twins.on_demand import DOUBLES_AFTER, OnDemandTable

CLAIMS, UNITS = 20_000, 400
"""A fiftieth of a million claims, over a tenth of what a new table takes."""
UNITS_A_CLAIM = sum(stage.items * stage.units for stage in (INGEST, PROJECT))
SEEDS = range(5)


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_load_is_slowed_down_to_what_the_table_takes_and_nothing_is_a_dead_letter(
    seed: int,
) -> None:
    load = simulate(CLAIMS, units=UNITS, seed=seed)

    assert (load.taken, load.dead, load.lost) == (CLAIMS, 0, 0)
    assert load.throttled > 1_000
    at_best = CLAIMS * UNITS_A_CLAIM / UNITS
    assert at_best <= load.seconds + 1 < 1.5 * at_best


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize("seed", SEEDS)
def test_waiting_within_the_invocation_costs_messages_few_tries(seed: int) -> None:
    waiting = simulate(CLAIMS, units=UNITS, seed=seed)
    hasty = simulate(CLAIMS, units=UNITS, seed=seed, waits_in_time=False)

    assert waiting.redelivered < hasty.redelivered / 3
    assert waiting.most_receives <= hasty.most_receives
    assert waiting.seconds < hasty.seconds


def test_a_table_takes_twice_its_peak_half_an_hour_later() -> None:
    table = OnDemandTable(units=100)

    assert table.take(0.0, 150, units=1.0) == 100
    assert table.take(0.5, 150, units=1.0) == 50
    assert table.take(1.5, 60, units=1.0) == 60
    assert table.take(DOUBLES_AFTER, 1_000, units=1.0) == 100
    assert table.units == 300
    assert table.take(DOUBLES_AFTER + 2, 1_000, units=1.0) == 300
    assert table.throttled == 4
