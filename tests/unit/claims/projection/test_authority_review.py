"""People accept, reject and withdraw evidence that is held back; in any order the claim agrees."""

from datetime import timedelta
from itertools import permutations
from random import Random

import pytest
from rich.console import Console

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.evidence_decisions import statement
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.authority_review import AuthorityReview
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.publishing.exception_rows import exception_rows
from claimtrail.claims.views.line_outcomes import lines_of
from claimtrail.cli.claims import claim as view
from claimtrail.cli.core.output import Output
from claimtrail.cli.exceptions import decisions as evidence_decisions
from claimtrail.cli.exceptions import listing as exceptions
from claimtrail.disclosures.provenance import trace
from claimtrail.kernel.errors import ConflictError, NotFoundError
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    NOW,
    NUMBER,
    about,
    accepted_claim,
    from_partner,
    remitted,
    submitted,
)
from tests.harness.claims.claim_history import remember
from tests.harness.claims.lineages import ends, found, shuffled
from tests.harness.claims.projecting import take
from tests.harness.intake.traced import BucketArchive
from tests.twins.claims import MemoryClaimStore
from tests.twins.intake import MemoryBucket

pytestmark = [pytest.mark.capability("C3.2"), pytest.mark.capability("C3.6")]

ANNA, BERT = "user:anna", "user:bert"
WHY = "the payer's letter of September 3rd"
STRANGER = "fern-mutual"
PAID = from_partner(about(remitted(9, 80, "CO-45:20"), payer=STRANGER), STRANGER)
FAULTY = about(remitted(9, 80, "CO-45:20"), faults=("INTAKE_PAID_IN_FUTURE",))
VOID = from_partner(
    submitted(9, frequency="8"), "second-biller", received_at=NOW + timedelta(seconds=1)
)


def review(store: MemoryClaimStore, by: str = ANNA) -> AuthorityReview:
    return AuthorityReview(store=store, by=by, at=NOW + timedelta(days=1), code_version="0")


def holding(*events: ClaimEvent) -> MemoryClaimStore:
    """An accepted claim that holds these back."""
    store = MemoryClaimStore()
    take(store, accepted_claim(), list(events))
    return store


def the(store: MemoryClaimStore) -> Claim:
    return found(store, CLAIM_ID)


def exception_of(store: MemoryClaimStore) -> str:
    [found] = open_exceptions(the(store))
    return found.exception_id


def reasons(claim: Claim) -> list[str]:
    return [note.reason for note in claim.notes]


@pytest.mark.parametrize("evidence", [PAID, FAULTY], ids=["other payer", "faulty"])
def test_accepted_evidence_counts_as_any_other(evidence: ClaimEvent) -> None:
    store = holding(evidence)
    assert the(store).state is State.ACCEPTED
    changes = remember(store)

    take(store, [review(store).accept(CLAIM_ID, exception_of(store), why=WHY)])

    claim = the(store)
    assert (claim.state, claim.paid_cents, claim.held) == (State.PAID, 8_000, ())
    assert open_exceptions(claim) == []
    [decision] = claim.decisions
    assert (decision.by, decision.decision, decision.why) == (ANNA, "ACCEPTED", WHY)
    assert decision.about_event_id == evidence.event_id
    [event] = [
        event
        for change in changes
        for event in events_of_change(change)
        if event.detail_type is ClaimDetailType.CLAIM_EVIDENCE_DECIDED
    ]
    assert (event.actor, event.detail["decision"], event.detail["why"]) == (ANNA, "ACCEPTED", WHY)
    assert [row["status"] for change in changes for row in exception_rows(change)] == ["resolved"]
    [line] = lines_of(claim, store.events_of(CLAIM_ID)).lines
    assert line.paid_cents == 8_000


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [(PAID, "rejected_authority"), (FAULTY, "rejected_faulty"), (VOID, "rejected_authority")],
    ids=["other payer", "faulty", "other biller"],
)
def test_rejected_evidence_is_a_note_and_no_exception_any_more(
    evidence: ClaimEvent, reason: str
) -> None:
    store = holding(evidence)

    take(store, [review(store).reject(CLAIM_ID, exception_of(store), why=WHY)])

    claim = the(store)
    assert (claim.state, claim.paid_cents, claim.held) == (State.ACCEPTED, 0, ())
    assert open_exceptions(claim) == []
    assert reason in reasons(claim)
    assert lines_of(claim, store.events_of(CLAIM_ID)).lines[0].paid_cents == 0


def test_an_accepted_void_of_another_biller_voids_the_claim() -> None:
    store = holding(VOID)

    take(store, [review(store).accept(CLAIM_ID, VOID.event_id, why=WHY)])

    assert the(store).state is State.VOIDED


def test_a_person_may_reject_the_biller_that_was_first_and_the_other_owns_the_claim() -> None:
    """Its submission was received before the one of the biller whose claim it is."""
    store = MemoryClaimStore()
    first = from_partner(submitted(1, charge=900), "second-biller")
    own = [
        event.model_copy(
            update={
                "source": event.source.model_copy(
                    update={"received_at": NOW + timedelta(seconds=1)}
                )
            }
        )
        for event in accepted_claim()
    ]
    take(store, [first], own)
    assert the(store).owner_id == "second-biller"

    decision = review(store).reject(CLAIM_ID, first.event_id, why=WHY, whole_source=True)
    take(store, [decision])

    claim = the(store)
    assert (claim.owner_id, claim.charge_cents, claim.held) == ("billing", 10_000, ())
    assert claim.state is State.ACCEPTED
    assert "rejected_authority" in reasons(claim)


def test_a_decision_about_a_source_covers_what_it_sends_later_but_no_faults() -> None:
    store = holding(PAID)
    take(store, [review(store).accept(CLAIM_ID, PAID.event_id, why=WHY, whole_source=True)])
    faulty = about(remitted(20, 5, "CO-45:95", trace="E2"), payer=STRANGER, faults=("BAD",))
    back = about(remitted(25, -80, "CO-45:-20", status="22", charge=-100), payer=STRANGER)

    take(store, [from_partner(faulty, STRANGER), from_partner(back, STRANGER)])

    claim = the(store)
    assert (claim.state, claim.paid_cents, claim.held) == (State.REVERSED, 0, ())
    assert [found.reason for found in open_exceptions(claim)] == ["faulty"]


def test_a_rejected_source_keeps_its_authority_where_it_has_some() -> None:
    store = holding(PAID)
    take(store, [review(store).reject(CLAIM_ID, PAID.event_id, why=WHY, whole_source=True)])
    assert "rejected_authority" in reasons(the(store))

    take(store, [submitted(20, frequency="7", others=(STRANGER,))])

    assert "rejected_authority" not in reasons(the(store))


def test_the_rejection_of_one_record_stands_when_authority_comes() -> None:
    store = holding(PAID)
    take(store, [review(store).reject(CLAIM_ID, PAID.event_id, why=WHY)])

    take(store, [submitted(20, frequency="7", others=(STRANGER,))])

    assert "rejected_authority" in reasons(the(store))
    assert the(store).paid_cents == 0


def test_withdrawn_it_is_as_if_nobody_had_decided() -> None:
    store = holding(PAID)
    undecided = the(store)
    take(store, [review(store).accept(CLAIM_ID, PAID.event_id, why=WHY)])

    take(store, [review(store).withdraw(CLAIM_ID, PAID.event_id, why="the wrong letter")])

    claim = the(store)
    assert (claim.state, claim.held) == (undecided.state, undecided.held)
    assert [one.number for one in claim.decisions] == [1, 2]
    again = review(store).withdraw(CLAIM_ID, PAID.event_id, why="once more")
    assert again.event_id == claim.decisions[-1].event_id
    take(store, [review(store).reject(CLAIM_ID, PAID.event_id, why=WHY)])
    assert the(store).held == ()


def test_deciding_the_same_again_adds_nothing() -> None:
    store = holding(PAID)
    first = review(store).accept(CLAIM_ID, PAID.event_id, why=WHY)
    take(store, [first])

    assert review(store, BERT).accept(CLAIM_ID, PAID.event_id, why="me too") == first
    assert len(store.events_of(CLAIM_ID)) == len(accepted_claim()) + 2


def test_whoever_decides_otherwise_is_reported_what_stands() -> None:
    store = holding(PAID)
    take(store, [review(store).accept(CLAIM_ID, PAID.event_id, why=WHY)])

    with pytest.raises(ConflictError, match=f"EVIDENCE_DECIDED_ALREADY: {ANNA} decided ACCEPTED"):
        review(store, BERT).reject(CLAIM_ID, PAID.event_id, why="no")


@pytest.mark.parametrize("is_same", [True, False])
def test_of_two_at_once_the_second_is_reported_so_unless_both_agree(*, is_same: bool) -> None:
    store = holding(PAID)
    append = store.append_decision

    def overtaken(event: ClaimEvent) -> None:
        store.append_decision = append  # type: ignore[method-assign]
        other = review(store, BERT)
        decide = other.accept if is_same else other.reject
        decide(CLAIM_ID, PAID.event_id, why=WHY)
        append(event)

    store.append_decision = overtaken  # type: ignore[method-assign]
    if is_same:
        won = review(store).accept(CLAIM_ID, PAID.event_id, why=WHY)
        assert won.source.partner_id == BERT
    else:
        with pytest.raises(ConflictError, match="DECISION_CONFLICT"):
            review(store).accept(CLAIM_ID, PAID.event_id, why=WHY)


@pytest.mark.parametrize("subject", ["exc_unknown", "own"])
def test_nobody_decides_about_evidence_that_is_not_held_back(subject: str) -> None:
    own = remitted(12, 80, "CO-45:20")
    store = holding(own)
    named = own.event_id if subject == "own" else subject

    with pytest.raises(NotFoundError, match="EVIDENCE_NOT_HELD_BACK"):
        review(store).accept(CLAIM_ID, named, why=WHY)
    with pytest.raises(NotFoundError, match=r"EVIDENCE_NOT_HELD_BACK|EVIDENCE_NOT_DECIDED"):
        review(store).withdraw(CLAIM_ID, named, why=WHY)


@pytest.mark.parametrize("decided", ["accepted", "rejected", "withdrawn", "of the source"])
def test_a_decision_counts_the_same_in_any_order(decided: str) -> None:
    expected = holding(PAID, VOID, FAULTY)
    match_review = review(expected)
    steps = {
        "accepted": [lambda: match_review.accept(CLAIM_ID, PAID.event_id, why=WHY)],
        "rejected": [lambda: match_review.reject(CLAIM_ID, VOID.event_id, why=WHY)],
        "withdrawn": [
            lambda: match_review.accept(CLAIM_ID, FAULTY.event_id, why=WHY),
            lambda: match_review.withdraw(CLAIM_ID, FAULTY.event_id, why=WHY),
        ],
        "of the source": [
            lambda: match_review.accept(CLAIM_ID, PAID.event_id, why=WHY, whole_source=True),
            lambda: match_review.reject(CLAIM_ID, PAID.event_id, why=WHY),
        ],
    }
    for step in steps[decided]:
        take(expected, [step()])
    events = expected.events_of(CLAIM_ID)

    chance = Random(5)  # noqa: S311 - an order, no secret
    for _ in range(30):
        store = MemoryClaimStore()
        take(store, *shuffled(events, chance))
        assert ends(store, CLAIM_ID) == ends(expected, CLAIM_ID)
    for order in permutations([accepted_claim(), [PAID, VOID], [FAULTY]]):
        store = MemoryClaimStore()
        decisions = [event for event in events if event.kind == "evidence_decided"]
        take(store, decisions, *order)
        assert ends(store, CLAIM_ID) == ends(expected, CLAIM_ID)


@pytest.mark.capability("C5.2")
@pytest.mark.parametrize("is_forged", [True, False])
def test_the_decision_is_proven_with_the_step_that_rests_on_it(*, is_forged: bool) -> None:
    store = holding(PAID)
    decision = review(store).accept(CLAIM_ID, PAID.event_id, why=WHY)
    take(store, [decision])
    forged = decision.fact.model_copy(update={"why": "forged"})
    events = [
        event.model_copy(update={"fact": forged})
        if is_forged and event.event_id == decision.event_id
        else event
        for event in store.events_of(CLAIM_ID)
    ]

    claim = the(store)
    archive = BucketArchive(MemoryBucket("empty"))
    [last] = trace(claim, events=events, custodies=[], archive=archive, step=len(claim.steps))

    assert last.accepted is not None
    assert statement(decision)
    is_reported = "the decision about the evidence is not what was stated" in last.faults
    assert is_reported == is_forged


def test_both_sides_are_shown_for_a_person_without_phi_beyond_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    store = holding(PAID)
    wide = Output(console=Console(width=600))

    exceptions.show_exceptions(wide, [the(store)])
    text = capsys.readouterr().out
    assert f"Paid CLP02=1 CO-45 for {STRANGER}, delivered by {STRANGER}" in text
    assert "Accepted by payer (277CA) of billing, sent to granite-health" in text
    assert exception_of(store) in text
    assert f"claimtrail exceptions accept {CLAIM_ID} {exception_of(store)} --why TEXT" in text
    assert "processed as primary; Contractual obligation: " in text
    assert "other_payer" not in text
    assert "from a payer that the claim does not name" in text
    assert NUMBER not in text

    decision = review(store).reject(CLAIM_ID, exception_of(store), why=WHY)
    take(store, [decision])
    evidence_decisions.show_decision(wide, decision)
    assert f"Decision 1 by {ANNA}: rejected {PAID.event_id}" in capsys.readouterr().out
    view.show_claim(wide, the(store))
    text = capsys.readouterr().out
    assert "billed by billing, to granite-health" in text
    assert all(said in text for said in (ANNA, WHY, "rejected by a person"))
