"""Acknowledgments that say the opposite of each other: the payer is asked before a second claim."""

from datetime import timedelta
from itertools import permutations

import pytest

from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.duplicates import NextSubmission, rebill_check_of
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.fold.review.hold_deadlines import as_of
from claimtrail.claims.lifecycle.next_actions import next_action
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.rebill_advice import advice_of
from tests.harness.claims.claim_events import (
    CLOCKS,
    NOW,
    ack999,
    answer,
    day,
    event_of,
    folded,
    front_end,
    remitted,
    submitted,
    ta1,
)

TODAY = NOW.date()
DEADLINES = CLOCKS.deadlines


def claim_of(*events: ClaimEvent) -> Claim:
    """The claim that the events make, as of today."""
    return as_of(folded(events), TODAY)


def said(on: int, term: str) -> ClaimEvent:
    """A person's record of what the payer said on the phone."""
    report = event_of(TermReported(term=term, seen_in="phone"), on)
    source = report.source.model_copy(update={"prepared_at": None})
    return report.model_copy(update={"source": source})


def assert_asked_first(claim: Claim) -> None:
    """Nobody is told to send the claim again before the payer was asked."""
    action = next_action(claim, DEADLINES, today=TODAY)
    assert action is not None
    assert action.action.startswith("Ask the payer whether it has the claim. Do not rebill until")
    assert "(CARC 18)" in action.action
    assert action.deadline_kind == "timely filing"
    check = rebill_check_of(claim)
    assert check.next_submission is NextSubmission.ASK
    assert "Do not rebill" in advice_of(check, action)


REJECTIONS = {
    "999 R": lambda on: ack999(on, "R"),
    "AK9 R": lambda on: ack999(on, "A", group="R"),
    "TA1 R": lambda on: ta1(on, "R"),
}
ACCEPTED = {
    "999 A": [submitted(1), ack999(2)],
    "277CA A1": [submitted(1), ack999(2), front_end(3, "A1")],
    "277CA A2": [submitted(1), ack999(2), front_end(3, "A2")],
    "277 P1": [submitted(1), ack999(2), front_end(3, "A2"), answer(3, "P1")],
}


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("accepted", ACCEPTED)
@pytest.mark.parametrize("rejection", REJECTIONS)
def test_a_rejection_after_an_acceptance_asks_the_payer_and_rejects_nothing(
    accepted: str, rejection: str
) -> None:
    before = claim_of(*ACCEPTED[accepted])

    claim = claim_of(*ACCEPTED[accepted], REJECTIONS[rejection](4))

    assert claim.state is before.state
    [found] = open_exceptions(claim)
    assert found.reason == "contradiction"
    assert found.says.startswith("TRANSMISSION_REJECTED ")
    last = claim.steps[-1]
    assert found.against.startswith(f"{claim.state.value} {' '.join(last.codes)} on ")
    assert found.against.endswith(last.source.file_id)
    assert "Do not rebill" in found.next_step
    assert f"record-status {claim.claim_id} --term A2" in found.next_step
    assert_asked_first(claim)


@pytest.mark.capability("C3.2")
def test_an_acceptance_after_a_rejection_is_a_question_too() -> None:
    claim = claim_of(submitted(1), ack999(2, "R"), ack999(4, "A"))

    assert claim.state is State.TRANSMISSION_REJECTED
    assert [one.reason for one in open_exceptions(claim)] == ["contradiction"]
    assert_asked_first(claim)


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize(
    "events",
    [
        [submitted(1), ta1(1, "R"), front_end(3, "A2")],
        [submitted(1), ack999(1, "R"), remitted(9, 80)],
        [submitted(1), ack999(1), front_end(2, "A7"), remitted(9, 80)],
    ],
)
def test_a_payers_word_about_a_rejected_claim_is_asked_about_before_it_is_sent_again(
    events: list[ClaimEvent],
) -> None:
    claim = claim_of(*events)

    assert_asked_first(claim)
    [found] = open_exceptions(as_of(claim, TODAY + timedelta(days=5)))
    assert "Do not rebill" in found.next_step
    assert f"record-status {claim.claim_id} --term" in found.next_step
    answered = claim_of(*events, said(10, "F1"))
    assert answered.state in {State.ADJUDICATED, State.PAID}
    assert (answered.held, open_exceptions(answered)) == ((), [])
    assert found.against.startswith(f"{claim.state.value} ")


@pytest.mark.parametrize(
    ("later", "state"),
    [
        pytest.param(front_end(5, "A2"), State.ACCEPTED, id="277CA"),
        pytest.param(answer(5, "P1"), State.IN_PROCESS, id="277"),
        pytest.param(remitted(9, 80, "CO-45:20"), State.PAID, id="835"),
        pytest.param(said(4, "A2"), State.ACCEPTED, id="on the phone, the same day"),
        pytest.param(said(5, "A3"), State.FRONT_END_REJECTED, id="it does not have the claim"),
    ],
)
@pytest.mark.parametrize("first", ["A", "R"])
def test_the_payers_word_about_the_claim_answers_the_question(
    first: str, later: ClaimEvent, state: State
) -> None:
    second = "R" if first == "A" else "A"

    claim = claim_of(submitted(1), ack999(2, first), ack999(4, second), later)

    assert (claim.state, claim.held, open_exceptions(claim)) == (state, (), [])
    assert rebill_check_of(claim).next_submission is not NextSubmission.ASK


def test_what_answers_the_question_may_be_of_the_state_that_it_has() -> None:
    accepted = [submitted(1), ack999(2), front_end(3, "A2"), ack999(4, "R")]

    assert claim_of(*accepted).held
    assert not claim_of(*accepted, said(5, "A2")).held


def test_a_claim_that_the_payer_decided_is_in_no_doubt() -> None:
    claim = claim_of(submitted(1), ack999(2), remitted(9, 80, "CO-45:20"), ack999(10, "R"))

    assert (claim.state, claim.held) == (State.PAID, ())


@pytest.mark.capability("C3.3")
def test_the_order_in_which_they_arrive_plays_no_part() -> None:
    events = [submitted(1), ack999(2), front_end(3, "A1"), ack999(4, "R")]
    whole = folded(events)

    assert all(folded(list(order)) == whole for order in permutations(events))


def test_a_claim_that_is_sent_again_after_the_answer_is_a_new_attempt() -> None:
    claim = claim_of(
        submitted(1), ack999(2), ack999(4, "R"), said(5, "A3"), submitted(6), ack999(7)
    )

    assert (claim.state, claim.held, len(claim.submissions)) == (State.SYNTAX_ACCEPTED, (), 2)
    assert next_action(claim, DEADLINES, today=day(8)) is None
