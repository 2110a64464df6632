"""Instants are UTC and sort as text; days keep the precision of their source."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrail.kernel.clock import format_instant, parse_d8, parse_instant, parse_rd8

INSTANTS = st.datetimes(
    min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)
)


@given(INSTANTS, INSTANTS)
def test_instants_sort_as_text_in_order_of_time(first: datetime, second: datetime) -> None:
    ordered = first.replace(microsecond=0) <= second.replace(microsecond=0)
    if first.replace(microsecond=0) != second.replace(microsecond=0):
        assert (format_instant(first) < format_instant(second)) is ordered


def test_an_instant_with_an_offset_is_kept_in_utc() -> None:
    eastern = timezone(timedelta(hours=-5))
    assert format_instant(datetime(2026, 11, 22, 1, 2, 3, tzinfo=eastern)) == (
        "2026-11-22T06:02:03.000Z"
    )
    assert parse_instant("2026-11-22T01:02:03-05:00") == datetime(2026, 11, 22, 6, 2, 3, tzinfo=UTC)


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        parse_instant("2026-11-22T01:02:03")


@pytest.mark.parametrize("text", ["2026112", "202611221", "20261322", "2026-1-1", "ABCDEFGH"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_d8(text)


def test_a_range_of_days_is_read_in_both_its_ends() -> None:
    assert parse_rd8("20261101-20261130") == (date(2026, 11, 1), date(2026, 11, 30))
