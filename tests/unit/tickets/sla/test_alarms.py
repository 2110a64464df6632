"""Warnings and breaches are recorded once, at their instants, whatever becomes of the calls."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from claimtrail.tickets.changes import following
from claimtrail.tickets.model import HoldParty, Ticket, TicketEntry
from claimtrail.tickets.ratings import prioritized
from claimtrail.tickets.sla.alarms import GRACE
from claimtrail.tickets.sla.instants import next_instant, unrecorded_marks
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.tickets.status_changes import StatusChange, StatusRequest, with_status
from claimtrail.tickets.ticket_parts import LinkKind, PriorityOverride, TicketLink
from tests.harness.tickets.alarm_play import ANN, MONDAY, AlarmPlay, check_play, played_ticket

pytestmark = pytest.mark.capability("T3.3")

OPENED = MONDAY
"""8 o'clock in New York, on which the billing office opens."""


def _opened(**changes: object) -> tuple[AlarmPlay, str]:
    play = AlarmPlay()
    ticket = play.service.open(played_ticket(**changes))
    play.deliver()
    return play, ticket.ticket_id


def _marks(ticket: Ticket) -> list[tuple[str, int, datetime]]:
    return [
        (entry.clock.clock_id, entry.clock.percent, entry.clock.at)
        for entry in ticket.history
        if entry.clock
    ]


def _later(hours: float) -> datetime:
    return OPENED + timedelta(hours=hours)


def test_a_ticket_has_one_call_at_the_next_instant_of_any_clock() -> None:
    play, one = _opened()
    # Priority 3: the first response is due in 10 hours of work, the resolution in 100.
    assert play.schedule.calls == {(_later(5), one)}

    play.now = _later(5)
    play.call()

    assert _marks(play.ticket(one)) == [("first-response", 50, _later(5))]
    assert play.schedule.calls == {(_later(7.5), one)}
    call = play.book.find(one)
    assert call is not None
    assert call.at == _later(7.5)


def test_what_is_due_is_published_with_the_clock_and_the_instant() -> None:
    play, one = _opened()
    play.now = _later(20)
    play.call()

    published = [event for event in play.published.events.values() if "clock" in event.detail]
    assert [event.detail_type for event in published] == [
        *["ticket.sla_warned"] * 3,
        "ticket.sla_breached",
    ]
    assert published[-1].detail["clock"] == {
        "clock_id": "first-response",
        "version": 1,
        "percent": 100,
        "at": "2026-11-30T23:00:00Z",
    }
    assert [percent for _, percent, _ in _marks(play.ticket(one))] == [50, 75, 90, 100]
    play.alarms.settle(one)
    assert len(_marks(play.ticket(one))) == 4


def test_a_hold_takes_the_call_away_and_its_end_sets_another() -> None:
    play, one = _opened()
    hold = StatusRequest(
        change=StatusChange.HOLD, at=OPENED, actor=ANN, note="", hold_reason=HoldParty.PAYER
    )
    play.change(one, lambda ticket: with_status(ticket, hold))
    play.deliver()
    # A rule of escalation looks at it again after a month.
    assert play.schedule.calls == {(_later(30 * 24), one)}

    play.now = _later(3)
    go_on = StatusRequest(change=StatusChange.RESUME, at=play.now, actor=ANN, note="")
    play.change(one, lambda ticket: with_status(ticket, go_on))
    play.deliver()

    # The next update, from now on, is due in 50 hours of work; 7 of them are today's.
    [(at, _)] = play.schedule.calls
    assert at < _later(7 * 24)


def test_a_call_that_never_comes_is_found_in_the_book() -> None:
    play, one = _opened()
    play.schedule.calls.clear()
    play.now = _later(5) + GRACE
    assert play.alarms.heal().healed == 0

    play.now += timedelta(seconds=1)
    assert play.alarms.heal().healed == 1

    assert _marks(play.ticket(one)) == [("first-response", 50, _later(5))]
    assert play.schedule.calls == {(_later(7.5), one)}


def _linked(ticket: Ticket, *links: TicketLink) -> Ticket:
    entry = TicketEntry(at=ticket.opened_at, actor=ANN, action="linked", note="")
    return following(ticket, entry, links=links)


@pytest.mark.parametrize("survived", range(6))
def test_a_writer_that_dies_leaves_no_call_in_the_book_that_no_schedule_makes(
    survived: int,
) -> None:
    play, one = _opened()
    before = play.book.find(one)
    writes = count()
    play.change(
        one, lambda ticket: _linked(ticket, TicketLink(kind=LinkKind.CHILD_OF, ticket_id="tkt_p"))
    )
    play.crash = lambda: next(writes) == survived
    play.deliver()
    play.crash = lambda: False

    play.change(one, _linked)
    play.deliver()

    assert before
    assert play.book.find(one) is not None
    assert (before.at, one) in play.schedule.calls, "it is due as before"


def test_lost_calls_of_many_tickets_are_made_good_side_by_side_and_in_time() -> None:
    play, _ = _opened()
    ids = [play.service.open(played_ticket(f"esc_lost_{number}")).ticket_id for number in range(9)]
    for one in ids:
        play.alarms.settle(one)
    play.schedule.calls.clear()
    play.now = _later(5) + GRACE + timedelta(seconds=1)
    alarms = replace(play.alarms, at_once=4)

    late = alarms.heal(deadline=lambda: 1)
    assert (late.healed, late.is_complete) == (0, False)
    done = alarms.heal()

    assert (done.healed, done.is_complete) == (10, True)
    assert {len(_marks(play.ticket(one))) for one in ids} == {1}
    assert len(play.schedule.calls) == 10
    assert alarms.heal().healed == 0


def test_a_call_that_comes_early_is_set_again() -> None:
    play, one = _opened()
    play.schedule.calls.clear()
    play.now = _later(4)

    play.alarms.settle(one, is_called=True)

    assert _marks(play.ticket(one)) == []
    assert play.schedule.calls == {(_later(5), one)}


def test_a_persons_priority_ends_at_its_instant() -> None:
    play, one = _opened()
    override = PriorityOverride(
        priority=1, replaced=3, reason="discharge", approved_by="user:ines", at=OPENED,
        expires_at=_later(0.25),
    )  # fmt: skip
    play.change(one, lambda ticket: prioritized(ticket, override, actor=ANN))
    play.deliver()
    assert play.schedule.calls == {(_later(0.25), one)}

    play.now = _later(0.25)
    play.call()

    assert play.ticket(one).priority == 3
    assert play.ticket(one).history[-1].since == _later(0.25)
    assert play.schedule.calls == {(_later(5), one)}


def test_a_breach_that_late_news_takes_back_is_recorded_when_it_comes() -> None:
    play, one = _opened()
    play.now = _later(5)
    play.call()
    hold = StatusRequest(
        change=StatusChange.HOLD, at=_later(6), since=_later(1), actor=ANN, note="",
        hold_reason=HoldParty.PAYER,
    )  # fmt: skip
    start = with_status(play.ticket(one), hold)

    assert unrecorded_marks(start, clock_tables(), now=_later(9)) == []


def test_a_ticket_under_another_one_has_no_alarm() -> None:
    link = TicketLink(kind=LinkKind.CHILD_OF, ticket_id="tkt_above")
    play, one = _opened(links=(link,))
    assert play.schedule.calls == set()

    play.now = _later(90)
    play.alarms.settle(one)

    assert _marks(play.ticket(one)) == []
    assert next_instant(play.ticket(one), clock_tables(), now=play.now) is None


def test_an_unknown_ticket_is_nothing_to_settle() -> None:
    assert AlarmPlay().alarms.settle("tkt_none") is None


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_lost_or_crashes_each_mark_is_recorded_once(seed: int) -> None:
    check_play(seed)
