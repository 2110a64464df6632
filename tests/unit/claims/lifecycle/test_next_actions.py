"""The next action of a person: every state, every denial category, and the deadline of each."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import LifecycleStep, Related
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.action_rules import (
    CATEGORY_RULES,
    CODE_RULES,
    NO_ACTION,
    REJECTION_RULES,
    STATE_RULES,
)
from claimtrail.claims.lifecycle.adjustments import DENIAL_CATEGORIES
from claimtrail.claims.lifecycle.next_actions import NextAction, next_action
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import CATEGORIES
from claimtrail.partners.fields import Deadlines
from tests.harness.claims.claim_events import accepted_claim, folded, remitted
from tests.harness.escalations.pending_claims import pending_claim, step

pytestmark = pytest.mark.capability("C5.6")

SERVED = date(2026, 10, 1)
DECIDED = date(2026, 10, 20)
TODAY = date(2026, 11, 1)
DEADLINES = Deadlines(
    timely_filing_days=180, corrected_claim_days=120, appeal_days=60, documentation_days=15
)
WORK_PAGE = (Path(__file__).parents[4] / "docs" / "work.md").read_text("utf-8").splitlines()
NEVER_BY_RESUBMISSION = {"18", "29", "50", "97", "197"}


def a_claim(state: State, *codes: str, **changes: Any) -> Claim:
    """A claim in a state; its last step bears the codes, and those of a CAS deny it."""
    fields: dict[str, Any] = {
        "state": state,
        "state_since": DECIDED,
        "service_to": SERVED,
        "charge_cents": 10_000,
        "denial_codes": tuple(code for code in codes if "-" in code),
        "steps": (step(state, codes=codes or ("CLP02=4",)),),
    }
    return pending_claim(**(fields | changes))


def action_of(claim: Claim, *, today: date = TODAY, deadlines: Deadlines = DEADLINES) -> NextAction:
    found = next_action(claim, deadlines, today=today)
    assert found is not None
    return found


def test_every_state_has_an_action_or_a_reason_for_none() -> None:
    assert set(STATE_RULES) | set(NO_ACTION) == set(State)
    assert not set(STATE_RULES) & set(NO_ACTION)


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_answered(state: State) -> None:
    found = next_action(a_claim(state), DEADLINES, today=TODAY)

    assert (found is None) is (state in NO_ACTION)
    if found:
        assert found.rule.startswith("next-action@2/")
        assert found.action.endswith(".")


def test_every_denial_category_and_every_rejection_has_a_row() -> None:
    assert set(CATEGORY_RULES) == set(DENIAL_CATEGORIES.values())
    assert {rule.category for rule in CODE_RULES.values()} <= set(CATEGORY_RULES)
    rejecting = {code for code, one in CATEGORIES.items() if one.state is State.FRONT_END_REJECTED}
    assert set(REJECTION_RULES) == rejecting


@pytest.mark.parametrize("carc", sorted(DENIAL_CATEGORIES))
def test_every_denial_reason_has_an_action_of_its_category(carc: str) -> None:
    found = action_of(a_claim(State.DENIED, f"CO-{carc}"))

    assert found.category == DENIAL_CATEGORIES[carc]
    assert found.code == f"CO-{carc}"
    assert found.deadline is not None
    if carc in NEVER_BY_RESUBMISSION:
        assert found.action.endswith("Do not bill again.")
        assert "replacement" not in found.action
        assert found.deadline_kind == "appeal"


@pytest.mark.parametrize(
    ("claim", "kind", "deadline", "rule"),
    [
        (
            a_claim(State.DENIED, "CO-16"),
            "corrected claim",
            DECIDED + timedelta(120),
            "denied-missing-data",
        ),
        (a_claim(State.DENIED, "CO-50"), "appeal", DECIDED + timedelta(60), "carc-50"),
        (a_claim(State.DENIED), "appeal", DECIDED + timedelta(60), "denied-without-reason"),
        (
            a_claim(State.FRONT_END_REJECTED, "A6:33:IL"),
            "corrected claim",
            DECIDED + timedelta(120),
            "rejected-a6",
        ),
        (
            a_claim(State.TRANSMISSION_REJECTED, "IK5=R", service_to=date(2026, 6, 1)),
            "timely filing",
            date(2026, 6, 1) + timedelta(180),
            "transmission-rejected",
        ),
        (a_claim(State.REVERSED), "appeal", DECIDED + timedelta(60), "payment-taken-back"),
        (a_claim(State.FORWARDED), "", None, "forwarded"),
        (
            a_claim(State.PENDED_PROVIDER_INFO, "R4:294"),
            "documents",
            DECIDED + timedelta(15),
            "pended-provider-information",
        ),
    ],
)
def test_the_deadline_is_the_earliest_clock_of_the_action(
    claim: Claim, kind: str, deadline: date | None, rule: str
) -> None:
    found = action_of(claim)

    assert (found.deadline_kind, found.deadline) == (kind, deadline)
    assert found.rule == f"next-action@2/{rule}"


def test_a_corrected_claim_without_days_of_its_own_is_bound_by_timely_filing() -> None:
    found = action_of(a_claim(State.DENIED, "CO-16"), deadlines=Deadlines(timely_filing_days=365))

    assert found.deadline_kind == "timely filing"
    assert found.deadline == SERVED + timedelta(365)


def test_a_payer_without_deadlines_leaves_the_day_open() -> None:
    found = action_of(a_claim(State.DENIED, "CO-16"), deadlines=Deadlines())

    assert (found.deadline, found.deadline_kind) == (None, "")


def test_the_reason_that_is_hardest_to_fix_decides() -> None:
    assert action_of(a_claim(State.DENIED, "CO-16", "CO-29")).code == "CO-29"
    assert action_of(a_claim(State.DENIED, "CO-16", "CO-27")).category == "eligibility"


@pytest.mark.parametrize(
    ("today", "rule", "words"),
    [
        (DECIDED + timedelta(20), "denied-missing-data", "Correct the fields"),
        (DECIDED + timedelta(21), "denied-missing-data-appeal", "Appeal: the last day"),
        (DECIDED + timedelta(61), "denied-missing-data-passed", "Ask the payer for an exception"),
    ],
)
def test_a_deadline_that_has_passed_leaves_an_appeal_and_then_an_exception(
    today: date, rule: str, words: str
) -> None:
    deadlines = Deadlines(corrected_claim_days=20, appeal_days=60)

    found = action_of(a_claim(State.DENIED, "CO-16"), today=today, deadlines=deadlines)

    assert found.rule == f"next-action@2/{rule}"
    assert found.action.startswith(words)


@pytest.mark.parametrize("corrected_days", [None, 30])
@pytest.mark.parametrize("carc", [*(code for code in DENIAL_CATEGORIES), ""])
def test_the_page_names_the_last_day_that_a_ticket_shows(
    carc: str, corrected_days: int | None
) -> None:
    deadlines = replace_days(DEADLINES, corrected_days)
    codes = (f"CO-{carc}",) if carc else ()

    found = action_of(a_claim(State.DENIED, *codes), deadlines=deadlines)

    rule = found.rule.removeprefix("next-action@2/")
    [row] = {line for line in WORK_PAGE if f"| `{rule}` |" in line and "Partially" not in line}
    last_day = row.split("|")[3]
    assert found.deadline_kind in last_day


def replace_days(deadlines: Deadlines, corrected_days: int | None) -> Deadlines:
    return deadlines.model_copy(update={"corrected_claim_days": corrected_days})


def test_a_hidden_claim_has_no_action() -> None:
    successor = Related(
        claim_id="clm_two",
        frequency_code="7",
        event_id="evt_2",
        effective_on=TODAY,
        rule="lineage@1/REF-F8",
    )
    claim = a_claim(State.DENIED, "CO-16", superseded_by=(successor,))

    assert next_action(claim, DEADLINES, today=TODAY) is None


def test_capitation_and_a_claim_forwarded_to_its_second_payer_are_settled() -> None:
    capitated = a_claim(State.FINAL_NO_PAYMENT, "CLP02=1", "CO-24", denial_codes=())
    forwarded = a_claim(State.FORWARDED, payer_ids=("granite-health", "larkspur-commercial"))

    without_balance = a_claim(
        State.FINAL_NO_PAYMENT, "CLP02=2", "OA-23", denial_codes=(), contractual_cents=10_000
    )

    assert without_balance.balance_cents == 0
    assert next_action(without_balance, DEADLINES, today=TODAY) is None
    assert next_action(capitated, DEADLINES, today=TODAY) is None
    assert next_action(forwarded, DEADLINES, today=TODAY) is None


def test_the_amount_is_what_is_unpaid_or_what_was_denied_of_a_part_paid_claim() -> None:
    part = a_claim(State.PARTIALLY_PAID, "CO-16", paid_cents=4_000, denied_cents=2_500)

    assert action_of(part).amount_cents == 2_500
    assert action_of(a_claim(State.DENIED, "CO-16")).amount_cents == 10_000


def test_the_fold_counts_what_the_payer_denies_and_its_remark_codes() -> None:
    claim = folded([*accepted_claim(), remitted(20, 0, "CO-45:20 CO-50:80")])

    assert claim.state is State.DENIED
    assert claim.denied_cents == 8_000
    assert action_of(claim).rule == "next-action@2/carc-50"
    assert isinstance(claim.steps[-1], LifecycleStep)
    assert claim.steps[-1].evidence is EventKind.REMITTED


def test_a_claim_that_was_given_up_and_reopened_keeps_the_clock_of_the_payers_word() -> None:
    said = step(State.DENIED, codes=("CLP02=4",))
    reopened = said.model_copy(
        update={
            "event_id": "evt_reopened",
            "evidence": EventKind.OUTCOME_DECIDED,
            "codes": ("REOPEN",),
            "effective_on": TODAY,
        }
    )
    claim = a_claim(State.DENIED, "CO-50", steps=(said, reopened), state_since=TODAY)

    assert action_of(claim).deadline == said.effective_on + timedelta(60)


def test_the_amount_leaves_out_what_contracts_take_off_and_what_was_written_off() -> None:
    claim = a_claim(State.DENIED, "CO-16", contractual_cents=2_000, written_off_cents=500)

    assert action_of(claim).amount_cents == 7_500


def test_records_that_are_late_are_still_sent() -> None:
    found = action_of(a_claim(State.PENDED_PROVIDER_INFO, "R4:294"), today=DECIDED + timedelta(16))

    assert found.rule == "next-action@2/pended-provider-information-passed"
    assert found.action.startswith("Send what the payer asks for today")
