"""A claim's timeline as SVG: steps, waits and deadlines, drawn to the scale of days.

Pure. One drawing is wide, one is narrow for phones; a table of the same steps stands beside them.
Colors come from classes of the style sheet, so that the page's policy allows them and the dark
scheme fits. Shapes tell what colors tell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from markupsafe import Markup

from claimtrail.kernel.clock import days_between
from claimtrail.web.core.words import day, many

WIDTH, NARROW_WIDTH = 1000, 340
_EDGE = 14
"""Distance of the first and the last day from the edge."""
_LETTER = 6.4
"""Width of a letter at the drawing's size of 12."""
_ROW = 36
"""Height of a label of two lines."""
_LEAD_SHARE, _LEAD_DAYS = 0.4, 14
"""The part of the time so far that is shown of the future, and the days of it at the least."""
_WAIT_ROOM = 50
"""Room that the words of a wait need."""
_NARROW_DAY_HEIGHT, _NARROW_LEAST = 40, 260
_LABEL_X = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePoint:
    """A step as it is drawn."""

    on: date
    words: str
    """The state that it led to."""
    source: str
    """`835`, `277CA`, `person`."""
    tone: str
    """A class of the style sheet: `good`, `bad`, `warn`, `quiet`."""
    is_inferred: bool = False
    is_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineMark:
    """A day that is marked: a deadline, or today."""

    on: date
    words: str
    is_late: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineDrawing:
    """The two drawings of one timeline."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class _Label:
    """A day with its two lines of words."""

    on: date
    first: str
    second: str
    css: str
    is_beyond: bool = False
    """True for a day beyond the scale: it stands at the edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timeline:
    """Everything that both drawings show."""

    points: Sequence[TimelinePoint]
    marks: Sequence[TimelineMark]
    """Today is among them."""
    first: date
    last: date
    """The last day of the scale."""
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date
    start: float
    length: float

    def at(self, on: date) -> float:
        """Return the place of a day; one beyond the scale stands at its edge."""
        days = max(days_between(self.first, self.last), 1)
        share = min(max(days_between(self.first, on) / days, 0), 1)
        return round(self.start + self.length * share, 1)


def draw_timeline(
    points: Sequence[TimelinePoint], marks: Sequence[TimelineMark], *, today: date, title: str
) -> TimelineDrawing | None:
    """Return the drawings of a claim's way; None for a claim without any step."""
    if not points:
        return None
    ordered = sorted(points, key=lambda one: one.on)
    first, reached = ordered[0].on, max(ordered[-1].on, today)
    past = days_between(first, reached)
    lead = max(int(past * _LEAD_SHARE), _LEAD_DAYS)
    last = max([reached, *(m.on for m in marks if days_between(reached, m.on) <= lead)])
    shown = [*marks, TimelineMark(on=today, words="today", is_today=True)]
    whole = _Timeline(
        points=ordered,
        marks=shown,
        first=first,
        last=last,
        title=title,
        description=_description(ordered, marks),
    )
    return TimelineDrawing(wide=_wide(whole), narrow=_narrow(whole))


def _description(points: Sequence[TimelinePoint], marks: Iterable[TimelineMark]) -> str:
    steps = "; ".join(f"{day(one.on)} {one.words}" for one in points)
    days = "; ".join(f"{day(one.on)} {one.words}" for one in sorted(marks, key=lambda m: m.on))
    return f"Steps: {steps}." + (f" Marked days: {days}." if days else "")


def _wide(whole: _Timeline) -> Markup:
    """Return the drawing for wide screens: time runs to the right."""
    points, marks = whole.points, whole.marks
    scale = _Scale(whole.first, whole.last, _EDGE, WIDTH - 2 * _EDGE)
    above = _in_rows(_step_labels(points), scale)
    below = _in_rows(_mark_labels(marks, whole.last), scale)
    axis = _ROW * (max(row for _, row, _ in above) + 1) + 14
    height = axis + 30 + _ROW * (max((row for _, row, _ in below), default=0) + 1)
    hung = [
        *((label, x, axis - 2 - _ROW * (row + 1), True) for label, row, x in above),
        *((label, x, axis + 38 + _ROW * row, False) for label, row, x in below),
    ]
    drawn = [
        *_waits(points, scale, marks, axis),
        # All lines before all words, so that no line crosses a word.
        *(_lead(label, scale.at(label.on), axis, y=y, up=up) for label, _, y, up in hung),
        *(_words(label, x, y) for label, x, y, _ in hung),
        *(_marker(alike, scale.at(on), axis) for on, alike in _by_day(points)),
    ]
    return _svg(drawn, whole, width=WIDTH, height=height, css="wide")


def _in_rows(labels: Iterable[_Label], scale: _Scale) -> list[tuple[_Label, int, float]]:
    """Return labels with the row and the place at which each is free of the others."""
    ends: list[float] = []
    found: list[tuple[_Label, int, float]] = []
    for label in labels:
        width = _LETTER * max(len(label.first), len(label.second)) + 12
        x = min(scale.at(label.on) + 4, WIDTH - width)
        row = next((row for row, end in enumerate(ends) if end <= x), len(ends))
        if row == len(ends):
            ends.append(0)
        ends[row] = x + width
        found.append((label, row, max(round(x, 1), 0)))
    return found


def _step_labels(points: Sequence[TimelinePoint]) -> list[_Label]:
    found = []
    for on, alike in _by_day(points):
        last = alike[-1]
        sources = dict.fromkeys(one.source for one in alike)
        second = f"{day(on).rpartition(',')[0]} \N{MIDDLE DOT} {', '.join(sources)}"
        found.append(_Label(on, last.words, second, f"step {last.tone}"))
    return found


def _mark_labels(marks: Sequence[TimelineMark], last: date) -> list[_Label]:
    ordered = sorted(marks, key=lambda one: (one.on, not one.is_today))
    return [_mark_label(one, last) for one in ordered]


def _mark_label(mark: TimelineMark, last: date) -> _Label:
    css = "now" if mark.is_today else "due-day late" if mark.is_late else "due-day"
    is_beyond = mark.on > last
    arrow = " \N{RIGHTWARDS ARROW}" if is_beyond else ""
    return _Label(mark.on, f"{mark.words}{arrow}", day(mark.on), css, is_beyond)


def _by_day(points: Sequence[TimelinePoint]) -> list[tuple[date, list[TimelinePoint]]]:
    return [(on, list(alike)) for on, alike in groupby(points, key=lambda one: one.on)]


def _waits(
    points: Sequence[TimelinePoint], scale: _Scale, marks: Sequence[TimelineMark], axis: float
) -> list[Markup]:
    """Return the bars between steps, with their days where there is room; the last one to today."""
    today = next(one.on for one in marks if one.is_today)
    line = Markup('<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        _EDGE, axis, WIDTH - _EDGE, axis
    )
    drawn = [line]
    days = _by_day(points)
    ends = [*days, (max(today, days[-1][0]), days[-1][1])]
    for (start, alike), (end, _) in pairwise(ends):
        left, right = scale.at(start), scale.at(end)
        drawn.append(
            Markup('<rect class="wait {}" x="{}" y="{}" width="{}" height="8"/>').format(
                alike[-1].tone, left, axis - 4, round(right - left, 1)
            )
        )
        if right - left >= _WAIT_ROOM:
            drawn.append(
                Markup('<text class="days" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                    round((left + right) / 2, 1), axis + 18, many(days_between(start, end), "day")
                )
            )
    return drawn


def _lead(label: _Label, place: float, axis: float, *, y: float, up: bool) -> Markup:
    """Return the line that leads from a day to its label."""
    end = y - 10 if up else y + 16
    return Markup('<g class="{}"><line class="lead" x1="{}" y1="{}" x2="{}" y2="{}"/></g>').format(
        label.css, place, axis, place, end
    )


def _words(label: _Label, x: float, y: float) -> Markup:
    return Markup(
        '<g class="{}"><text x="{}" y="{}"><tspan class="first">{}</tspan>'
        '<tspan class="second" x="{}" dy="14">{}</tspan></text></g>'
    ).format(label.css, x, y, label.first, x, label.second)


def _marker(alike: Sequence[TimelinePoint], x: float, y: float) -> Markup:
    """Return the mark of a day's steps: a diamond for bad news, a square for a person's word."""
    last = alike[-1]
    words = ", ".join(one.words for one in alike)
    css = f"point {last.tone}{' inferred' if last.is_inferred else ''}"
    shape = _DIAMOND if last.tone == "bad" else _SQUARE if last.is_person else _CIRCLE
    return Markup('<g class="{}"><title>{}: {}</title>{}</g>').format(
        css, day(last.on), words, shape.format(x=x, y=y, left=x - 6, top=y - 6)
    )


_CIRCLE = Markup('<circle cx="{x}" cy="{y}" r="6"/>')
_SQUARE = Markup('<rect x="{left}" y="{top}" width="12" height="12"/>')
_DIAMOND = Markup(
    '<rect x="{left}" y="{top}" width="12" height="12" transform="rotate(45 {x} {y})"/>'
)


def _narrow(whole: _Timeline) -> Markup:
    """Return the drawing for phones: time runs down, labels beside it."""
    points, marks = whole.points, whole.marks
    labels = [*_step_labels(points), *_mark_labels(marks, whole.last)]
    labels.sort(key=lambda one: one.on)
    length = max(_NARROW_LEAST, _NARROW_DAY_HEIGHT * len(labels))
    scale = _Scale(whole.first, whole.last, 18, length)
    drawn = _narrow_waits(points, marks, scale)
    y = scale.start - _ROW
    for label in labels:
        place = scale.at(label.on)
        y = max(place, y + _ROW)
        drawn.append(_beside(label, place, y))
    drawn += [_marker(alike, 24, scale.at(on)) for on, alike in _by_day(points)]
    height = max(18 + length, y) + 30
    return _svg(drawn, whole, width=NARROW_WIDTH, height=height, css="narrow")


def _narrow_waits(
    points: Sequence[TimelinePoint], marks: Sequence[TimelineMark], scale: _Scale
) -> list[Markup]:
    today = next(one.on for one in marks if one.is_today)
    days = _by_day(points)
    ends = [*days, (max(today, days[-1][0]), days[-1][1])]
    bar = Markup('<rect class="wait {}" x="20" y="{}" width="8" height="{}"/>')
    line = Markup('<line class="axis" x1="24" y1="{}" x2="24" y2="{}"/>')
    return [
        line.format(scale.start, scale.start + scale.length),
        *(
            bar.format(alike[-1].tone, scale.at(start), round(scale.at(end) - scale.at(start), 1))
            for (start, alike), (end, _) in pairwise(ends)
        ),
    ]


def _beside(label: _Label, place: float, y: float) -> Markup:
    path = Markup('<g class="{}"><path class="lead" d="M30 {} L44 {} L{} {}"/></g>').format(
        label.css, place, y, _LABEL_X - 8, y
    )
    return path + _words(label, _LABEL_X, y + 4)


def _svg(
    drawn: Iterable[Markup], whole: _Timeline, *, width: float, height: float, css: str
) -> Markup:
    return Markup(
        '<svg class="timeline {css}" role="img" viewBox="0 0 {width} {height}" '
        'width="{width}" height="{height}" font-size="12">'
        "<title>{title}</title><desc>{description}</desc>{drawn}</svg>"
    ).format(
        css=css,
        width=width,
        height=round(height),
        title=whole.title,
        description=whole.description,
        drawn=Markup("").join(drawn),
    )
