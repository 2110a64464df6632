"""The expected value of work, and the reason of a priority, come from tables with their reasons."""

import pytest

from claimtrail.claims.lifecycle.action_rules import CATEGORY_RULES, STATE_RULES
from claimtrail.tickets.expected_value import RATES, expected_value
from claimtrail.tickets.priority import priority_reason, rate, rate_by_deadline

pytestmark = pytest.mark.capability("C8.3")


def value(
    cause: str = "", outcome: str = "", action_rule: str = "", cents: int = 10_001
) -> tuple[str, int]:
    found = expected_value(
        amount_cents=cents, cause=cause, outcome=outcome, action_rule=action_rule
    )
    return found.rule.partition("/")[2], found.cents


def test_the_first_row_that_fits_decides() -> None:
    assert value("medical necessity", "DENIED") == ("appealable", 4_500)
    assert value("medical necessity", "DENIED", "next-action@2/carc-50-passed") == (
        "last-day-passed",
        500,
    )
    assert value("rejected", "FRONT_END_REJECTED") == ("never-adjudicated", 9_500)
    assert value("no decision") == ("waiting", 9_000)
    assert value(cents=0) == ("waiting", 0)


@pytest.mark.parametrize("category", [one for one in CATEGORY_RULES if one])
def test_every_kind_of_denial_has_a_share_of_its_own(category: str) -> None:
    name, _ = value(category, "DENIED")

    assert name not in {"decided", "waiting"}


@pytest.mark.parametrize("state", list(STATE_RULES))
def test_every_outcome_has_a_share_beyond_that_of_waiting(state: str) -> None:
    name, _ = value("", state)

    assert name != "waiting"


def test_every_share_says_why_and_is_one() -> None:
    assert all(0 < row.percent < 100 and row.reason for row in RATES)
    assert len({row.name for row in RATES}) == len(RATES)


def test_a_priority_gives_its_two_reasons_apart() -> None:
    late = priority_reason(rate(charge_cents=150_000, days_past=10).rule)
    soon = priority_reason(rate_by_deadline(amount_cents=5_000, days_left=3).rule)

    assert (late.impact, late.urgency) == ("$1,000 or more", "7 days late or more")
    assert (soon.impact, soon.urgency) == ("below $1,000", "due within 7 days when it began")
    assert priority_reason("ticket-priority@9/other").impact == ""
