"""A claim that is known from a payer's word alone: one due day, and a place in each list."""

from dataclasses import replace
from datetime import timedelta

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.fold.review.hold_deadlines import as_of
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.head import head_of
from claimtrail.claims.views.listed import listed_claim
from claimtrail.escalations.exception_tickets import ticket_for
from claimtrail.escalations.reasons import late_words
from claimtrail.partners.fields import Deadlines
from tests.harness.claims.claim_events import HOLDING, NOW, folded, front_end, remitted

pytestmark = pytest.mark.capability("C4.1")
RECORDED = NOW.date()


def alone(**policy: int) -> Claim:
    """A claim of two words of the payer's, weeks old when they came here."""
    events = [front_end(2, "A2"), remitted(16, 80, "CO-45:20")]
    return folded(events, replace(HOLDING, held_days={**HOLDING.held_days, **policy}))


@pytest.mark.parametrize("days", [{}, {"no_submission": 10}])
def test_its_837_is_due_on_one_day_wherever_that_is_shown(days: dict[str, int]) -> None:
    claim = alone(**days)
    head = head_of(claim, None, deadlines=Deadlines(), today=RECORDED)
    listed = listed_claim(claim, deadlines=lambda _: Deadlines(), today=RECORDED)

    due = {held.due_on for held in claim.held}
    assert claim.state is State.DRAFT
    assert due == {head.expected.due_on if head.expected else None} == {listed.deadline}
    assert head.expected_late_days == 0
    assert (listed.late_word, open_exceptions(claim)) == ("", [])


def test_on_that_day_it_is_late_in_the_list_an_exception_and_a_ticket() -> None:
    claim = alone()
    [due] = {held.due_on for held in claim.held}
    assert due is not None

    before = listed_claim(claim, deadlines=lambda _: Deadlines(), today=due - timedelta(days=1))
    late = as_of(claim, due)
    listed = listed_claim(late, deadlines=lambda _: Deadlines(), today=due)

    assert (before.late_word, listed.late_word) == ("", "837")
    assert late_words(listed.late_word) == "no 837"
    assert {one.reason for one in open_exceptions(late)} == {"no_submission"}
    assert f"due on {due}" in ticket_for(late, late.held[0], at=NOW).description
