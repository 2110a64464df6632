"""Clocks show what a judge sees that walks every minute, over histories drawn by seed."""

from datetime import timedelta

import pytest

from claimtrail.tickets.sla.clock import read_clock
from claimtrail.tickets.sla.reading import ClockReading, PieceKind
from tests.harness.effort import times
from tests.harness.tickets.drawn_histories import DrawnClock, draw
from tests.harness.tickets.minute_walk import instant, walk

pytestmark = pytest.mark.capability("T3.3")

_BATCHES = 4


@pytest.mark.parametrize("batch", range(_BATCHES))
def test_a_clock_shows_what_a_walk_over_every_minute_sees(batch: int) -> None:
    count = times(150, least=40) // _BATCHES
    for seed in range(batch * count, (batch + 1) * count):
        drawn = draw(seed)
        reading = read_clock(drawn.definition, drawn.changes, drawn.calendars, now=drawn.now)
        walked = walk(drawn.versions, drawn.history, drawn.open_minutes, until=drawn.until)

        assert reading.state.value == walked.state, seed
        assert reading.elapsed == timedelta(minutes=walked.elapsed), seed
        assert _reached(reading) == {
            percent: instant(drawn.first, minute) for percent, minute in walked.reached.items()
        }, seed
        assert _paused(reading) == timedelta(minutes=walked.paused), seed


def test_an_instant_that_is_foretold_comes_true_when_nothing_changes() -> None:
    foretold = 0
    for seed in range(times(100, least=20)):
        drawn = draw(seed)
        reading = read_clock(drawn.definition, drawn.changes, drawn.calendars, now=drawn.now)
        if reading.due_at is None or _has_more(drawn):
            continue
        foretold += 1
        later = read_clock(drawn.definition, drawn.changes, drawn.calendars, now=reading.due_at)
        just_before = reading.due_at - timedelta(microseconds=1)
        before = read_clock(drawn.definition, drawn.changes, drawn.calendars, now=just_before)

        assert later.breached_at == reading.due_at, seed
        assert before.breached_at is None, seed

    assert foretold > 0


def _has_more(drawn: DrawnClock) -> bool:
    """Tell whether a change, or another version, comes after the reading."""
    later = [change.at for change in drawn.changes] + [
        version.valid_from for version in drawn.definition.versions
    ]
    return max(later) > drawn.now


def _reached(reading: ClockReading) -> dict[int, object]:
    return {threshold.percent: threshold.at for threshold in reading.reached}


def _paused(reading: ClockReading) -> timedelta:
    paused = (each for each in reading.pieces if each.kind is PieceKind.PAUSED)
    return sum((each.ends - each.begins for each in paused), timedelta())
