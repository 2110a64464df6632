"""Alarms of clocks end alike however their calls and events are shuffled, lost or crash."""

import pytest

from tests.harness.effort import times
from tests.harness.tickets.alarm_play import check_play

pytestmark = pytest.mark.capability("T3.3")

_BATCHES = 4


@pytest.mark.parametrize("batch", range(_BATCHES))
def test_each_warning_and_breach_is_recorded_once_and_no_call_is_lost(batch: int) -> None:
    count = times(16, least=4) // _BATCHES
    for seed in range(batch * count, (batch + 1) * count):
        check_play(seed)
