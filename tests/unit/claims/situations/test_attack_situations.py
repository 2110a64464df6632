"""Files of other payers and billers from their own dropboxes moves no claim, in any order."""

import pytest

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.hold_deadlines import WITHOUT_AUTHORITY
from claimtrail.claims.lifecycle.states import State
from tests.harness.files.attacks import ATTACKS, HEALS, NUMBER, STRANGERS, own_files
from tests.harness.files.made_files import CEDAR, Answer, Clp, Sent, answered, paid, refused, sent
from tests.harness.files.trial_files import claim_of, ran
from tests.harness.pipelines.pipeline import Pipeline
from tests.harness.pipelines.played import played, standing

pytestmark = [pytest.mark.capability("C3.2"), pytest.mark.capability("C3.6")]


def unmarked(claim: Claim) -> Claim:
    """The claim but for the evidence that it holds."""
    marks = {"held": (), "event_count": 0, "version": 0}
    return claim.model_copy(update=marks)


def assert_unmoved(pipeline: Pipeline, *, without: Pipeline) -> None:
    claim = claim_of(pipeline, NUMBER)
    assert unmarked(claim) == unmarked(claim_of(without, NUMBER))
    assert {held.reason for held in claim.held} <= WITHOUT_AUTHORITY
    assert all(held.overdue for held in claim.held)


@pytest.mark.parametrize("attempt", ATTACKS)
def test_whatever_another_partner_attempts_the_claim_is_unmoved(attempt: str) -> None:
    files = own_files()

    pipeline = played([*files, *ATTACKS[attempt]])

    assert_unmoved(pipeline, without=ran(*files))
    assert standing(pipeline)[NUMBER] == (State.PAID, 100, 20)


@pytest.mark.long
def test_all_attempts_together_leave_the_claim_unmoved() -> None:
    files = own_files()

    pipeline = played([*files, *(file for some in ATTACKS.values() for file in some)], orders=4)

    assert_unmoved(pipeline, without=ran(*files))


@pytest.mark.parametrize(
    ("cause", "payers", "paid"),
    [
        ("a later 837 names the payer", ("juniper-medicaid", "cedar-medicare"), 12_000),
        ("a remittance forwards the claim", ("juniper-medicaid", "cedar-medicare"), 10_000),
        ("a remittance forwards it to nobody", ("juniper-medicaid",), 12_000),
    ],
)
def test_evidence_heals_when_authority_comes_in_every_order(
    cause: str, payers: tuple[str, ...], paid: int
) -> None:
    pipeline = played(HEALS[cause], orders=6)

    claim = claim_of(pipeline, NUMBER)
    assert claim.held == ()
    assert claim.payer_ids == payers
    assert claim.paid_cents == paid


def test_two_billers_that_use_one_number_honestly_have_one_claim_and_one_question() -> None:
    own = own_files()
    theirs = ATTACKS["submits the same number"]

    pipeline = played([*theirs, *own], orders=3)

    claim = claim_of(pipeline, NUMBER)
    assert claim.owner_id == "billing"
    assert [(one.reason, one.source.partner_id) for one in claim.held] == [
        ("other_biller", "northgate-clinic")
    ]
    assert claim.references == ()


@pytest.mark.parametrize(
    ("biller", "state"),
    [("HARBORLIGHT", State.TRANSMISSION_REJECTED), (STRANGERS, State.SUBMITTED)],
)
def test_a_999_is_about_the_files_of_the_biller_to_whom_it_is_sent(
    biller: str, state: State
) -> None:
    """Two billers count their interchanges, groups and sets from 1, to the same payer."""
    file = sent(Sent(NUMBER))

    pipeline = played([file, refused(file, to=biller)])

    assert claim_of(pipeline, NUMBER).state is state


def test_a_claim_is_not_found_by_a_number_that_another_payer_gave_it() -> None:
    """Another payer gives our claim its number, and then answers a strange one by it."""
    strange = Clp("STRANGE1", "1", 120, 50, 0, ["CO*45*70"], icn="C1", day="20260815")
    given = answered(Answer(NUMBER, "P1:20", icn="C1"), payer=CEDAR)

    pipeline = played([sent(Sent(NUMBER)), given, paid(strange, payer=CEDAR)])

    assert claim_of(pipeline, NUMBER).matches == ()
    assert claim_of(pipeline, NUMBER).state is State.SUBMITTED
    assert claim_of(pipeline, "STRANGE1").matched_to == ""
