"""Clocks of tickets keep what has run, and count nothing else."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.kernel.working_hours import OpenTime, Shift, WorkingHours
from claimtrail.tickets.sla.clock import read_clock
from claimtrail.tickets.sla.definitions import ClockDefinition
from claimtrail.tickets.sla.history import TicketChange
from claimtrail.tickets.sla.reading import ClockReading, ClockState, PieceKind

pytestmark = pytest.mark.capability("T3.3")

_HOUR = timedelta(hours=1)
_OPEN = {"status": ["new", "in_progress", "on_hold", "reopened"]}
_RESOLUTION: dict[str, Any] = {
    "version": 1,
    "valid_from": datetime(2026, 1, 1, tzinfo=UTC),
    "calendar": "office",
    "start": [_OPEN],
    "pause": [{"status": ["on_hold"], "hold_reason": ["payer", "patient"]}],
    "stop": [{"status": ["resolved"]}],
    "targets": {"1": "4h", "2": "8h", "3": "16h"},
    "restart": "continue",
}
_FIRST_RESPONSE = {
    **_RESOLUTION,
    "pause": [],
    "stop": [{"event": ["commented"]}, {"status": ["resolved"]}],
    "restart": "never",
}
_OFFICE = WorkingHours(
    name="office",
    zone="America/New_York",
    weekly=((Shift(begins=540, ends=1020),),) * 5 + ((), ()),
    holidays=frozenset({date(2026, 7, 3)}),
)
_SPLIT = WorkingHours(
    name="split",
    zone="America/New_York",
    weekly=((Shift(begins=480, ends=720), Shift(begins=780, ends=1020)),) * 5 + ((), ()),
)
_CALENDARS = {hours.name: OpenTime(hours) for hours in (_OFFICE, _SPLIT)}


def _at(words: str) -> datetime:
    """Return an instant of Eastern daylight time in June or July."""
    return datetime.fromisoformat(f"{words}-04:00").astimezone(UTC)


def _change(words: str, event: str, **facts: str) -> TicketChange:
    return TicketChange(at=_at(words), event=event, facts=facts)


def _definition(*versions: Mapping[str, Any]) -> ClockDefinition:
    return ClockDefinition.model_validate(
        {"clock_id": "clock", "title": "A clock", "versions": versions}
    )


def _read(
    *changes: TicketChange, now: str, versions: tuple[Mapping[str, Any], ...] = (_RESOLUTION,)
) -> ClockReading:
    return read_clock(_definition(*versions), changes, _CALENDARS, now=_at(now))


_OPENED = _change("2026-06-30T09:00", "opened", status="new", priority="2")
"""On a Tuesday."""


def test_a_clock_stands_still_while_it_is_paused() -> None:
    held = _change("2026-06-30T11:00", "held", status="on_hold", hold_reason="payer")

    reading = _read(_OPENED, held, now="2026-07-02T15:00")

    assert (reading.state, reading.elapsed) == (ClockState.PAUSED, 2 * _HOUR)
    assert reading.due_at is None
    assert [(piece.kind, piece.why) for piece in reading.pieces] == [
        (PieceKind.RUNNING, ""),
        (PieceKind.PAUSED, "payer"),
    ]


def test_hours_that_are_closed_count_neither_as_run_nor_into_the_day_of_the_breach() -> None:
    held = _change("2026-06-30T16:00", "held", status="on_hold", hold_reason="payer")
    resumed = _change("2026-07-02T16:30", "resumed", status="in_progress", hold_reason="")

    reading = _read(_OPENED, held, resumed, now="2026-07-02T17:00")

    assert reading.elapsed == timedelta(hours=7, minutes=30)
    assert reading.due_at == _at("2026-07-06T09:30"), "July 3 is a holiday, then a weekend"


def test_a_pause_lasts_when_the_definition_changes_under_it() -> None:
    held = _change("2026-06-30T11:00", "held", status="on_hold", hold_reason="payer")
    revised = {**_RESOLUTION, "version": 2, "valid_from": _at("2026-07-01T09:00")}

    reading = _read(_OPENED, held, now="2026-07-02T15:00", versions=(_RESOLUTION, revised))

    assert (reading.state, reading.version) == (ClockState.PAUSED, 2)
    assert reading.elapsed == 2 * _HOUR


def test_another_priority_changes_the_target_and_keeps_what_has_run() -> None:
    raised = _change("2026-06-30T12:00", "rated", priority="1")

    reading = _read(_OPENED, raised, now="2026-06-30T12:30")

    assert (reading.elapsed, reading.target) == (timedelta(hours=3, minutes=30), 4 * _HOUR)
    assert reading.due_at == _at("2026-06-30T13:00")


def test_a_breach_stays_when_a_lower_priority_gives_more_time() -> None:
    lowered = _change("2026-07-01T10:00", "rated", priority="3")

    reading = _read(_OPENED, lowered, now="2026-07-01T11:00")

    assert reading.breached_at == _at("2026-06-30T17:00")
    assert reading.remaining == 6 * _HOUR


def test_split_shifts_leave_the_noon_hour_out() -> None:
    split = {**_RESOLUTION, "calendar": "split"}

    reading = _read(_OPENED, now="2026-06-30T14:00", versions=(split,))

    assert reading.elapsed == 4 * _HOUR
    assert reading.due_at == _at("2026-07-01T09:00")


def test_nothing_runs_after_the_ticket_is_resolved() -> None:
    resolved = _change("2026-06-30T12:00", "resolved", status="resolved")

    reading = _read(_OPENED, resolved, now="2026-07-06T12:00")

    assert (reading.state, reading.elapsed) == (ClockState.MET, 3 * _HOUR)
    assert reading.ended_at == _at("2026-06-30T12:00")


def test_a_ticket_that_is_reopened_goes_on_with_what_had_run() -> None:
    resolved = _change("2026-06-30T12:00", "resolved", status="resolved")
    reopened = _change("2026-07-01T09:00", "reopened", status="reopened")

    reading = _read(_OPENED, resolved, reopened, now="2026-07-01T10:00")

    assert (reading.state, reading.elapsed) == (ClockState.RUNNING, 4 * _HOUR)
    assert [piece.kind for piece in reading.pieces] == [
        PieceKind.RUNNING,
        PieceKind.STOPPED,
        PieceKind.RUNNING,
    ]


def test_the_first_response_is_given_once() -> None:
    answered = _change("2026-06-30T10:00", "commented", status="in_progress")
    resolved = _change("2026-06-30T12:00", "resolved", status="resolved")
    reopened = _change("2026-07-01T09:00", "reopened", status="reopened")

    reading = _read(
        _OPENED,
        answered,
        resolved,
        reopened,
        now="2026-07-09T10:00",
        versions=(_FIRST_RESPONSE,),
    )

    assert (reading.state, reading.elapsed) == (ClockState.MET, _HOUR)


def test_a_pause_that_is_told_late_takes_back_the_breach_that_it_covers() -> None:
    told_late = _change("2026-06-30T15:00", "held", status="on_hold", hold_reason="payer")
    before = _read(_OPENED, now="2026-06-30T18:00")

    reading = _read(_OPENED, told_late, now="2026-07-01T12:00")

    assert before.breached_at == _at("2026-06-30T17:00")
    assert (reading.state, reading.breached_at) == (ClockState.PAUSED, None)
    assert reading.elapsed == 6 * _HOUR


def test_a_clock_that_starts_late_may_count_from_the_opening_without_its_pauses() -> None:
    reaching_back = {
        **_RESOLUTION,
        "start": [{"area": ["denials"]}],
        "starts_at_opening": True,
    }
    held = _change("2026-06-30T10:00", "held", status="on_hold", hold_reason="payer")
    resumed = _change("2026-06-30T12:00", "resumed", status="in_progress", hold_reason="")
    moved = _change("2026-06-30T14:00", "moved", area="denials")
    history = (_OPENED, held, resumed, moved)

    reading = _read(*history, now="2026-06-30T15:00", versions=(reaching_back,))
    all_of_it = _read(
        *history,
        now="2026-06-30T15:00",
        versions=({**reaching_back, "pauses_reach_back": False},),
    )

    assert (reading.started_at, reading.elapsed) == (_at("2026-06-30T09:00"), 4 * _HOUR)
    assert all_of_it.elapsed == 6 * _HOUR


def test_the_next_update_starts_over_with_each_one() -> None:
    each_update = {**_RESOLUTION, "reset": [{"event": ["commented"]}], "restart": "fresh"}
    told = _change("2026-06-30T16:00", "commented")

    reading = _read(_OPENED, told, now="2026-06-30T17:00", versions=(each_update,))

    assert (reading.elapsed, reading.reached) == (_HOUR, ())
    assert reading.due_at == _at("2026-07-01T16:00")


@pytest.mark.parametrize(
    ("begins", "passed"),
    [
        ("2026-03-08T00:00-05:00", 23),
        ("2026-11-01T00:00-04:00", 25),
        ("2026-06-07T00:00-04:00", 24),
    ],
)
def test_a_day_has_as_many_hours_as_its_clocks_make_it(begins: str, passed: int) -> None:
    day = WorkingHours(
        name="day", zone="America/New_York", weekly=((Shift(begins=0, ends=1440),),) * 7
    )
    midnight = datetime.fromisoformat(begins)

    next_midnight = OpenTime(day).after(midnight, passed * _HOUR)

    assert next_midnight.astimezone(_EASTERN).hour == 0
    assert OpenTime(day).between(midnight, next_midnight) == passed * _HOUR


_EASTERN = OpenTime(_OFFICE).zone


def test_hours_that_never_open_again_are_refused_by_name() -> None:
    closed = WorkingHours(
        name="closed",
        zone="UTC",
        weekly=((Shift(begins=0, ends=1),),) + ((),) * 6,
    )

    with pytest.raises(ConfigurationError, match=r"HOURS_NEVER_OPEN.*working hours closed"):
        OpenTime(closed).after(_at("2026-06-30T09:00"), timedelta(days=1))
