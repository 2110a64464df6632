"""Warnings and breaches of a ticket's clocks: those to record, and the next instant of one.

Everything follows from the history, so that an alarm that comes late, twice or never changes
nothing but when it is recorded.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from claimtrail.tickets.changes import following
from claimtrail.tickets.entry_parts import ClockMark
from claimtrail.tickets.model import Ticket, TicketEntry
from claimtrail.tickets.sla.clock import read_clock
from claimtrail.tickets.sla.definitions import BREACH, ClockDefinition
from claimtrail.tickets.sla.of_tickets import changes_of
from claimtrail.tickets.sla.reading import ClockReading, ClockState
from claimtrail.tickets.sla.tables import ClockTables


def unrecorded_marks(ticket: Ticket, tables: ClockTables, *, now: datetime) -> list[ClockMark]:
    """Return the warnings and breaches up to now that the history lacks, the first one first.

    A mark that was recorded counts for what was reached by then. A hold that is reported late may
    take it back; what is reached again after that is recorded again.
    """
    found = (
        ClockMark(
            clock_id=reading.clock_id,
            version=reading.version,
            percent=reached.percent,
            at=reached.at,
        )
        for _, reading in _readings(ticket, tables, now=now)
        for reached in reading.reached
    )
    known = _recorded(ticket)
    lacking = (one for one in found if not _is_known(one, known))
    return sorted(lacking, key=lambda one: (one.at, one.percent, one.clock_id))


def next_instant(ticket: Ticket, tables: ClockTables, *, now: datetime) -> datetime | None:
    """Return when a clock of an open ticket warns, breaches or changes next; None for never.

    A person's priority that expires, and a version of a definition that comes into force, change
    clocks. A ticket under another one has no alarm: that one stands for it.
    """
    if not ticket.is_open or ticket.parent_id:
        return None
    return min(_instants(ticket, tables, now=now), default=None)


def with_next_mark(ticket: Ticket, tables: ClockTables, *, at: datetime, actor: str) -> Ticket:
    """Return a ticket with the first warning or breach that it lacks; as it is without one."""
    marks = [] if ticket.parent_id else unrecorded_marks(ticket, tables, now=at)
    if not marks:
        return ticket
    mark = marks[0]
    title = next(one.title for one in tables.clocks if one.clock_id == mark.clock_id)
    is_breach = mark.percent == BREACH
    entry = TicketEntry(
        at=at,
        actor=actor,
        action="breached" if is_breach else "warned",
        note=f"{title}: {'breached' if is_breach else f'{mark.percent} % has run'}",
        since=mark.at,
        clock=mark,
    )
    return following(ticket, entry)


def _instants(ticket: Ticket, tables: ClockTables, *, now: datetime) -> Iterator[datetime]:
    if ticket.override:
        yield max(ticket.override.expires_at, now)
    for definition, reading in _readings(ticket, tables, now=now):
        if reading.upcoming:
            yield reading.upcoming.at
        if reading.state in {ClockState.RUNNING, ClockState.PAUSED}:
            yield from _revisions(definition, now)


def _revisions(definition: ClockDefinition, now: datetime) -> Iterator[datetime]:
    return (one.valid_from for one in definition.versions if one.valid_from > now)


def _readings(
    ticket: Ticket, tables: ClockTables, *, now: datetime
) -> Iterator[tuple[ClockDefinition, ClockReading]]:
    changes = changes_of(ticket)
    for definition in tables.clocks:
        yield definition, read_clock(definition, changes, tables.calendars, now=now)


def _recorded(ticket: Ticket) -> dict[tuple[str, int], datetime]:
    """Return by clock and percent when the last such mark was recorded."""
    return {
        (entry.clock.clock_id, entry.clock.percent): entry.at
        for entry in ticket.history
        if entry.clock
    }


def _is_known(mark: ClockMark, known: Mapping[tuple[str, int], datetime]) -> bool:
    recorded_at = known.get((mark.clock_id, mark.percent))
    return recorded_at is not None and recorded_at >= mark.at
