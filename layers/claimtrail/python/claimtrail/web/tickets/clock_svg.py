"""A clock of a ticket as SVG: what ran, what rested, closed hours, the breach and now, to scale.

Pure. One drawing is wide, one is narrow for phones; a table of the same stretches stands beside
them. Colors come from classes of the style sheet, and patterns tell what colors tell.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from claimtrail.kernel.working_hours import OpenTime
from claimtrail.tickets.sla.reading import PieceKind
from claimtrail.web.tickets.clock_words import wall_time

WIDTH, NARROW_WIDTH = 1000, 320
_EDGE = 8
_TOP, _HEIGHT, _ROW = 6, 26, 18
_LETTER = 7.6
"""Width of a letter at the drawing's size of 12."""
_LEAST = 1.0
"""Closed hours that are narrower than this are left out: they would be a gray all over."""
_LEAD = timedelta(hours=1)
"""The part of the future that is shown at the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStretch:
    """A stretch as it is drawn."""

    begins: datetime
    ends: datetime
    kind: str
    """`running`, `paused` or `stopped`."""
    hours: OpenTime
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnClock:
    """The parts of a clock that are drawn."""

    name: str
    """Of its patterns: lower-case letters and hyphens."""
    title: str
    hours: OpenTime
    """The hours that hold now."""
    began: datetime
    stretches: Sequence[ClockStretch]
    now: datetime
    ended_at: datetime | None
    due_at: datetime | None
    """The breach to come."""
    breached_at: datetime | None

    @property
    def breach_at(self) -> datetime | None:
        """Return the breach that was, or the one to come."""
        return self.breached_at or self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDrawing:
    """The two drawings of one clock."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class _Scale:
    first: datetime
    last: datetime
    length: float

    def at(self, instant: datetime) -> float:
        """Return the place of an instant; one beyond the scale stands at its edge."""
        share = (instant - self.first) / (self.last - self.first)
        return round(_EDGE + self.length * min(max(share, 0), 1), 1)


@dataclass(frozen=True, slots=True)
class _ClockMark:
    at: datetime
    words: str
    css: str


def draw_clock(clock: DrawnClock) -> ClockDrawing:
    """Return the drawings of a clock."""
    return ClockDrawing(
        wide=_drawn(clock, WIDTH, "wide"), narrow=_drawn(clock, NARROW_WIDTH, "narrow")
    )


def _drawn(clock: DrawnClock, width: float, css: str) -> Markup:
    first = clock.began
    last = max(_passed(clock), clock.due_at or first, first + _LEAD)
    scale = _Scale(first, last, width - 2 * _EDGE)
    # Each drawing has patterns of its own: one that is not displayed lends none.
    name = f"{clock.name}-{css}"
    marks = sorted(_marks(clock), key=lambda one: one.at)
    labels, rows = _labels(marks, scale, width)
    height = _TOP + _HEIGHT + 8 + _ROW * rows
    drawn = [_patterns(name), *_bar(clock, scale, name), *labels]
    return Markup(
        '<svg class="timeline clock {css}" role="img" viewBox="0 0 {width} {height}" '
        'width="{width}" height="{height}" font-size="12">'
        "<title>{title}</title><desc>{description}</desc>{drawn}</svg>"
    ).format(
        css=css,
        width=width,
        height=height,
        title=clock.title,
        description=_description(clock),
        drawn=Markup("").join(drawn),
    )


def _bar(clock: DrawnClock, scale: _Scale, name: str) -> Iterator[Markup]:
    """Yield the stretches with the closed hours in them, then what is still ahead."""
    for one in clock.stretches:
        yield _block(scale, one.begins, one.ends, one.kind, fill=_fill(one.kind, name))
        if one.kind == PieceKind.RUNNING:
            yield from _closed(one.hours, one.begins, one.ends, scale, name)
    passed = _passed(clock)
    if clock.due_at and clock.due_at > passed:
        yield _block(scale, passed, clock.due_at, "ahead")
        yield from _closed(clock.hours, passed, clock.due_at, scale, name)


def _passed(clock: DrawnClock) -> datetime:
    """Return the end of the last stretch; of a clock that just began, its beginning."""
    return clock.stretches[-1].ends if clock.stretches else clock.began


def _closed(
    hours: OpenTime, begins: datetime, ends: datetime, scale: _Scale, name: str
) -> Iterator[Markup]:
    """Yield the closed hours of a stretch, as far as they are wide enough to be seen."""
    since = begins
    for opens, closes in (*hours.spans(begins, ends), (ends, ends)):
        if scale.at(opens) - scale.at(since) >= _LEAST:
            yield _block(scale, since, opens, "closed", fill=f"url(#{name}-closed)")
        since = closes


def _block(scale: _Scale, begins: datetime, ends: datetime, css: str, *, fill: str = "") -> Markup:
    left = scale.at(begins)
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"{}/>').format(
        css,
        left,
        _TOP,
        round(scale.at(ends) - left, 1),
        _HEIGHT,
        Markup(' fill="{}"').format(fill) if fill else "",
    )


def _fill(kind: str, name: str) -> str:
    return f"url(#{name}-paused)" if kind == PieceKind.PAUSED else ""


def _patterns(name: str) -> Markup:
    """Return stripes for pauses, dots for closed hours."""
    return Markup(
        '<defs><pattern id="{name}-paused" width="8" height="8" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="ground" width="8" height="8"/>'
        '<rect class="stripe" width="4" height="8"/></pattern>'
        '<pattern id="{name}-closed" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<rect class="ground" width="4" height="4"/><rect class="dot" width="1.5" height="1.5"/>'
        "</pattern></defs>"
    ).format(name=name)


def _marks(clock: DrawnClock) -> Iterator[_ClockMark]:
    """Yield the instants that are named: the start, the breach, the end or now."""
    zone = clock.hours.zone

    def mark(at: datetime, words: str, css: str) -> _ClockMark:
        return _ClockMark(at, f"{words} {wall_time(at, zone)}", css)

    yield mark(clock.began, "start", "begin")
    if clock.breach_at:
        yield mark(clock.breach_at, "breach", "breach late" if clock.breached_at else "breach")
    if clock.ended_at:
        yield mark(clock.ended_at, "end", "now")
    else:
        yield mark(clock.now, "now", "now")


def _labels(
    marks: Sequence[_ClockMark], scale: _Scale, width: float
) -> tuple[Iterable[Markup], int]:
    """Return the marks with their words, each in a row where it is free, and the rows' number."""
    ends: list[float] = []
    drawn: list[Markup] = []
    for one in marks:
        place, room = scale.at(one.at), _LETTER * len(one.words)
        x = round(max(min(place + 3, width - room), 2), 1)
        row = next((row for row, end in enumerate(ends) if end <= x), len(ends))
        ends[row : row + 1] = [x + room + 8]
        y = _TOP + _HEIGHT + 16 + _ROW * row
        drawn.append(
            Markup(
                '<g class="{}"><line class="lead" x1="{}" y1="{}" x2="{}" y2="{}"/>'
                '<text class="first" x="{}" y="{}">{}</text></g>'
            ).format(one.css, place, _TOP - 4, place, y - 2, x, y, one.words)
        )
    return drawn, len(ends)


def _description(clock: DrawnClock) -> str:
    zone = clock.hours.zone
    said = [
        f"{one.kind}{f' ({one.why})' if one.why else ''} from {wall_time(one.begins, zone)} "
        f"to {wall_time(one.ends, zone)}"
        for one in clock.stretches
    ]
    named = [one.words for one in _marks(clock)][1:]
    return f"{'; '.join((*said, *named))}."


def stretches_of(
    pieces: Iterable[Mapping[str, Any]], hours: Mapping[str, OpenTime]
) -> tuple[ClockStretch, ...]:
    """Return the stretches of a clock as a page has them."""
    return tuple(
        ClockStretch(
            begins=one["begins"],
            ends=one["ends"],
            kind=one["kind"],
            hours=hours[one["calendar"]],
            why=one["why"],
        )
        for one in pieces
    )
