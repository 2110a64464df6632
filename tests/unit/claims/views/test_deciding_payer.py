"""One reading of an appeal: head, list, page and ticket name the same payer's same last day."""

from datetime import date, timedelta

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.deciding_payer import deadlines_of_decision
from claimtrail.claims.views.head import head_of
from claimtrail.claims.views.last_days import appeal_day, given_up_appeal_day
from claimtrail.claims.views.listed import listed_claim
from claimtrail.escalations.outcome_work import work_of
from claimtrail.partners.fields import Deadlines
from claimtrail.partners.profile import Partners
from tests.harness.claims.claim_events import (
    PAYER,
    about,
    accepted_claim,
    day,
    folded,
    remitted,
    submitted,
)
from tests.harness.intake.intake_fixture import demo_partners

TODAY = day(12)
FIRST, SECOND = Deadlines(appeal_days=60), Deadlines(appeal_days=20)


def partners(first: Deadlines = FIRST) -> Partners:
    """The claim's payer, and the next one, which takes appeals for fewer days."""
    payer = demo_partners().get("cedar-medicare")
    assert payer is not None
    other = {"id": "next-payer", "payer_identifiers": ("NEXT1",), "deadlines": SECOND}
    own = {"id": PAYER, "payer_identifiers": ("GRNT1",), "deadlines": first}
    bare = payer.model_copy(update={"identities": (), "submitters": (), "delivers_for": ()})
    return Partners([bare.model_copy(update=own), bare.model_copy(update=other)])


@pytest.fixture
def denied() -> Claim:
    """A claim whose next payer denied it."""
    claim = folded([*accepted_claim(), remitted(10, 0, "CO-50:100")])
    assert claim.state is State.DENIED
    [decided] = claim.payer_responsibilities
    by_next = decided.model_copy(update={"payer_identifier": "NEXT1"})
    return claim.model_copy(update={"payer_responsibilities": (by_next,)})


def days_shown(claim: Claim, known: Partners) -> set[date | None]:
    """Return the last days that head, list, page and ticket show."""
    deadlines = deadlines_of_decision(claim, known)
    head = head_of(claim, None, deadlines=deadlines, today=TODAY)
    listed = listed_claim(
        claim, deadlines=lambda one: deadlines_of_decision(one, known), today=TODAY
    )
    work = work_of(claim, known, today=TODAY)
    assert head.next_action is not None
    assert work is not None
    return {
        head.next_action.deadline,
        listed.deadline,
        work.action.deadline,
        appeal_day(claim, deadlines),
    }


def test_the_payer_that_decided_sets_the_last_day_everywhere(denied: Claim) -> None:
    assert days_shown(denied, partners()) == {day(10) + timedelta(days=20)}


def test_the_expected_word_says_no_other_day_than_the_next_action(denied: Claim) -> None:
    """The clock of the expected appeal has a day of its own where the profile names none."""
    own = denied.model_copy(update={"payer_responsibilities": ()})
    unknown = partners(first=Deadlines())

    assert denied.expectation is not None
    assert days_shown(own.model_copy(update={"appeal_until": None}), unknown) == {None}
    assert head_of(own, None, deadlines=Deadlines(), today=TODAY).expected is None


def test_no_last_day_of_an_appeal_is_shown_where_the_payer_takes_none(denied: Claim) -> None:
    refused = denied.model_copy(update={"denied_parts": (), "denial_remark_codes": ("N211",)})

    assert appeal_day(denied, SECOND) == day(10) + timedelta(days=20)
    assert appeal_day(refused, SECOND) is None


def test_a_second_payers_denial_counts_from_its_own_day_where_the_state_stays() -> None:
    second = about(remitted(11, 0, "CO-29:100", status="2"), payer="next-payer")
    sent = submitted(1, others=("next-payer",))
    claim = folded([sent, *accepted_claim()[1:], remitted(9, 0, "CO-50:100"), second])

    assert (claim.state, claim.state_since) == (State.DENIED, day(9))
    assert [one.decided_on for one in claim.payer_responsibilities] == [day(9), day(11)]
    named = claim.payer_responsibilities[-1].model_copy(update={"payer_identifier": "NEXT1"})
    parts = (claim.payer_responsibilities[0], named)
    claim = claim.model_copy(update={"payer_responsibilities": parts})
    assert days_shown(claim, partners()) == {day(11) + timedelta(days=20)}


def test_a_claim_that_people_closed_keeps_the_payers_last_day_in_sight(denied: Claim) -> None:
    closed = denied.model_copy(update={"state": State.CLOSED})
    open_one = given_up_appeal_day(denied, SECOND)

    assert (open_one, appeal_day(closed, SECOND)) == (None, None)
    assert given_up_appeal_day(closed, SECOND) == day(10) + timedelta(days=20)
