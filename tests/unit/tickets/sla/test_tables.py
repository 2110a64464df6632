"""The file of clocks says what is wrong in it, and where."""

from datetime import UTC, date, datetime, timedelta

import pytest

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.model import HoldParty, TicketStatus
from claimtrail.tickets.sla.tables import clock_tables, tables_of

pytestmark = pytest.mark.capability("T3.3")

_CALENDAR = '[[calendar]]\nname = "office"\nzone = "UTC"\nmonday = [["08:00", "17:00"]]\n'
_CLOCK = """
[[clock]]
clock_id = "response"
title = "Response"
[[clock.version]]
version = 1
valid_from = 2026-01-01T00:00:00Z
calendar = "office"
start = [{ status = ["NEW"] }]
stop = [{ status = ["RESOLVED"] }]
targets = { 1 = "1h" }
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"office"\nstart', '"night"\nstart', "'night', and the calendars are: office"),
        ('"1h"', '"1 hour"', "targets"),
        ('"1h"', '"0h"', "target above zero"),
        ("= 1\nvalid", "= 0\nvalid", "version"),
        ("00:00:00Z", "00:00:00", "zone"),
        ('"17:00"', '"7:00"', "time of day"),
        ('"17:00"', '"07:00"', "ends later"),
        ('["NEW"]', "[]", "names a field"),
        ("[[clock]]", "[[clocks]]", "no .*clock"),
        ("title =", "title", "line"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_place(old: str, new: str, words: str) -> None:
    text = (_CALENDAR + _CLOCK).replace(old, new)
    assert text != _CALENDAR + _CLOCK

    with pytest.raises(ConfigurationError, match=f"CLOCKS_INVALID.*{words}.*mine.toml"):
        tables_of(text, where="mine.toml")


def test_an_exception_of_a_calendar_overrides_week_and_holidays() -> None:
    special = (
        '[[calendar.exceptions]]\nday = 2026-12-25\nshifts = [["09:00", "10:00"]]\nreason = "x"\n'
    )
    tables = tables_of(
        _CALENDAR.replace("monday", 'holidays = "federal"\nfriday') + special + _CLOCK,
        where="mine.toml",
    )

    hours = tables.calendars["office"]
    christmas = hours.hours.exceptions[0].day

    assert christmas in hours.hours.holidays
    assert len(list(hours.spans(_midnight(christmas), _midnight(christmas, days=1)))) == 1


def test_the_shipped_clocks_name_statuses_and_reasons_that_tickets_have() -> None:
    known = {"status": set(TicketStatus), "hold_reason": {"", *HoldParty}}
    for clock in clock_tables().clocks:
        for version in clock.versions:
            assert set(version.targets) == set("1234"), clock.clock_id
            for condition in (*version.start, *version.pause, *version.stop, *version.cancel):
                for name, values in condition.fields.items():
                    assert values <= known.get(name, values), clock.clock_id


def _midnight(day: date, *, days: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days)
