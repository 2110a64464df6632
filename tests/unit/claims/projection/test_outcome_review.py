"""People appeal, write off, close and reopen: what each may, is refused, and publishes."""

from dataclasses import replace
from random import Random

import pytest

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import AppealFact, OutcomeDecided
from claimtrail.claims.fold.decisions.outcome_decisions import outcome_fact
from claimtrail.claims.fold.decisions.statements import statement_of
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.exceptions import open_exceptions
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.write_off_limits import (
    NOBODY,
    dump_limits,
    is_same_person,
    limit_of,
    load_limits,
)
from claimtrail.claims.projection.outcome_errors import NotPermittedError
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.store import documents
from claimtrail.claims.views.people import peoples_words
from claimtrail.disclosures.provenance import trace
from claimtrail.incidents.causes import occurrence_of
from claimtrail.kernel.bus import BusEvent
from claimtrail.kernel.errors import ClaimTrailError, ConflictError, NotFoundError
from claimtrail.partners.fields import Deadlines
from claimtrail.trail.chaining.chain import digest
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    PAYER,
    about,
    accepted_claim,
    day,
    remitted,
    submitted,
)
from tests.harness.claims.claim_history import remember
from tests.harness.claims.lineages import ends, found, shuffled
from tests.harness.claims.outcomes import ANNA, BERT, CARA, LIMITS, appealed, review
from tests.harness.claims.projecting import take
from tests.harness.intake.traced import BucketArchive
from tests.twins.claims import MemoryClaimStore
from tests.twins.intake import MemoryBucket

pytestmark = pytest.mark.capability("C3.2")

SMALL, LARGE = 40, 150
"""Charges in dollars: one that a biller may write off alone, one that takes a second person."""
WHY = "the payer's letter of October 12th"
APPEAL = AppealFact(level=1, sent_on=day(15), sent_by="portal", payer_reference="AP-77")


def denied(charge: int = SMALL) -> MemoryClaimStore:
    store = MemoryClaimStore()
    accepted = [submitted(1, charge=charge), *accepted_claim()[1:]]
    take(store, accepted, [remitted(9, 0, f"CO-29:{charge}", charge=charge)])
    return store


def test_an_appeal_keeps_the_last_day_of_the_payer_that_it_goes_to() -> None:
    store = MemoryClaimStore()
    sent = submitted(1, others=("second-payer",))
    second = about(remitted(12, 0, "CO-29:100", status="2"), payer="second-payer")
    days = {PAYER: 90, "second-payer": 20}
    clocks = {
        payer: replace(INFERRING.clocks, deadlines=Deadlines(appeal_days=number))
        for payer, number in days.items()
    }
    take(
        store,
        [sent, *accepted_claim()[1:], remitted(9, 0, "PR-1:100", share=100), second],
        policy=lambda payer: replace(INFERRING, clocks=clocks.get(payer, INFERRING.clocks)),
    )

    event = review(store).appeal(CLAIM_ID, APPEAL, why=WHY)

    appeal = outcome_fact(event).appeal
    assert appeal is not None
    assert appeal.last_day == the(store).appeal_until == day(12 + 20)


def the(store: MemoryClaimStore) -> Claim:
    return found(store, CLAIM_ID)


def balance(store: MemoryClaimStore, by: str = ANNA, reason: str = "timely_filing") -> ClaimEvent:
    event = review(store, by).write_off(CLAIM_ID, amount_cents=None, reason=reason, why=WHY)
    take(store, [event])
    return event


def fact(event: ClaimEvent) -> OutcomeDecided:
    assert isinstance(event.fact, OutcomeDecided)
    return event.fact


def test_an_appeal_after_the_request_keeps_a_write_off_from_being_approved() -> None:
    store = denied(LARGE)
    asked = balance(store)
    appeal = review(store, BERT).appeal(CLAIM_ID, APPEAL, why=WHY)
    take(store, [appeal])

    with pytest.raises(ConflictError, match="APPEAL_STANDS") as refused:
        review(store, CARA).approve(CLAIM_ID, why="agreed")
    assert "user:bert" in refused.value.explanation.what
    assert the(store).state is State.APPEALED

    again = remitted(22, 0, f"CO-29:{LARGE}", charge=LARGE, trace="EFT-AGAIN")
    take(store, [again])
    take(store, [review(store, CARA, 23).approve(CLAIM_ID, why="agreed")])
    assert the(store).state is State.WRITTEN_OFF
    assert asked.event_id in [one.event_id for one in the(store).outcome_decisions]


def test_a_biller_writes_off_a_small_balance_alone() -> None:
    store = denied()
    event = balance(store)
    claim = the(store)
    assert (claim.state, claim.written_off_cents, claim.paid_cents) == (
        State.WRITTEN_OFF, 4_000, 0,
    )  # fmt: skip
    [decision] = claim.outcome_decisions
    assert (decision.by, decision.why, decision.event_id) == (ANNA, WHY, event.event_id)
    assert decision.write_off == fact(event).write_off
    assert event.source.channel == "person"
    assert digest(statement_of(event)) == event.source.sha256


def test_above_the_limit_another_person_approves() -> None:
    store = denied(LARGE)
    asked = balance(store)
    assert fact(asked).write_off is not None
    assert the(store).state is State.DENIED
    [exception] = open_exceptions(the(store))
    assert "--approve" in exception.next_step

    with pytest.raises(NotPermittedError, match="SELF_APPROVAL") as raised:
        review(store, ANNA).approve(CLAIM_ID, why="mine")
    assert "colleague" in raised.value.explanation.next_step

    approval = review(store, BERT).approve(CLAIM_ID, why="agreed")
    take(store, [approval])
    assert (the(store).state, the(store).written_off_cents) == (State.WRITTEN_OFF, 15_000)
    assert open_exceptions(the(store)) == []
    assert review(store, BERT).approve(CLAIM_ID, why="agreed") == approval


def test_who_asked_or_anybody_else_declines() -> None:
    store = denied(LARGE)
    balance(store)
    take(store, [review(store, ANNA).decline(CLAIM_ID, why="wrong claim")])
    assert [one.status.value for one in the(store).outcome_decisions] == ["DECLINED", "STANDS"]
    with pytest.raises(NotFoundError, match="OUTCOME_NOT_DECIDED: there is nothing to approve"):
        review(store, BERT).approve(CLAIM_ID, why="agreed")
    again = balance(store)
    assert fact(again).number == 3


@pytest.mark.parametrize(("by", "charge", "alone"), [(CARA, 4_000, True), (ANNA, 51, False)])
def test_the_table_says_who_decides_alone(by: str, charge: int, *, alone: bool) -> None:
    write_off = fact(balance(denied(charge), by)).write_off
    assert write_off is not None
    assert write_off.needs_approval is not alone


def test_what_was_paid_meanwhile_is_not_approved() -> None:
    store = denied(LARGE)
    balance(store)
    take(store, [remitted(15, LARGE, charge=LARGE, trace="EFT-LATE")])
    with pytest.raises(ClaimTrailError, match="BALANCE_NOTHING_LEFT") as raised:
        review(store, BERT).approve(CLAIM_ID, why="agreed")
    assert "--decline" in raised.value.explanation.next_step
    take(store, [review(store, BERT).decline(CLAIM_ID, why="paid")])
    assert (the(store).state, open_exceptions(the(store))) == (State.PAID, [])


def test_a_held_decision_is_taken_back_by_reopening() -> None:
    store = MemoryClaimStore()
    take(store, accepted_claim()[:1], [appealed(12)])
    assert the(store).held[0].reason == "impossible"
    take(store, [review(store).reopen(CLAIM_ID, why="another claim")])
    assert (the(store).held, the(store).state) == ((), State.SUBMITTED)


def test_more_than_one_may_approve_is_refused() -> None:
    store = denied(500)
    balance(store)
    with pytest.raises(NotPermittedError, match=r"\$500.00 is more than you may approve"):
        review(store, BERT).approve(CLAIM_ID, why="agreed")
    take(store, [review(store, CARA, 23).approve(CLAIM_ID, why="agreed")])
    assert the(store).state is State.WRITTEN_OFF


def test_more_than_anybody_may_approve_is_refused_at_once() -> None:
    with pytest.raises(NotPermittedError, match="AMOUNT_NOT_PERMITTED") as raised:
        balance(denied(20_000))
    assert "write_off_limits" in raised.value.explanation.next_step


def test_parts_add_up_to_the_limit() -> None:
    store = denied(LARGE)
    parts = []
    for cents in (3_000, 2_000, 1_000):
        part = review(store).write_off(
            CLAIM_ID, amount_cents=cents, reason="small_balance", why=WHY
        )
        take(store, [part])
        parts.append(fact(part).write_off)
    assert [part.needs_approval for part in parts if part] == [False, False, True]
    assert (the(store).written_off_cents, the(store).balance_cents) == (5_000, 10_000)


@pytest.mark.parametrize(("cents", "code"), [(4_001, "BALANCE_EXCEEDED"), (0, "OUTCOME_INVALID")])
def test_an_amount_is_some_of_the_balance(cents: int, code: str) -> None:
    with pytest.raises(ClaimTrailError, match=code):
        review(denied()).write_off(CLAIM_ID, amount_cents=cents, reason="bad_debt", why=WHY)


def test_what_is_settled_has_nothing_to_write_off() -> None:
    store = MemoryClaimStore()
    take(store, accepted_claim(), [remitted(9, 80, "CO-45:20")])
    with pytest.raises(ClaimTrailError, match="BALANCE_NOTHING_LEFT"):
        balance(store)
    take(store, [review(store).close(CLAIM_ID, why="settled")])
    assert the(store).state is State.CLOSED


def test_the_same_decision_again_is_one() -> None:
    store = denied()
    first = review(store).appeal(CLAIM_ID, APPEAL, why=WHY)
    assert review(store, BERT).appeal(CLAIM_ID, APPEAL, why="other words") == first
    take(store, [first])
    given_up = balance(store)
    assert balance(store) == given_up
    end = review(store).close(CLAIM_ID, why="done")
    take(store, [end])
    assert review(store).close(CLAIM_ID, why="done") == end
    back = review(store).reopen(CLAIM_ID, why="not done")
    assert review(store).reopen(CLAIM_ID, why="not done") == back
    take(store, [back])
    assert the(store).state is State.WRITTEN_OFF
    assert len([e for e in store.events_of(CLAIM_ID) if e.kind == "outcome_decided"]) == 4


def test_what_is_written_off_or_closed_is_not_so_again_in_other_words() -> None:
    store = denied()
    balance(store)
    for cents in (None, 500):
        with pytest.raises(ConflictError, match=r"ALREADY_WRITTEN_OFF: .*decision 1 of user:anna"):
            review(store).write_off(CLAIM_ID, amount_cents=cents, reason="timely_filing", why="x")
    take(store, [review(store).close(CLAIM_ID, why="done")])
    with pytest.raises(ConflictError, match=r"ALREADY_CLOSED: .*decision 2 of user:anna"):
        review(store, BERT).close(CLAIM_ID, why="done, too")
    assert len(the(store).outcome_decisions) == 2


@pytest.mark.parametrize("cents", [None, 10_000])
def test_a_request_that_was_approved_does_not_wait_any_more(cents: int | None) -> None:
    store = denied(LARGE)

    def ask(why: str = WHY) -> ClaimEvent:
        made = review(store).write_off(CLAIM_ID, amount_cents=cents, reason="bad_debt", why=why)
        take(store, [made])
        return made

    assert ask() == ask()
    with pytest.raises(ConflictError, match=r"AWAITS_APPROVAL: decision 1 .*for its own reason"):
        ask("other words")
    take(store, [review(store, BERT).approve(CLAIM_ID, why="agreed")])
    with pytest.raises(ConflictError, match=r"ALREADY_WRITTEN_OFF: .*approved by user:bert"):
        ask()


def test_an_equal_part_for_another_cause_is_another_one() -> None:
    store = denied()
    for why in ("first visit", "second visit"):
        take(
            store, [review(store).write_off(CLAIM_ID, amount_cents=500, reason="bad_debt", why=why)]
        )
    assert the(store).written_off_cents == 1_000


def test_two_people_at_once_do_not_both_decide() -> None:
    store = denied()
    late = review(store, BERT)
    balance_of = late.store.history_of
    before = balance_of(CLAIM_ID)
    end = review(store).close(CLAIM_ID, why="done")
    answers = [before]
    late.store.history_of = lambda _: answers.pop() if answers else balance_of(CLAIM_ID)  # type: ignore[method-assign]
    with pytest.raises(ConflictError, match="DECISION_CONFLICT"):
        late.write_off(CLAIM_ID, amount_cents=100, reason="bad_debt", why=WHY)
    assert end in store.events_of(CLAIM_ID)


def test_a_decision_that_is_not_folded_in_yet_is_waited_for() -> None:
    store = denied()
    review(store).write_off(CLAIM_ID, amount_cents=500, reason="bad_debt", why=WHY)
    with pytest.raises(ConflictError, match="CLAIM_NOT_CURRENT") as raised:
        review(store).reopen(CLAIM_ID, why="wrong")
    assert "again in a few seconds" in raised.value.explanation.next_step


@pytest.mark.parametrize("wanted", ["written off", "appealed", "closed"])
def test_the_table_of_transitions_says_what_is_possible(wanted: str) -> None:
    store = MemoryClaimStore()
    take(store, accepted_claim())
    decide = {
        "written off": lambda: balance(store),
        "appealed": lambda: review(store).appeal(CLAIM_ID, APPEAL, why=WHY),
        "closed": lambda: review(store).close(CLAIM_ID, why=WHY),
    }[wanted]
    said = rf"'Accepted by payer \(277CA\)' cannot be {wanted}"
    with pytest.raises(ClaimTrailError, match=said) as raised:
        decide()
    assert "Denied" in raised.value.explanation.next_step


def test_refusals_say_what_and_where_and_what_next() -> None:
    store = denied(LARGE)
    with pytest.raises(NotPermittedError, match=r"balance of \$150.00 is more than you") as no:
        review(store).close(CLAIM_ID, why="done")
    assert "claimtrail write-off" in no.value.explanation.next_step
    with pytest.raises(NotFoundError, match="nothing to reopen"):
        review(store).reopen(CLAIM_ID, why="so")
    with pytest.raises(NotFoundError, match="CLAIM_UNKNOWN"):
        review(store).reopen("clm_nobody", why="so")
    with pytest.raises(ClaimTrailError, match="no reason 'whim'"):
        balance(store, reason="whim")
    with pytest.raises(ClaimTrailError, match="it says no reason"):
        review(store, CARA).close(CLAIM_ID, why="  ")
    with pytest.raises(ClaimTrailError, match="still to come"):
        review(store, on=10).appeal(CLAIM_ID, APPEAL, why=WHY)
    balance(store)
    with pytest.raises(ConflictError, match="WRITE_OFF_AWAITS_APPROVAL"):
        review(store).write_off(CLAIM_ID, amount_cents=100, reason="bad_debt", why=WHY)
    with pytest.raises(ConflictError, match="WRITE_OFF_AWAITS_APPROVAL"):
        review(store, CARA).close(CLAIM_ID, why=WHY)


def test_an_appeal_after_the_payers_last_day_is_recorded_and_says_so() -> None:
    store = MemoryClaimStore()
    policy = replace(
        INFERRING, clocks=replace(INFERRING.clocks, deadlines=Deadlines(appeal_days=5))
    )
    take(store, accepted_claim(), [remitted(9, 0, "CO-29:100")], policy=policy)
    assert the(store).appeal_until == day(14)
    event = review(store).appeal(CLAIM_ID, APPEAL, why=WHY)
    take(store, [event], policy=policy)
    made = fact(event).appeal
    assert made is not None
    assert (made.last_day, made.is_late) == (day(14), True)
    assert (the(store).state, the(store).appeal_until) == (State.APPEALED, None)
    [word] = peoples_words(the(store), store.events_of(CLAIM_ID))
    assert "after the payer's last day (2026-10-14)" in word.what
    assert "payer's reference AP-77" in word.what


def test_an_appeal_sent_before_the_payer_decided_is_refused() -> None:
    store = denied()
    early = APPEAL.model_copy(update={"sent_on": day(8)})
    with pytest.raises(ClaimTrailError, match="APPEAL_BEFORE_DECISION") as raised:
        review(store).appeal(CLAIM_ID, early, why=WHY)
    assert (
        "2026-10-08 is before the payer's decision of 2026-10-09" in raised.value.explanation.what
    )
    assert "--sent" in raised.value.explanation.next_step
    same_day = APPEAL.model_copy(update={"sent_on": day(9)})
    take(store, [review(store).appeal(CLAIM_ID, same_day, why=WHY)])
    assert the(store).state is State.APPEALED


@pytest.mark.parametrize(("again", "today"), [(18, 20), (25, 20)])
def test_an_appeal_is_recorded_late_and_of_a_decision_that_bears_a_later_day(
    again: int, today: int
) -> None:
    store = denied() if again < today else MemoryClaimStore()
    upheld = remitted(again, 0, f"CO-29:{SMALL}", charge=SMALL, trace="EFT-AGAIN")
    take(store, [submitted(1, charge=SMALL), *accepted_claim()[1:], upheld])
    event = review(store, on=today).appeal(CLAIM_ID, APPEAL, why=WHY)
    assert fact(event).appeal is not None


def test_a_decision_holds_from_no_day_before_what_its_person_saw() -> None:
    store = MemoryClaimStore()
    take(store, accepted_claim(), [remitted(25, 0, "CO-29:100")])
    event = review(store, CARA, on=20).write_off(
        CLAIM_ID, amount_cents=None, reason="timely_filing", why=WHY
    )
    assert event.effective_on == day(25)
    take(store, [event])
    assert (the(store).state, the(store).held) == (State.WRITTEN_OFF, ())


def test_the_decision_is_published_with_its_person_and_without_the_payers_reference() -> None:
    store = denied(LARGE)
    changes = remember(store)
    take(store, [review(store).appeal(CLAIM_ID, APPEAL, why=WHY)])
    balance(store)
    take(store, [review(store, BERT).approve(CLAIM_ID, why="agreed")])
    published = [event for change in changes for event in events_of_change(change)]
    told = [
        event for event in published if event.detail_type is ClaimDetailType.CLAIM_OUTCOME_DECIDED
    ]
    assert [(event.actor, event.detail["act"]) for event in told] == [
        (ANNA, "APPEAL"), (ANNA, "WRITE_OFF"), (BERT, "APPROVE"),
    ]  # fmt: skip
    assert told[0].detail["why"] == WHY
    assert told[1].detail["amount_cents"] == 15_000
    assert told[1].detail["reason"] == "timely_filing"
    assert told[2].detail["written_off_cents"] == 15_000
    assert "AP-77" not in "".join(str(event.detail) for event in published)
    moved = [
        (event.actor, event.after)
        for event in published
        if event.detail_type is ClaimDetailType.CLAIM_STATUS_CHANGED
    ]
    assert moved == [(ANNA, "APPEALED"), (BERT, "WRITTEN_OFF")]
    assert not any(_is_failure(event) for event in published)


def _is_failure(event: BusEvent) -> bool:
    return occurrence_of(event) is not None


def test_the_statement_proves_the_step() -> None:
    store = denied()
    balance(store)
    archive = BucketArchive(MemoryBucket("archive"))
    last = trace(the(store), events=store.events_of(CLAIM_ID), custodies=[], archive=archive)[-1]
    assert (last.after, last.faults) == ("WRITTEN_OFF", ())


@pytest.mark.parametrize("seed", range(10))
def test_projected_in_any_order_and_in_any_batches_the_claim_ends_alike(seed: int) -> None:
    store = denied(LARGE)
    take(store, [review(store, on=15).appeal(CLAIM_ID, APPEAL, why=WHY)])
    balance(store)
    take(store, [review(store, BERT).approve(CLAIM_ID, why="agreed")])
    take(store, [review(store, BERT, on=21).reopen(CLAIM_ID, why="found it")])
    take(store, [remitted(22, 40, "CO-45:110", charge=LARGE, trace="EFT-WON")])
    end = ends(store, CLAIM_ID)
    assert the(store).state is State.PAID

    other = MemoryClaimStore()
    chance = Random(seed)  # noqa: S311 - a test's orders
    take(other, *shuffled(store.events_of(CLAIM_ID), chance))
    assert ends(other, CLAIM_ID) == end


def test_a_stored_claim_and_event_read_back_as_they_were() -> None:
    store = denied(LARGE)
    take(store, [review(store).appeal(CLAIM_ID, APPEAL, why=WHY)])
    event = balance(store)
    assert documents.load_event(documents.dump_event(event)) == event
    claim = the(store)
    assert documents.load_claim(documents.dump_claim(claim)) == claim


def test_limits_are_a_table_and_the_first_row_that_covers_a_person_holds() -> None:
    assert load_limits(dump_limits(LIMITS)) == LIMITS
    assert limit_of(CARA, LIMITS).role == "supervisor"
    assert limit_of(BERT, LIMITS).role == "biller"
    assert limit_of("system:x", LIMITS) == NOBODY
    biller = "user:arn:aws:sts::123456789012:assumed-role/Biller/dana"
    assert is_same_person(biller, biller.replace("Biller", "Supervisor"))
    assert not is_same_person(biller, biller.replace("dana", "mika"))
