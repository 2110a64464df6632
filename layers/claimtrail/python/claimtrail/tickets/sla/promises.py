"""The day by which work of a priority is promised to be resolved: as its clock counts it."""

from datetime import UTC, date, datetime, time
from functools import lru_cache

from claimtrail.kernel.working_hours import OpenTime
from claimtrail.tickets.sla.definitions import ClockDefinition
from claimtrail.tickets.sla.tables import clock_tables

RESOLUTION = "resolution"
"""The clock whose target is the promise."""
SLA_RESOLUTION = "SLA resolution"
"""The words for a day that the clock sets, and no payer."""
_KNOWN_DAYS = 8_192


def resolution_clock() -> ClockDefinition:
    """Return the definition of the clock of resolution."""
    return next(one for one in clock_tables().clocks if one.clock_id == RESOLUTION)


def day_in_hours(at: datetime, hours: OpenTime) -> date:
    """Return the day of an instant, as the wall clock of working hours shows it."""
    return at.astimezone(hours.zone).date()


@lru_cache(maxsize=_KNOWN_DAYS)
def promised_on(began: datetime, priority: int) -> date:
    """Return the day on which work that begins then breaches its clock, if it is never held."""
    version = resolution_clock().at(began)
    hours = clock_tables().calendars[version.calendar]
    return day_in_hours(hours.after(began, version.targets[str(priority)]), hours)


def promised_from(day: date, priority: int) -> date:
    """Return the same of work that has no ticket yet, from the day on which it began."""
    return promised_on(datetime.combine(day, time(), tzinfo=UTC), priority)
