"""The clocks of a ticket's page: what each shows, and the stretches that it is the sum of."""

from dataclasses import dataclass
from datetime import datetime

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sla.tables import ClockTables
from claimtrail.tickets.sla.views import ClockRow, PieceRow, clock_rows
from claimtrail.web.tickets.clock_words import clock_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PiecePart:
    """A stretch of a clock's history."""

    kind: str
    """`running`, `paused` or `stopped`."""
    begins: datetime
    ends: datetime
    minutes: int
    """Working hours that ran in it."""
    why: str
    """The party that a pause waited for."""
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPart:
    """One clock of the ticket."""

    clock_id: str
    title: str
    kind: str
    """`SLA`, `OLA` or `UC`."""
    version: int
    state: str
    words: str
    """`3h 10m left`, `paused (payer)`, `breached 2h ago`."""
    elapsed_minutes: int
    target_minutes: int | None
    remaining_minutes: int | None
    calendar: str
    zone: str
    started_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    next_warning: int | None
    """Percent of the target."""
    next_warning_at: datetime | None
    pieces: tuple[PiecePart, ...]


CLOCK_TABLES = (
    field_table(PiecePart, {FieldGroup.WORK: "kind begins ends minutes why calendar"}),
    field_table(
        ClockPart,
        {
            FieldGroup.WORK: (
                "clock_id title kind state words elapsed_minutes target_minutes "
                "remaining_minutes calendar zone started_at ended_at due_at breached_at "
                "next_warning next_warning_at pieces"
            ),
            FieldGroup.TECHNICAL: "version",
        },
    ),
)


def clock_parts(ticket: Ticket, tables: ClockTables, *, now: datetime) -> tuple[ClockPart, ...]:
    """Return the clocks that a ticket has or had."""
    return tuple(_clock(row, tables, now) for row in clock_rows(ticket, tables, now=now))


def _clock(row: ClockRow, tables: ClockTables, now: datetime) -> ClockPart:
    return ClockPart(
        clock_id=row.clock_id,
        title=row.title,
        kind=row.kind,
        version=row.version,
        state=row.state,
        words=clock_words(row, now=now),
        elapsed_minutes=row.elapsed_minutes,
        target_minutes=row.target_minutes,
        remaining_minutes=row.remaining_minutes,
        calendar=row.calendar,
        zone=tables.calendars[row.calendar].zone.key,
        started_at=row.started_at,
        ended_at=row.ended_at,
        due_at=row.due_at,
        breached_at=row.breached_at,
        next_warning=row.next_warning,
        next_warning_at=row.next_warning_at,
        pieces=tuple(map(_piece, row.pieces)),
    )


def _piece(piece: PieceRow) -> PiecePart:
    return PiecePart(
        kind=piece.kind,
        begins=piece.begins,
        ends=piece.ends,
        minutes=piece.minutes,
        why=piece.why,
        calendar=piece.calendar,
    )
