"""The day on which a ticket is due, and by which it is: a payer's last day, or its clock's.

A payer's last day comes first, since nothing is taken after it. Where no payer sets one, it is the
day on which the clock of resolution breaches, to the day the one that the clock itself shows.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sla.clock import read_clock
from claimtrail.tickets.sla.of_tickets import changes_of
from claimtrail.tickets.sla.promises import (
    SLA_RESOLUTION,
    day_in_hours,
    promised_on,
    resolution_clock,
)
from claimtrail.tickets.sla.reading import ClockState
from claimtrail.tickets.sla.tables import clock_tables

CLINICAL_URGENCY = "clinical urgency"
ON_HOLD = f"{SLA_RESOLUTION}, on hold"
"""The clock rests: the day is the one that it would breach on if the hold ended now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDue:
    """The day on which a ticket is due."""

    on: date
    kind: str
    """`timely filing`, `corrected claim`, `appeal` or `documents` of a payer; `SLA resolution` of
    the clock; `clinical urgency` of a person."""


def ticket_due(ticket: Ticket, *, now: datetime) -> TicketDue:
    """Return the day on which a ticket is due as it stands, and by which it is.

    A clinical urgency is due on the day on which it began, if that is earlier.
    """
    own = _own(ticket, now)
    urgent = ticket.urgent_since
    if urgent and urgent < own.on:
        return TicketDue(on=urgent, kind=CLINICAL_URGENCY)
    return own


def _own(ticket: Ticket, now: datetime) -> TicketDue:
    if ticket.deadline:
        return TicketDue(on=ticket.deadline, kind=ticket.deadline_kind)
    definition, tables = resolution_clock(), clock_tables()
    reading = read_clock(definition, changes_of(ticket), tables.calendars, now=now)
    hours = tables.calendars[definition.at(now).calendar]
    breach = reading.breached_at or reading.due_at
    if breach:
        return TicketDue(on=day_in_hours(breach, hours), kind=SLA_RESOLUTION)
    if reading.state is ClockState.PAUSED and reading.remaining is not None:
        left = max(reading.remaining, timedelta())
        return TicketDue(on=day_in_hours(hours.after(now, left), hours), kind=ON_HOLD)
    return TicketDue(on=promised_on(ticket.opened_at, ticket.priority), kind=SLA_RESOLUTION)
