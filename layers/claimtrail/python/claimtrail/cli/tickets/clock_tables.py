"""`claimtrail sla clocks`: what is promised by clock and priority."""

from datetime import datetime

from claimtrail.cli.core.output import Output
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.sla.definitions import ClockDefinition
from claimtrail.tickets.sla.tables import ClockTables, clock_tables

_PRIORITIES = ("1", "2", "3", "4")
_COLUMNS = tuple(f"P{one}" for one in _PRIORITIES)


def list_clocks(output: Output) -> None:
    """Show the clocks that are in force; no ticket is read."""
    tables, now = clock_tables(), utc_now()
    output.data([clock.model_dump(mode="json") for clock in tables.clocks])
    output.table(
        ("Clock", "Kind", "Version", "Hours", *_COLUMNS),
        [_row(clock, tables, now) for clock in tables.clocks],
        right=_COLUMNS,
    )


def _row(clock: ClockDefinition, tables: ClockTables, now: datetime) -> tuple[object, ...]:
    version = clock.at(now)
    targets = (version.targets.get(priority) for priority in _PRIORITIES)
    zone = tables.calendars[version.calendar].zone
    return (
        clock.title,
        clock.kind,
        version.version,
        f"{version.calendar} ({zone.key})",
        *("" if one is None else f"{one.total_seconds() / 3600:g}h" for one in targets),
    )
