"""Business days over weekends and federal holidays."""

from datetime import date

import pytest

from claimtrail.kernel.calendar import business_days_after, holidays, is_business_day


def test_the_federal_holidays_of_a_published_year() -> None:
    """The Office of Personnel Management's list for 2026; Independence Day falls on a Saturday."""
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ]


@pytest.mark.parametrize(
    ("day", "kept_on"),
    [
        (date(2022, 1, 1), date(2021, 12, 31)),  # A Saturday: kept in the year before.
        (date(2023, 1, 1), date(2023, 1, 2)),  # A Sunday.
    ],
)
def test_new_year_on_a_weekend_is_kept_beside_it(day: date, kept_on: date) -> None:
    assert kept_on in holidays(kept_on.year)
    assert not is_business_day(kept_on)
    assert day not in holidays(day.year)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday.
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # Over Thanksgiving.
        (date(2026, 11, 22), 3, date(2026, 11, 25)),  # Recorded on a Sunday.
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_business_days_skip_what_nobody_works_on(day: date, count: int, due: date) -> None:
    assert business_days_after(day, count) == due
