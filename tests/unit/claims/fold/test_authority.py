"""Grounds of authority, one by one: whose record counts, and what becomes of every other."""

from datetime import timedelta
from itertools import permutations

import pytest

from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.authority.authority import authority_of
from claimtrail.claims.fold.authority.grounds import GROUNDS, Ground
from claimtrail.claims.fold.authority.withheld import with_authority
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.lifecycle.states import State
from tests.harness.claims.claim_events import (
    NOW,
    PAYER,
    about,
    accepted_claim,
    ack999,
    answer,
    event_of,
    folded,
    from_partner,
    front_end,
    remitted,
    submitted,
)
from tests.harness.claims.facts import person
from tests.harness.claims.projecting import take
from tests.twins.claims import MemoryClaimStore
from tools.docs.authority_page import render

pytestmark = pytest.mark.capability("C3.2")

LATER = NOW + timedelta(seconds=1)
STRANGER = "fern-mutual"
THIRD = "moss-mutual"
SAME = person()
"""The patient of the submissions."""


def held(claim: Claim) -> list[tuple[str, str]]:
    """Of what is held: the reason, and the payer for which it came."""
    return [(one.reason, one.payer_id) for one in claim.held]


def every_order(*events: ClaimEvent) -> Claim:
    """The claim of these events, which is the same in every order."""
    found = [folded(order) for order in permutations(events)]
    assert all(claim == found[0] for claim in found)
    return found[0]


def forwarded(carrier: str = "", status: str = "19") -> ClaimEvent:
    """The first payer's remittance, which passes the claim on."""
    paid = remitted(16, 70, "CO-45:20 PR-2:10", status=status, share=10)
    return about(paid, crossover_payer_id=carrier, crossover_carrier=carrier and "CARRIER1")


def second(payer: str = STRANGER, status: str = "2", **fact: object) -> ClaimEvent:
    """A second payer's remittance of the rest."""
    paid = remitted(20, 10, "OA-23:90", status=status, number="ICN-2")
    return about(paid, payer=payer, **{"patient": SAME, **fact})


ATTACKS: dict[str, ClaimEvent] = {
    "a payment": about(remitted(9, 100), payer=STRANGER),
    "a denial": about(remitted(9, 0, "CO-29:100"), payer=STRANGER),
    "a denial by CLP02": about(remitted(9, 0, "CO-29:100", status="4"), payer=STRANGER),
    "a reversal": about(remitted(20, -80, "CO-45:-20", status="22", charge=-100), payer=STRANGER),
    "a forwarding": about(remitted(9, 0, status="23"), payer=STRANGER, crossover_payer_id=THIRD),
    "a rejection": about(front_end(3, "A3"), payer=STRANGER),
    "a status": about(answer(9, "F2"), payer=STRANGER),
    "a forwarding status": about(answer(9, "F3F"), payer=STRANGER),
    "an unknown code": about(answer(9, "ZZ"), payer=STRANGER),
    "a void": from_partner(submitted(9, frequency="8"), "second-biller", received_at=LATER),
    "a replacement": from_partner(
        submitted(9, frequency="7", charge=900), "second-biller", received_at=LATER
    ),
    "a back-dated original": from_partner(
        submitted(-90, charge=900), "second-biller", received_at=LATER
    ),
}


def without_marks(claim: Claim) -> Claim:
    """The claim but for what is held and how many events there are."""
    return claim.model_copy(update={"held": (), "event_count": 0})


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("is_paid", [True, False], ids=["paid", "accepted"])
def test_what_comes_without_authority_changes_nothing(attack: str, *, is_paid: bool) -> None:
    own = [*accepted_claim(), *([remitted(12, 80, "CO-45:20")] if is_paid else [])]

    claim = every_order(*own, ATTACKS[attack])

    assert without_marks(claim) == without_marks(folded(own))
    [one] = claim.held
    is_submission = one.evidence == "submitted"
    assert one.reason == (HoldReason.OTHER_BILLER if is_submission else HoldReason.OTHER_PAYER)
    assert one.due_on == one.recorded_on


def test_all_attacks_together_change_nothing() -> None:
    own = [*accepted_claim(), remitted(12, 80, "CO-45:20")]

    claim = folded([*ATTACKS.values(), *own])

    assert without_marks(claim) == without_marks(folded(own))
    assert len(claim.held) == len(ATTACKS)
    assert with_authority(claim, [*ATTACKS.values(), *own]) == own


def test_before_the_submission_a_record_waits_for_it_as_any_other() -> None:
    assert held(folded([ATTACKS["a payment"]])) == [(HoldReason.NO_SUBMISSION, STRANGER)]


def test_the_biller_whose_submission_was_received_first_owns_the_claim() -> None:
    own = submitted(9)
    later = from_partner(submitted(1), "second-biller", received_at=LATER)

    claim = every_order(own, later)

    assert claim.owner_id == "billing"
    assert [one.event_id for one in claim.submissions] == [own.event_id]
    assert held(claim) == [(HoldReason.OTHER_BILLER, PAYER)]


def test_a_submitter_that_another_partner_lists_is_another_biller_at_once() -> None:
    borrowed = about(submitted(1), submitter_owner_id="second-biller")

    claim = every_order(borrowed, front_end(2, "A2"))

    assert claim.state is State.DRAFT
    assert sorted(held(claim)) == [
        (HoldReason.NO_SUBMISSION, PAYER),
        (HoldReason.OTHER_BILLER, PAYER),
    ]
    assert claim.owner_id == ""


def test_a_payer_that_a_late_submission_names_has_authority_in_every_order() -> None:
    naming = submitted(9, frequency="7", others=(STRANGER,))

    claim = every_order(submitted(1), forwarded(status="1"), second(), naming)

    assert held(claim) == []
    assert claim.payer_ids == (PAYER, STRANGER)


def test_a_carrier_to_which_the_claim_was_forwarded_has_authority_and_may_forward_it() -> None:
    third = second(THIRD, "3", charge_cents=5000)
    onward = second(status="20", crossover_payer_id=THIRD, charge_cents=9000)

    claim = every_order(submitted(1), forwarded(STRANGER), onward, third)

    assert held(claim) == []
    assert claim.payer_ids == (PAYER, STRANGER, THIRD)


def test_a_carrier_of_a_stranger_has_no_authority() -> None:
    first = about(remitted(9, 0, status="23"), payer=STRANGER, crossover_payer_id=STRANGER)

    claim = every_order(submitted(1), first, second())

    assert held(claim) == [(HoldReason.OTHER_PAYER, STRANGER)] * 2


@pytest.mark.parametrize(
    "opening", [forwarded(), forwarded(status="23"), answer(16, "F3F")], ids=["19", "23", "F3F"]
)
def test_a_forwarding_to_nobody_admits_a_later_payers_remittance_that_agrees(
    opening: ClaimEvent,
) -> None:
    claim = every_order(submitted(1), opening, second())

    assert held(claim) == []
    assert claim.payer_ids == (PAYER,)
    assert [
        payer_responsibility.paid_cents
        for payer_responsibility in claim.payer_responsibilities
        if payer_responsibility.decided
    ][-1] == 1000


@pytest.mark.parametrize(
    "stranger",
    [
        second(patient=None),
        second(patient=person(first_name="Bea", member_id="OTHER-1")),
        second(charge_cents=9900),
        second(status="1"),
        second(status="4"),
        about(answer(20, "F2"), payer=STRANGER),
    ],
    ids=["no patient", "another patient", "another charge", "as primary", "denied", "a status"],
)
def test_a_forwarding_to_nobody_admits_nothing_else(stranger: ClaimEvent) -> None:
    claim = every_order(submitted(1), forwarded(), stranger)

    assert held(claim) == [(HoldReason.OTHER_PAYER, STRANGER)]


def test_a_forwarding_to_a_carrier_without_a_profile_admits_nobody() -> None:
    named = about(forwarded(), crossover_carrier="CARRIER1")

    assert held(every_order(submitted(1), named, second())) == [(HoldReason.OTHER_PAYER, STRANGER)]


def test_the_acknowledgment_of_a_strangers_file_does_not_reject_the_claim() -> None:
    own = submitted(1)
    others = from_partner(submitted(2), "second-biller", received_at=LATER)
    rejected = ack999(3, "R").model_copy(update={"answers_file_id": others.source.file_id})
    accepted = ack999(3).model_copy(update={"answers_file_id": own.source.file_id})

    claim = every_order(own, others, rejected, accepted)

    assert claim.state is State.SYNTAX_ACCEPTED
    assert held(claim) == [(HoldReason.OTHER_BILLER, PAYER)] * 2


@pytest.mark.parametrize("is_listed", [True, False])
def test_a_clearinghouse_speaks_of_claims_of_payers_for_which_it_delivers(
    *, is_listed: bool
) -> None:
    word = about(
        front_end(2, "A1"),
        payer="relay-clearing",
        from_clearinghouse=True,
        clearinghouse_payer_ids=(PAYER,) if is_listed else (STRANGER,),
    )

    claim = every_order(submitted(1), word)

    assert claim.state is (State.RECEIVED if is_listed else State.SUBMITTED)


def test_a_person_speaks_by_the_persons_own_authority() -> None:
    seen = event_of(TermReported(term="PROCESSED", seen_in="portal"), 9)
    seen = seen.model_copy(
        update={
            "payer_id": STRANGER,
            "source": seen.source.model_copy(update={"channel": "person", "partner_id": "user:a"}),
        }
    )

    assert authority_of([submitted(1), seen]).speaks(seen)


def test_a_claim_to_a_payer_without_a_profile_is_nobodys_to_speak_of() -> None:
    sent = submitted(1).model_copy(update={"payer_id": "unlisted"})
    word = front_end(2, "A2").model_copy(update={"payer_id": "unlisted"})

    assert held(every_order(sent, word)) == [(HoldReason.OTHER_PAYER, "unlisted")]


@pytest.mark.parametrize("payer", [PAYER, STRANGER])
def test_a_word_of_a_payer_without_authority_is_not_put_to_review(payer: str) -> None:
    store = MemoryClaimStore()

    take(store, accepted_claim(), [about(answer(9, "LOST IN MAIL"), payer=payer)])

    reviewed = [review.term for review in store.terms_of(payer)]
    assert reviewed == (["LOST IN MAIL"] if payer == PAYER else [])


def test_every_ground_is_reported_on_the_page() -> None:
    assert set(GROUNDS) == set(Ground)
    assert all(f"| {ground.value} |" in render() for ground in Ground)
