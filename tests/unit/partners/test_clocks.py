"""A payer's clocks come out of its profile, and out of those that deliver for it."""

from datetime import date, datetime, time

import pytest

from claimtrail.partners.calendars import BusinessCalendar
from claimtrail.partners.clocks import UNKNOWN_PAYER, clocks_of
from claimtrail.partners.maintenance_windows import OneOffWindow, WeeklyWindow
from claimtrail.partners.profile import Partners, read_profile
from tests.harness.intake.intake_fixture import demo_partners

PAYER = """
id = "elm-health"
name = "Elm Health"
role = "payer"
identities = [{ qualifier = "ZZ", sender_id = "ELMHEALTH" }]
payer_identifiers = ["ELM01"]
transactions = ["835"]
terms = { adjudication_days = 14 }
contact = { name = "Elm Health provider line" }
"""
CLEARINGHOUSE = """
id = "mason-exchange"
name = "Mason Exchange"
role = "clearinghouse"
identities = [{ qualifier = "ZZ", sender_id = "MASONEX" }]
transactions = ["999", "277CA"]
delivers_for = [{ payer = "elm-health", transactions = ["277CA"] }]
contact = { name = "Mason Exchange support" }
"""
FRIDAY, SATURDAY, MONDAY = date(2026, 11, 6), date(2026, 11, 7), date(2026, 11, 9)
THURSDAY_AFTER_VETERANS_DAY = date(2026, 11, 12)


def sends(*texts: str) -> tuple[bool, bool]:
    """Return whether the payer of these profiles is expected to send 999s and 277CAs."""
    profiles = Partners([read_profile(text, where="here.toml") for text in texts])
    clocks = clocks_of("elm-health", profiles)
    return clocks.sends_999, clocks.sends_277ca


@pytest.mark.capability("C2.1")
def test_what_a_payer_sends_follows_from_transactions_of_all_who_deliver_for_it() -> None:
    everything = CLEARINGHOUSE.replace(', transactions = ["277CA"] }', " }")

    assert sends(PAYER) == (False, False)
    assert sends(PAYER, CLEARINGHOUSE) == (False, True)
    assert sends(PAYER, everything) == (True, True)
    assert sends(PAYER.replace('"835"]', '"835", "HL7-ACK"]')) == (True, False)
    assert sends(f"{PAYER}acknowledgments = {{ sends_277ca = false }}", everything) == (True, False)
    assert sends(f"{PAYER}acknowledgments = {{ sends_999 = true }}") == (True, False)


def test_a_payer_without_a_profile_has_the_default_clocks() -> None:
    assert clocks_of("gone", Partners([])) is UNKNOWN_PAYER


@pytest.mark.capability("C2.1")
def test_the_demos_payers_say_by_when_they_answer() -> None:
    partners = demo_partners()
    found = {payer.id: clocks_of(payer.id, partners) for payer in partners if payer.terms}

    assert [name for name, clocks in found.items() if not clocks.sends_277ca] == ["foxglove-plan"]
    assert all(
        clocks.sends_999 and clocks.deadlines.documentation_days for clocks in found.values()
    )
    assert not found["juniper-medicaid"].calendar.is_open(date(2026, 12, 14))


@pytest.mark.parametrize(
    ("calendar", "due"),
    [
        pytest.param(BusinessCalendar(), MONDAY, id="weekends"),
        pytest.param(BusinessCalendar(closed_days=(MONDAY,)), date(2026, 11, 10), id="closed"),
        pytest.param(
            BusinessCalendar(
                closed_days=(MONDAY, date(2026, 11, 10)),
            ),
            THURSDAY_AFTER_VETERANS_DAY,
            id="a federal holiday on top",
        ),
        pytest.param(
            BusinessCalendar(
                weekly_maintenance=(WeeklyWindow(weekday="sunday", starts=time(20), hours=17),)
            ),
            date(2026, 11, 10),
            id="a weekly window until 13:00 takes the day",
        ),
        pytest.param(
            BusinessCalendar(
                weekly_maintenance=(WeeklyWindow(weekday="sunday", starts=time(20), hours=16),)
            ),
            MONDAY,
            id="until 12:00 it does not",
        ),
        pytest.param(
            BusinessCalendar(
                maintenance=(
                    OneOffWindow(starts=datetime(2026, 11, 9, 8), ends=datetime(2026, 11, 9, 11)),
                    OneOffWindow(starts=datetime(2026, 11, 9, 10), ends=datetime(2026, 11, 9, 13)),
                )
            ),
            date(2026, 11, 10),
            id="two that overlap count once",
        ),
    ],
)
def test_the_next_business_day_after_a_friday(calendar: BusinessCalendar, due: date) -> None:
    assert calendar.business_days_after(FRIDAY, 1) == due


def test_a_term_that_ends_within_maintenance_ends_later_and_on_a_weekend_stays() -> None:
    calendar = BusinessCalendar(
        maintenance=(OneOffWindow(starts=datetime(2026, 11, 5), ends=datetime(2026, 11, 7)),)
    )

    assert calendar.clear_of_maintenance(FRIDAY) == MONDAY
    assert calendar.clear_of_maintenance(SATURDAY) == SATURDAY
