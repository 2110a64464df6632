"""Working hours as a page: each calendar drawn as a week, with its holidays and exceptions."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from claimtrail.kernel.working_hours import WEEKDAYS, OpenTime, Shift, WorkingHours
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.web.core.replies import DataReply, PageReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.desk.tables import rows_json

NAME = "calendars"
MOST_HOLIDAYS = 12
"""Holidays to come that the page names."""
WIDTH, NARROW_WIDTH = 640, 300
_ROW, _LEFT, _TOP = 22, 40, 16
_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """The hours of one day."""

    day: str
    hours: str
    """`08:00 to 18:00`; `closed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDay:
    """A day with hours of its own."""

    on: date
    hours: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow:
    """One calendar."""

    name: str
    zone: str
    clocks: tuple[str, ...]
    """The clocks that run in it."""
    week: tuple[DayHours, ...]
    holidays: tuple[date, ...]
    """Those to come, the next one first."""
    exceptions: tuple[OtherDay, ...]


def show_calendars(request: PageRequest) -> Reply:
    """Show the calendars in which clocks run, each drawn as a week."""
    hours = clock_tables().calendars
    return PageReply(
        template="calendars.html",
        title="Working hours",
        view={
            "calendars": calendar_rows(request.today),
            "drawings": {
                name: tuple(
                    draw_week(one.hours, width=width, css=css)
                    for width, css in ((WIDTH, "wide"), (NARROW_WIDTH, "narrow"))
                )
                for name, one in hours.items()
            },
        },
    )


def calendars_json(request: PageRequest) -> DataReply:
    """Return the calendars as JSON."""
    return rows_json(NAME, calendar_rows(request.today))


def calendar_rows(today: date) -> tuple[CalendarRow, ...]:
    """Return every calendar of clocks, with the holidays from a day on."""
    return tuple(_row(one, today) for one in clock_tables().calendars.values())


def _row(one: OpenTime, today: date) -> CalendarRow:
    hours = one.hours
    return CalendarRow(
        name=hours.name,
        zone=hours.zone,
        clocks=tuple(
            clock.title
            for clock in clock_tables().clocks
            if any(version.calendar == hours.name for version in clock.versions)
        ),
        week=tuple(
            DayHours(day=name.capitalize(), hours=hours_of_day(shifts))
            for name, shifts in zip(WEEKDAYS, hours.weekly, strict=True)
        ),
        holidays=tuple(sorted(each for each in hours.holidays if each >= today)[:MOST_HOLIDAYS]),
        exceptions=tuple(
            OtherDay(on=each.day, hours=hours_of_day(each.shifts), reason=each.reason)
            for each in hours.exceptions
        ),
    )


def hours_of_day(shifts: tuple[Shift, ...]) -> str:
    """Return the hours of a day: `08:00 to 12:00, 13:00 to 18:00`; `closed`."""
    said = (f"{_clock(one.begins)} to {_clock(one.ends)}" for one in shifts)
    return ", ".join(said) or "closed"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def draw_week(hours: WorkingHours, *, width: int, css: str) -> Markup:
    """Return a week as SVG: a row a day, midnight to midnight, open hours filled."""
    scale = (width - _LEFT - 8) / _MINUTES
    days = list(zip(WEEKDAYS, hours.weekly, strict=True))
    height = _TOP + _ROW * len(days) + 4
    drawn = [_hours_above(scale)]
    for row, (name, shifts) in enumerate(days):
        y = _TOP + _ROW * row
        drawn.append(Markup('<text x="0" y="{}">{}</text>').format(y + 15, name[:3].capitalize()))
        drawn.append(_block("day", 0, _MINUTES, y, scale))
        drawn += [_block("open", one.begins, one.ends, y, scale) for one in shifts]
    said = "; ".join(f"{name.capitalize()} {hours_of_day(shifts)}" for name, shifts in days)
    return Markup(
        '<svg class="timeline week {}" role="img" viewBox="0 0 {} {}" width="{}" height="{}">'
        "<title>{}</title><desc>{}.</desc>{}</svg>"
    ).format(
        css,
        width,
        height,
        width,
        height,
        f"A week of {hours.name}",
        said,
        Markup("").join(drawn),
    )


def _hours_above(scale: float) -> Markup:
    return Markup("").join(
        Markup('<text class="hour" x="{}" y="11" text-anchor="{}">{}</text>').format(
            round(_LEFT + hour * 60 * scale, 1), "end" if hour else "start", f"{hour:02d}:00"
        )
        for hour in (0, 6, 12, 18, 24)
    )


def _block(css: str, begins: int, ends: int, y: int, scale: float) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        css,
        round(_LEFT + begins * scale, 1),
        y + 2,
        round((ends - begins) * scale, 1),
        _ROW - 5,
    )
