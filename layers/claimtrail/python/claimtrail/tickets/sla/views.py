"""Clocks of a ticket as rows for people: plain data, no formatting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sla.clock import read_clock
from claimtrail.tickets.sla.of_tickets import changes_of
from claimtrail.tickets.sla.reading import ClockPiece, ClockReading, ClockState, PieceKind
from claimtrail.tickets.sla.tables import ClockTables


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One clock of a ticket."""

    clock_id: str
    title: str
    kind: str
    """`SLA`, `OLA` or `UC`."""
    version: int
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    elapsed_minutes: int
    """Whole minutes of working hours that ran."""
    target_minutes: int | None
    """None for a priority that is promised nothing."""
    remaining_minutes: int | None
    """Below zero once the target is passed."""
    calendar: str
    due_at: datetime | None
    """The instant of the breach if nothing changes; None while nothing runs towards one."""
    breached_at: datetime | None
    next_warning: int | None
    """Percent of the target."""
    next_warning_at: datetime | None
    pieces: tuple["PieceRow", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRow:
    """A stretch of a clock's history."""

    kind: str
    """`running`, `paused` or `stopped`."""
    begins: datetime
    ends: datetime
    minutes: int
    """Whole minutes of working hours in it."""
    why: str
    """Of a pause."""
    calendar: str
    """The working hours that held then."""


def clock_rows(ticket: Ticket, tables: ClockTables, *, now: datetime) -> tuple[ClockRow, ...]:
    """Return the clocks that a ticket has or had, in the order of their table."""
    changes = changes_of(ticket)
    readings = (
        (definition, read_clock(definition, changes, tables.calendars, now=now))
        for definition in tables.clocks
    )
    return tuple(
        _row(definition.title, definition.kind, reading, definition.at(now).calendar, tables)
        for definition, reading in readings
        if reading.state is not ClockState.WAITING
    )


def _row(
    title: str, kind: str, reading: ClockReading, calendar: str, tables: ClockTables
) -> ClockRow:
    upcoming = reading.upcoming
    return ClockRow(
        clock_id=reading.clock_id,
        title=title,
        kind=kind,
        version=reading.version,
        state=reading.state.value,
        started_at=reading.started_at,
        ended_at=reading.ended_at,
        elapsed_minutes=_minutes(reading.elapsed),
        target_minutes=None if reading.target is None else _minutes(reading.target),
        remaining_minutes=None if reading.remaining is None else _minutes(reading.remaining),
        calendar=calendar,
        due_at=reading.due_at,
        breached_at=reading.breached_at,
        next_warning=upcoming.percent if upcoming else None,
        next_warning_at=upcoming.at if upcoming else None,
        pieces=tuple(_piece(piece, tables) for piece in reading.pieces),
    )


def _piece(piece: ClockPiece, tables: ClockTables) -> PieceRow:
    is_running = piece.kind is PieceKind.RUNNING
    hours = tables.calendars[piece.calendar].between(piece.begins, piece.ends)
    return PieceRow(
        kind=piece.kind.value,
        begins=piece.begins,
        ends=piece.ends,
        minutes=_minutes(hours) if is_running else 0,
        why=piece.why,
        calendar=piece.calendar,
    )


def _minutes(duration: timedelta) -> int:
    return int(duration // timedelta(minutes=1))
