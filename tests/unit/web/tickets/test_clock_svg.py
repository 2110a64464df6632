"""Drawings of clocks: to scale, with pauses, closed hours, the breach and now."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from claimtrail.kernel.working_hours import OpenTime, Shift, WorkingHours
from claimtrail.tickets.sla.views import ClockRow, PieceRow
from claimtrail.web.tickets.clock_svg import WIDTH, ClockStretch, DrawnClock, draw_clock
from claimtrail.web.tickets.clock_words import ago, clock_words, nearest_clock

pytestmark = pytest.mark.capability("T3.3")
OFFICE = OpenTime(
    WorkingHours(
        name="office",
        zone="America/New_York",
        weekly=(*((Shift(begins=8 * 60, ends=18 * 60),),) * 5, (), ()),
    )
)


def at(day: int, hour: int) -> datetime:
    """Return an hour of New York in November 2026."""
    return datetime(2026, 11, day, hour + 5, tzinfo=UTC)


def stretch(begins: datetime, ends: datetime, kind: str = "running", why: str = "") -> ClockStretch:
    return ClockStretch(begins=begins, ends=ends, kind=kind, hours=OFFICE, why=why)


def clock(*stretches: ClockStretch, now: datetime, **more: datetime) -> DrawnClock:
    return DrawnClock(
        name="resolution",
        title="Resolution: paused (payer)",
        hours=OFFICE,
        began=stretches[0].begins if stretches else now,
        stretches=stretches,
        now=now,
        ended_at=more.get("ended_at"),
        due_at=more.get("due_at"),
        breached_at=more.get("breached_at"),
    )


def blocks(drawn: str, css: str) -> list[tuple[float, float]]:
    """Return place and width of the blocks of a class."""
    found = re.findall(rf'<rect class="{css}" x="([\d.]+)" y="\d+" width="([\d.]+)"', drawn)
    return [(float(x), float(width)) for x, width in found]


def test_stretches_have_the_widths_of_their_hours() -> None:
    drawn = draw_clock(
        clock(
            stretch(at(2, 8), at(2, 10)),
            stretch(at(2, 10), at(2, 14), "paused", "payer"),
            stretch(at(2, 14), at(2, 16)),
            now=at(2, 16),
            due_at=at(2, 18),
        )
    )

    [first, last], [pause], [ahead] = (
        blocks(drawn.wide, css) for css in ("running", "paused", "ahead")
    )
    assert pause[1] == pytest.approx(2 * first[1], abs=0.3)
    assert first[1] == pytest.approx(last[1], abs=0.3) == pytest.approx(ahead[1], abs=0.3)
    assert pause[0] == pytest.approx(first[0] + first[1], abs=0.3)
    assert ahead[0] + ahead[1] == pytest.approx(WIDTH - 8, abs=0.3)
    assert not blocks(drawn.wide, "closed")
    assert "paused (payer) from Nov 2, 2026 10:00 EST to Nov 2, 2026 14:00 EST" in drawn.wide
    assert "breach Nov 2, 2026 18:00 EST" in drawn.wide


def test_closed_hours_are_drawn_in_what_runs_and_lies_ahead_and_in_no_pause() -> None:
    drawn = draw_clock(
        clock(
            stretch(at(2, 8), at(3, 18)),
            stretch(at(3, 18), at(5, 8), "paused"),
            stretch(at(5, 8), at(5, 18)),
            now=at(5, 18),
            due_at=at(6, 18),
        )
    )

    nights = blocks(drawn.wide, "closed")

    assert len(nights) == 2
    assert nights[0][1] == pytest.approx(nights[1][1], abs=0.3)


def test_what_is_told_of_a_breach_differs_before_and_after_it() -> None:
    ran = stretch(at(2, 8), at(2, 16))
    before = draw_clock(clock(ran, now=at(2, 16), due_at=at(2, 18)))
    after = draw_clock(clock(ran, now=at(2, 16), breached_at=at(2, 12)))

    assert 'class="breach"' in before.wide
    assert 'class="breach late"' in after.wide
    assert not blocks(after.wide, "ahead")
    assert 'class="now"' in after.narrow


def test_years_of_nights_are_no_gray_and_no_long_page() -> None:
    drawn = draw_clock(
        clock(stretch(at(2, 8), at(2, 8) + timedelta(days=1_500)), now=at(2, 8) + timedelta(1_500))
    )

    assert len(blocks(drawn.wide, "closed")) < 600
    assert all(width >= 1 for _, width in blocks(drawn.wide, "closed"))


def test_a_clock_that_just_began_shows_what_is_ahead() -> None:
    drawn = draw_clock(clock(now=at(2, 8), due_at=at(2, 12)))

    assert len(blocks(drawn.wide, "ahead")) == 1


def test_patterns_have_names_that_an_address_can_have() -> None:
    drawn = draw_clock(clock(stretch(at(2, 8), at(2, 10), "paused"), now=at(2, 10)))

    names = re.findall(r'<pattern id="([^"]+)"', drawn.wide + drawn.narrow)
    assert len(set(names)) == 4
    assert all(re.fullmatch("[a-z-]+", name) for name in names)
    assert 'fill="url(#resolution-wide-paused)"' in drawn.wide


def row(state: str, **more: object) -> ClockRow:
    values: dict[str, object] = {
        "clock_id": "resolution",
        "title": "Resolution",
        "kind": "SLA",
        "version": 1,
        "state": state,
        "started_at": at(2, 8),
        "ended_at": None,
        "elapsed_minutes": 60,
        "target_minutes": 600,
        "remaining_minutes": 190,
        "calendar": "office",
        "due_at": None,
        "breached_at": None,
        "next_warning": None,
        "next_warning_at": None,
        "pieces": (),
    }
    return ClockRow(**values | more)  # type: ignore[arg-type]


def paused(why: str) -> PieceRow:
    return PieceRow(
        kind="paused", begins=at(2, 8), ends=at(2, 9), minutes=0, why=why, calendar="office"
    )


def test_a_clock_says_in_few_words_how_it_stands() -> None:
    now = at(2, 12)

    assert clock_words(row("running"), now=now) == "3h 10m left"
    assert clock_words(row("running", breached_at=at(2, 10)), now=now) == "breached 2h ago"
    assert clock_words(row("paused", pieces=(paused("payer"),)), now=now) == "paused (payer)"
    assert clock_words(row("paused", breached_at=at(2, 10)), now=now) == "breached 2h ago, paused"
    assert clock_words(row("running", remaining_minutes=None), now=now) == "nothing is promised"
    assert clock_words(row("met"), now=now) == "met"
    assert [ago(timedelta(minutes=one)) for one in (40, 119, 47 * 60, 48 * 60)] == [
        *("40m ago", "1h ago", "47h ago", "2 days ago"),
    ]


def test_the_nearest_clock_broke_first_else_breaks_next_else_is_paused() -> None:
    now = at(2, 12)
    broken = row("running", title="First response", breached_at=at(2, 10))
    runs = row("running", due_at=at(2, 16))
    rests = row("paused", pieces=(paused("payer"),))

    found = [nearest_clock(rows, now=now) for rows in ((rests, runs, broken), (rests, runs))]

    assert [one.title if one else "" for one in found] == ["First response", "Resolution"]
    assert found[1] is not None
    assert found[1].breach_at == at(2, 16)
    assert nearest_clock((row("met"), row("running", target_minutes=None)), now=now) is None
    only = nearest_clock((rests,), now=now)
    assert only is not None
    assert (only.words, only.breach_at) == ("paused (payer)", None)
