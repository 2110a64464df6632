"""The things of a ticket that come due by themselves, in the order in which they are recorded."""

from collections.abc import Sequence

from claimtrail.tickets.ratings import without_expired_override
from claimtrail.tickets.sla.alarms import ACTOR, DueChange, NextInstant
from claimtrail.tickets.sla.instants import next_instant, with_next_mark
from claimtrail.tickets.sla.tables import ClockTables


def clock_changes(tables: ClockTables) -> Sequence[DueChange]:
    """Return the changes of clocks: a person's priority ends first, since it moves them."""
    return (
        lambda ticket, now: without_expired_override(ticket, at=now, actor=ACTOR),
        lambda ticket, now: with_next_mark(ticket, tables, at=now, actor=ACTOR),
    )


def clock_instants(tables: ClockTables) -> Sequence[NextInstant]:
    """Return what says when clocks warn, breach or change next."""
    return (lambda ticket, now: next_instant(ticket, tables, now=now),)
