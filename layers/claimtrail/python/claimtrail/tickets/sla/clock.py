"""The reading of a clock, worked out from a ticket's history alone, to the instant.

Nothing ticks and nothing is polled. A clock is read again from the whole history whenever it is
asked for, so that a pause that is reported late, another priority, other hours or a new version of
the definition change what follows and keep what has run. What stops a clock at the very instant of
its breach has met it, and a paused clock is never breached.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from claimtrail.kernel.working_hours import OpenTime
from claimtrail.tickets.sla.definitions import (
    BREACH,
    WARNINGS,
    ClockDefinition,
    ClockVersion,
    Restart,
    holds_any,
)
from claimtrail.tickets.sla.history import (
    EVENT,
    HOLD_REASON,
    PRIORITY,
    TicketChange,
    in_order,
)
from claimtrail.tickets.sla.reading import (
    ClockPiece,
    ClockReading,
    ClockState,
    PieceKind,
    Threshold,
)

THRESHOLDS = (*WARNINGS, BREACH)
_ZERO = timedelta()

Calendars = Mapping[str, OpenTime]
"""Working hours by their names."""


def read_clock(
    definition: ClockDefinition,
    changes: Iterable[TicketChange],
    calendars: Calendars,
    *,
    now: datetime,
) -> ClockReading:
    """Return what a clock of a ticket shows at an instant.

    Changes that hold from later on do not count yet. Raises KeyError for a calendar that is not
    among those given: definitions are checked against them when they are loaded.
    """
    moments = tuple(_moments(definition, changes, now=now))
    reading = _played(definition, moments, calendars, now=now)
    version = definition.at(now)
    is_late_start = reading.started_at is not None and reading.started_at > moments[0].at
    if version.starts_at_opening and is_late_start:
        attached = reading.started_at
        reading = _played(definition, moments, calendars, now=now, attached=attached)
    return reading


@dataclass(frozen=True, slots=True)
class _Moment:
    """An instant at which something changes, and what holds from then on."""

    at: datetime
    facts: Mapping[str, str]
    """With the event of this very instant."""
    version: ClockVersion


def _moments(
    definition: ClockDefinition, changes: Iterable[TicketChange], *, now: datetime
) -> Iterator[_Moment]:
    """Yield the changes up to now, and the days on which another version comes into force."""
    told = [change for change in in_order(changes) if change.at <= now]
    first = told[0].at if told else now
    revisions = [
        TicketChange(at=version.valid_from, event="")
        for version in definition.versions
        if first < version.valid_from <= now
    ]
    facts: dict[str, str] = {}
    for change in in_order([*told, *revisions]):
        facts = {**facts, **change.facts}
        yield _Moment(change.at, {**facts, EVENT: change.event}, definition.at(change.at))


def _played(
    definition: ClockDefinition,
    moments: tuple[_Moment, ...],
    calendars: Calendars,
    *,
    now: datetime,
    attached: datetime | None = None,
) -> ClockReading:
    run = _Run(calendars, attached=attached)
    for moment, following in pairwise(moments):
        run.turn(moment)
        run.pass_until(following.at)
    if moments:
        run.turn(moments[-1])
        run.pass_until(now, is_now=True)
    return run.reading(definition, now=now)


@dataclass(slots=True)
class _Run:
    """A clock on its way through the history."""

    calendars: Calendars
    attached: datetime | None = None
    """The instant of the start condition, of a clock that starts at the ticket's opening."""
    state: ClockState = ClockState.WAITING
    is_pause_asked: bool = False
    moment: _Moment | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    elapsed: timedelta = _ZERO
    reached: dict[int, datetime] = field(default_factory=dict)
    pieces: list[ClockPiece] = field(default_factory=list)

    def turn(self, moment: _Moment) -> None:
        """Take what changes at one moment: the end first, then a reset, a start, the pauses."""
        self.moment = moment
        version, facts = moment.version, moment.facts
        if self.attached is not None and moment.at < self.attached:
            self._turn_before_attached(moment)
            return
        if self.state in _ON:
            if holds_any(version.cancel, facts) or not _applies(version, facts):
                self._end(ClockState.CANCELED, at=moment.at)
            elif holds_any(version.stop, facts):
                is_late = BREACH in self.reached
                self._end(ClockState.MISSED if is_late else ClockState.MET, at=moment.at)
            elif holds_any(version.reset, facts):
                self._begin_fresh(moment.at)
        elif self._may_start(moment):
            self._start(moment)
        self._pause(version, facts)

    def pass_until(self, end: datetime, *, is_now: bool = False) -> None:
        """Let the time pass in which nothing changes; `end` itself counts when it is now."""
        moment = self.moment
        if moment is None or self.started_at is None:
            return
        calendar = self.calendars[moment.version.calendar]
        if self.state is ClockState.RUNNING:
            for percent, at in self._ahead(moment, calendar, until=end):
                if at < end or is_now:
                    self.reached[percent] = at
            self.elapsed += calendar.between(moment.at, end)
        self._draw(moment, end)

    def reading(self, definition: ClockDefinition, *, now: datetime) -> ClockReading:
        """Return what the clock shows at the end of the history."""
        version = definition.at(now)
        target = _target(self.moment) if self.moment is not None else None
        ahead = self._upcoming(now)
        return ClockReading(
            clock_id=definition.clock_id,
            version=version.version,
            state=self.state,
            started_at=self.started_at,
            ended_at=self.ended_at,
            elapsed=self.elapsed,
            target=target,
            reached=tuple(
                Threshold(percent=percent, at=self.reached[percent])
                for percent in sorted(self.reached)
            ),
            due_at=next((each.at for each in ahead if each.percent == BREACH), None),
            upcoming=ahead[0] if ahead else None,
            pieces=tuple(self._pieces_to_its_end()),
        )

    def _upcoming(self, now: datetime) -> list[Threshold]:
        if self.state is not ClockState.RUNNING or self.moment is None:
            return []
        calendar = self.calendars[self.moment.version.calendar]
        target = _target(self.moment)
        if target is None:
            return []
        left = {percent: target * percent / 100 - self.elapsed for percent in THRESHOLDS}
        return [
            Threshold(percent=percent, at=calendar.after(now, needed))
            for percent, needed in left.items()
            if percent not in self.reached
        ]

    def _ahead(
        self, moment: _Moment, calendar: OpenTime, *, until: datetime
    ) -> Iterator[tuple[int, datetime]]:
        """Yield the thresholds that are reached by an instant, if nothing changes."""
        target = _target(moment)
        if target is None:
            return
        fits = calendar.between(moment.at, until)
        for percent in THRESHOLDS:
            needed = target * percent / 100 - self.elapsed
            if percent not in self.reached and needed <= fits:
                yield percent, calendar.after(moment.at, needed)

    def _turn_before_attached(self, moment: _Moment) -> None:
        """Run from the opening on, before what starts the clock held; pauses count if they may."""
        if self.state is ClockState.WAITING:
            self._start(moment)
        if moment.version.pauses_reach_back:
            self._pause(moment.version, moment.facts)

    def _may_start(self, moment: _Moment) -> bool:
        version, facts = moment.version, moment.facts
        is_final = self.state in _STOPPED and version.restart is Restart.NEVER
        is_over = holds_any(version.stop, facts) or holds_any(version.cancel, facts)
        is_asked = _applies(version, facts) and holds_any(version.start, facts)
        return is_asked and not is_over and not is_final

    def _start(self, moment: _Moment) -> None:
        """Start, or go on with what had run where the definition says so."""
        goes_on = self.state in _STOPPED and moment.version.restart is Restart.CONTINUE
        self.state, self.is_pause_asked, self.ended_at = ClockState.RUNNING, False, None
        if not goes_on:
            self._begin_fresh(moment.at)

    def _begin_fresh(self, at: datetime) -> None:
        self.started_at, self.elapsed = at, _ZERO
        self.reached, self.pieces = {}, []

    def _end(self, state: ClockState, *, at: datetime) -> None:
        self.state, self.ended_at = state, at

    def _pause(self, version: ClockVersion, facts: Mapping[str, str]) -> None:
        """Pause when a reason comes up; go on when none holds, or at what the version names."""
        was_asked, self.is_pause_asked = self.is_pause_asked, holds_any(version.pause, facts)
        if self.state is ClockState.PAUSED:
            goes_on = (
                holds_any(version.resume, facts) if version.resume else not self.is_pause_asked
            )
            self.state = ClockState.RUNNING if goes_on else ClockState.PAUSED
        elif self.state is ClockState.RUNNING and self.is_pause_asked and not was_asked:
            self.state = ClockState.PAUSED

    def _pieces_to_its_end(self) -> list[ClockPiece]:
        is_over = bool(self.pieces) and self.pieces[-1].kind is PieceKind.STOPPED
        return self.pieces[:-1] if is_over else self.pieces

    def _draw(self, moment: _Moment, end: datetime) -> None:
        """Add the stretch to the pieces, or lengthen the last one that was alike."""
        kind = _KINDS.get(self.state, PieceKind.STOPPED)
        if moment.at == end:
            return
        why = moment.facts.get(HOLD_REASON, "") if kind is PieceKind.PAUSED else ""
        piece = ClockPiece(
            begins=moment.at, ends=end, kind=kind, calendar=moment.version.calendar, why=why
        )
        last = self.pieces[-1] if self.pieces else None
        if last and (last.kind, last.calendar, last.why) == (kind, piece.calendar, why):
            piece = ClockPiece(
                begins=last.begins, ends=end, kind=kind, calendar=piece.calendar, why=why
            )
            self.pieces.pop()
        self.pieces.append(piece)


_ON = frozenset({ClockState.RUNNING, ClockState.PAUSED})
_STOPPED = frozenset({ClockState.MET, ClockState.MISSED})
_KINDS = {ClockState.RUNNING: PieceKind.RUNNING, ClockState.PAUSED: PieceKind.PAUSED}


def _applies(version: ClockVersion, facts: Mapping[str, str]) -> bool:
    return not version.applies or holds_any(version.applies, facts)


def _target(moment: _Moment) -> timedelta | None:
    return moment.version.targets.get(moment.facts.get(PRIORITY, ""))
