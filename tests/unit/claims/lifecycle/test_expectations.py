"""Each state has a word that is expected next, and a day by which it is due."""

from dataclasses import fields, replace
from datetime import date, datetime

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.expectation_rules import (
    EXPECTATIONS,
    FINAL_STATES,
    ExpectedWord,
    RowCondition,
)
from claimtrail.claims.lifecycle.expectations import ClaimStanding, escalation_day, expectation_of
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import AT_PAYER
from claimtrail.partners.calendars import BusinessCalendar
from claimtrail.partners.clocks import UNKNOWN_PAYER, PayerClocks
from claimtrail.partners.fields import Deadlines
from claimtrail.partners.maintenance_windows import OneOffWindow
from tests.harness.claims.claim_events import (
    CLOCKS,
    INFERRING,
    accepted_claim,
    ack999,
    answer,
    day,
    folded,
    front_end,
    remitted,
    submitted,
    ta1,
)
from tests.harness.claims.outcomes import appealed, closed, reopened

S = State
SINCE = date(2026, 10, 5)
"""A Monday; the next one is Columbus Day."""
CLOSED_MIDWEEK = BusinessCalendar(closed_days=(date(2026, 10, 6),))
DOWN_MIDWEEK = BusinessCalendar(
    maintenance=(
        OneOffWindow(starts=datetime(2026, 10, 5, 18), ends=datetime(2026, 10, 6, 14)),
        OneOffWindow(starts=datetime(2026, 11, 4, 6), ends=datetime(2026, 11, 4, 20)),
    )
)
SILENT = replace(CLOCKS, sends_999=False, sends_277ca=False)


def expected(
    events: list[ClaimEvent], clocks: PayerClocks = CLOCKS
) -> tuple[str, str, date | None]:
    """The party, the word and the day of a claim's expectation."""
    claim = folded(events, policy=replace(INFERRING, clocks=clocks))
    assert claim.expectation is not None
    assert claim.escalate_on == escalation_day(claim.expectation)
    return claim.expectation.party, claim.expectation.word, claim.expectation.due_on


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize("clocks", [CLOCKS, UNKNOWN_PAYER, SILENT])
@pytest.mark.parametrize("state", State)
def test_every_state_that_is_not_final_has_a_word_and_a_day(
    state: State, clocks: PayerClocks
) -> None:
    """The last row of a state holds without a condition, so no claim is without a clock."""
    expectation = expectation_of(ClaimStanding(state=state, since=SINCE), clocks)

    if state in FINAL_STATES:
        assert expectation is None
    else:
        assert expectation is not None
        assert expectation.due_on > SINCE
        assert not EXPECTATIONS[state][-1].when


def test_the_payer_is_awaited_wherever_it_has_the_claim() -> None:
    """Others that the payer waits for are expected, and are late as the payer is."""
    for state in {S.RECEIVED, S.ACCEPTED, *AT_PAYER}:
        expectation = expectation_of(ClaimStanding(state=state, since=SINCE), CLOCKS)
        assert escalation_day(expectation) is not None


def test_every_row_names_settings_and_conditions_that_exist() -> None:
    known = {field.name for field in fields(PayerClocks)} | {*Deadlines.model_fields, ""}
    rows = [row for rows in EXPECTATIONS.values() for row in rows]

    assert {clock.setting for row in rows for clock in row.clocks} <= known
    assert {row.when for row in rows} == set(RowCondition)
    assert {row.word for row in rows} == set(ExpectedWord)


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize(
    ("events", "party", "word", "due_on"),
    [
        pytest.param([submitted(1)], "payer", "999", day(2), id="submitted"),
        pytest.param([submitted(2)], "payer", "999", day(5), id="on a Friday"),
        pytest.param([submitted(1), ta1(1)], "payer", "999", day(2), id="TA1 alone"),
        pytest.param([submitted(1), ta1(1, "R")], "provider", "correction", day(61), id="rejected"),
        pytest.param([submitted(1), ack999(1)], "payer", "277CA", day(6), id="999"),
        pytest.param([submitted(1), ack999(9)], "payer", "277CA", day(15), id="over a holiday"),
        pytest.param(
            [submitted(1), ack999(1), front_end(2, "A1")], "payer", "277CA", day(7), id="received"
        ),
        pytest.param(accepted_claim(), "payer", "decision", day(32), id="accepted"),
        pytest.param(
            [*accepted_claim(), answer(9, "P2")], "payer", "decision", day(32), id="in review"
        ),
        pytest.param(
            [*accepted_claim(), answer(9, "R4")], "provider", "documents", day(23), id="pended"
        ),
        pytest.param(
            [*accepted_claim(), answer(9, "F1")], "payer", "remittance", day(19), id="finalized"
        ),
        pytest.param(
            [*accepted_claim(), answer(9, "F2")], "payer", "remittance", day(19), id="denied, 277"
        ),
        pytest.param(
            [*accepted_claim(), remitted(16, 0, "CO-45:10", line_cas="CO-16:90")],
            "provider",
            "appeal",
            day(16 + 90),
            id="denied, 835",
        ),
        pytest.param(
            [*accepted_claim(), remitted(16, 60, "CO-45:20 PR-2:20", status="19", share=20)],
            "payer",
            "decision",
            day(46),
            id="passed on",
        ),
        pytest.param(
            [*accepted_claim(), submitted(8, frequency="7")], "payer", "999", day(9), id="replaced"
        ),
    ],
)
def test_the_fold_says_what_a_claim_waits_for(
    events: list[ClaimEvent], party: str, word: str, due_on: date
) -> None:
    assert expected(events) == (party, word, due_on)


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize(
    ("before", "word", "due_on"),
    [
        ([*accepted_claim(), remitted(9, 0, "CO-29:100")], "appeal", day(9 + 90)),
        ([submitted(1), ta1(1, "R")], "correction", day(61)),
    ],
)
def test_reopening_gives_us_no_more_time(before: list[ClaimEvent], word: str, due_on: date) -> None:
    end = closed(12)
    events = [*before, end, reopened(end, 20)]

    assert expected(events) == ("provider", word, due_on)
    claim = folded(events, policy=INFERRING)
    assert claim.expectation is not None
    assert claim.appeal_until in {None, claim.expectation.due_on}


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize(
    "before",
    [
        pytest.param([*accepted_claim(), remitted(9, 0, "CO-29:100"), appealed(10)], id="appealed"),
        pytest.param(
            [*accepted_claim(), remitted(9, 60, "CO-45:20 PR-2:20", status="19", share=20)],
            id="passed on",
        ),
        pytest.param([*accepted_claim(), remitted(9, 0, "PR-1:100", share=100)], id="patient"),
    ],
)
def test_reopening_gives_nobody_else_more_time(before: list[ClaimEvent]) -> None:
    end = closed(12, 7)

    assert expected([*before, end, reopened(end, 20, 8)]) == expected(before)


@pytest.mark.capability("C4.1")
def test_a_payer_without_277cas_is_expected_to_decide_after_its_999() -> None:
    clocks = replace(CLOCKS, sends_277ca=False)

    assert expected([submitted(1)], clocks) == ("payer", "999", day(2))
    assert expected([submitted(1), ack999(2)], clocks) == ("payer", "decision", day(32))
    assert expected([submitted(1)], SILENT) == ("payer", "decision", day(31))


def test_the_rule_says_where_a_default_applies() -> None:
    named = folded([submitted(1)]).expectation
    unknown = folded([submitted(1)], policy=replace(INFERRING, clocks=UNKNOWN_PAYER)).expectation

    assert named is not None
    assert unknown is not None
    assert (named.rule, unknown.rule) == ("expectation@3/999", "expectation@3/999/default")


@pytest.mark.parametrize("calendar", [CLOSED_MIDWEEK, DOWN_MIDWEEK])
def test_days_on_which_a_payer_does_not_work_do_not_count(calendar: BusinessCalendar) -> None:
    clocks = replace(CLOCKS, calendar=calendar)

    assert expected([submitted(1), ack999(1)], clocks) == ("payer", "277CA", day(7))


def test_a_window_that_ends_within_maintenance_ends_with_the_next_business_day() -> None:
    clocks = replace(CLOCKS, adjudication_days=33, calendar=DOWN_MIDWEEK)

    assert expected(accepted_claim(), clocks) == ("payer", "decision", day(36))


def test_our_own_deadlines_are_not_moved_by_a_payers_maintenance() -> None:
    clocks = replace(CLOCKS, deadlines=Deadlines(corrected_claim_days=34), calendar=DOWN_MIDWEEK)

    assert expected([submitted(1), ta1(1, "R")], clocks) == ("provider", "correction", day(35))


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([*accepted_claim(), remitted(16, 80, "CO-45:20")], id="paid"),
        pytest.param([submitted(1), submitted(3, frequency="8")], id="voided"),
        pytest.param([*accepted_claim(), remitted(16, 0, "CO-24:100")], id="capitated"),
    ],
)
def test_nothing_is_awaited_of_a_final_claim(events: list[ClaimEvent]) -> None:
    claim: Claim = folded(events)

    assert (claim.expectation, claim.escalate_on) == (None, None)


def test_a_claim_that_is_paid_in_full_waits_for_nobody_though_it_was_passed_on() -> None:
    claim = folded([*accepted_claim(), remitted(16, 80, "CO-45:20", status="19")])

    assert (claim.state, claim.balance_cents) == (S.PAID, 0)
    assert any(not one.decided for one in claim.payer_responsibilities)
    assert (claim.expectation, claim.escalate_on) == (None, None)
