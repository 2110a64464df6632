"""The generator's truth, held against what becomes of its files when they are taken in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from claimtrail.claims.matching.model import MatchVerdict as Matching
from claimtrail.claims.matching.rules import is_waiting
from claimtrail.escalations.reasons import EscalationReason, reason_of
from simulator.bad_days.variants import OF_CLAIMS
from simulator.generator import generate
from simulator.model import ClaimOutcome, Expectation
from tests.harness.intake.intake_fixture import IntakeFixture, demo_partners
from tests.harness.intake.taken_in import claim_of, take_in
from tests.twins.claims.memory import Kept

FIRST_DAY = date(2026, 9, 13)
LAST_DAY = date(2026, 10, 17)
Truth = tuple[IntakeFixture, list[Expectation]]


@pytest.fixture(scope="module", params=[2, 100], ids=["usual", "every-variant"])
def truth(request: pytest.FixtureRequest) -> Truth:
    expectations: list[Expectation] = []
    files = generate(
        partners=demo_partners(),
        seed=11,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        claims_per_day=30,
        variants_in_hundred=request.param,
        on_expectation=expectations.append,
    )
    intake = take_in(files, now=datetime.combine(LAST_DAY, time(), UTC))
    return intake, expectations


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize("outcome", list(ClaimOutcome))
def test_given_a_month_of_files_when_they_are_read_and_folded_then_claims_stand_as_the_truth_says(
    truth: Truth, outcome: ClaimOutcome
) -> None:
    intake, expectations = truth
    of_outcome = [item for item in expectations if item.outcome is outcome]
    assert of_outcome
    for expected in of_outcome:
        claim = claim_of(intake, expected)
        steps = [(step.after, step.evidence, step.effective_on) for step in claim.steps]
        assert claim.state == expected.state, (expected, steps, claim.held)
        assert claim.paid_cents == expected.paid_cents, (expected, steps)
        assert claim.payer_id == expected.payer_id
        due = claim.escalate_on is not None and claim.escalate_on <= LAST_DAY + timedelta(days=1)
        if expected.overdue is not None:
            assert due is expected.overdue, (expected, claim.expectation, steps)


@pytest.mark.capability("C4.1")
def test_given_a_month_of_files_when_it_ends_then_silent_claims_are_late_for_the_right_word(
    truth: Truth,
) -> None:
    intake, expectations = truth
    late = [claim_of(intake, expected) for expected in expectations if expected.overdue]
    reasons = {
        ClaimOutcome.FILE_LOST: EscalationReason.NO_999,
        ClaimOutcome.NOT_TAKEN_UP: EscalationReason.NO_277CA,
        ClaimOutcome.STUCK: EscalationReason.NO_DECISION,
        ClaimOutcome.REMITTANCE_MISSING: EscalationReason.NO_REMITTANCE,
    }

    for expected in expectations:
        if expected.overdue and expected.outcome in reasons:
            claim = claim_of(intake, expected)
            assert reason_of(claim) is reasons[expected.outcome], (expected, claim.expectation)
    assert {reason_of(claim) for claim in late} >= set(reasons.values())


def test_given_a_month_of_files_when_claims_are_counted_then_none_is_missing_and_none_is_extra(
    truth: Truth,
) -> None:
    intake, expectations = truth
    events = {one: intake.claims.history_of(one) for one in intake.claims.owners_of(Kept.EVENT)}
    strange = [number for number, found in events.items() if is_waiting(found)]
    assert len(events) - len(strange) == len(expectations)
    decided = [intake.claims.find_match(number) for number in strange]
    assert {match.verdict for match in decided if match} == {Matching.MATCHED}
    assert len(strange) > 5


@pytest.mark.capability("C1.8")
def test_given_a_month_in_which_all_files_vary_then_every_variant_of_claims_is_held_against_it(
    truth: Truth, request: pytest.FixtureRequest
) -> None:
    _, expectations = truth
    touched = {variant for item in expectations for variant in item.variants}
    is_every = "every-variant" in request.node.name
    assert touched == OF_CLAIMS if is_every else touched < OF_CLAIMS
