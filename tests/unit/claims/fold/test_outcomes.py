"""Appeal, write-off, close and reopen as facts of a claim: folded alike in every order."""

import hashlib
from collections.abc import Sequence
from itertools import permutations
from random import Random

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.outcomes import OutcomeAct
from claimtrail.claims.fold.decisions.statements import statement_of
from claimtrail.claims.fold.fold import claim_facts, fold_with_checkpoint
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import may_step
from claimtrail.claims.store import documents
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    accepted_claim,
    answer,
    day,
    folded,
    front_end,
    remitted,
    submitted,
)
from tests.harness.claims.outcomes import (
    ANNA,
    BERT,
    appealed,
    closed,
    decided,
    reopened,
    written_off,
)

pytestmark = pytest.mark.capability("C3.2")

DENIED = [*accepted_claim(), remitted(9, 0, "CO-29:100")]
PARTLY = [*accepted_claim(), remitted(9, 40, line_cas="CO-45:10 CO-50:50")]


def test_a_write_off_that_says_nothing_of_an_open_day_keeps_the_bytes_that_were_hashed() -> None:
    plain, early = written_off(12), written_off(12, open_until=day(30))

    assert b"open_until" not in statement_of(plain)
    assert f'"open_until": "{day(30)}"'.encode() in statement_of(early)
    for event in (plain, early):
        assert hashlib.sha256(statement_of(event)).hexdigest() == event.source.sha256
        assert documents.load_event(documents.dump_event(event)) == event


def states(claim: Claim) -> list[State]:
    return [step.after for step in claim.steps if step.source.channel == "person"]


def statuses(claim: Claim) -> list[str]:
    return [one.status.value for one in claim.outcome_decisions]


def notes(claim: Claim) -> list[str]:
    return [note.reason for note in claim.notes if note.source.channel == "person"]


def assert_same_in_any_order(events: Sequence[ClaimEvent], *, seed: int = 7) -> Claim:
    claim = folded(events)
    said = documents.dump_claim(claim)
    chance = Random(seed)  # noqa: S311 - a test's orders
    for _ in range(60):
        coming = chance.sample(events, len(events)) + chance.choices(events, k=3)
        assert documents.dump_claim(folded(coming)) == said
    assert all(may_step(step.before, step.after) for step in claim.steps)
    return claim


def test_an_appeal_moves_the_claim_and_the_payers_next_word_counts_again() -> None:
    appeal = appealed(12)
    claim = folded([*DENIED, appeal])
    assert (claim.state, claim.state_since, statuses(claim)) == (
        State.APPEALED, day(12), ["STANDS"],
    )  # fmt: skip
    assert claim.steps[-1].codes == ("ACT=APPEAL", "level=1", "by=portal")

    pending = folded([*DENIED, appeal, answer(14, "P1")])
    assert pending.state is State.IN_PROCESS

    paid = assert_same_in_any_order(
        [*DENIED, appeal, answer(14, "P1"), remitted(20, 80, "CO-45:20", trace="EFT-NEW")]
    )
    assert (paid.state, paid.paid_cents) == (State.PAID, 8_000)


def test_what_the_payer_repeats_of_the_decision_does_not_undo_an_appeal() -> None:
    claim = folded([*DENIED, appealed(12), DENIED[-1]])
    assert claim.state is State.APPEALED


def test_a_second_level_follows_a_second_denial() -> None:
    again = remitted(15, 0, "CO-29:100", trace="EFT-AGAIN")
    claim = assert_same_in_any_order([*DENIED, appealed(12), again, appealed(18, 2, level=2)])
    assert states(claim) == [State.APPEALED, State.APPEALED]
    assert [one.appeal.level for one in claim.outcome_decisions if one.appeal] == [1, 2]


def test_a_whole_balance_is_written_off_and_never_counts_as_paid() -> None:
    claim = assert_same_in_any_order([*PARTLY, written_off(12, cents=5_000)])
    assert claim.state is State.WRITTEN_OFF
    assert (claim.charge_cents, claim.paid_cents) == (10_000, 4_000)
    assert (claim.contractual_cents, claim.written_off_cents, claim.balance_cents) == (
        1_000,
        5_000,
        0,
    )


def test_a_part_leaves_the_claim_where_it_stands() -> None:
    claim = assert_same_in_any_order([*DENIED, written_off(12, cents=2_500, whole=False)])
    assert (claim.state, claim.written_off_cents, claim.balance_cents) == (
        State.DENIED, 2_500, 7_500,
    )  # fmt: skip
    assert (notes(claim), statuses(claim)) == (["decided"], ["STANDS"])


def test_a_reopened_claim_stands_where_it_stood_and_reads_what_came_meanwhile() -> None:
    given_up = written_off(12)
    claim = assert_same_in_any_order([*DENIED, given_up, reopened(given_up, 14)])
    assert (claim.state, claim.written_off_cents) == (State.DENIED, 0)
    assert states(claim) == [State.WRITTEN_OFF, State.DENIED]
    assert statuses(claim) == ["UNDONE", "STANDS"]

    rejected = [submitted(1), front_end(2, "A3")]
    end = closed(5)
    late = answer(6, "P1")
    waiting = folded([*rejected, end, late])
    assert (waiting.state, [note.reason for note in waiting.notes]) == (State.CLOSED, ["weaker"])
    again = folded([*rejected, end, late, reopened(end, 8)])
    without = folded([*rejected, late])
    assert (again.state, again.held[0].reason) == (without.state, without.held[0].reason)


def test_a_close_above_a_write_off_is_undone_first() -> None:
    given_up, end = written_off(12), closed(13, 2)
    once = folded([*DENIED, given_up, end, reopened(end, 14, 3)])
    assert (once.state, once.written_off_cents) == (State.WRITTEN_OFF, 10_000)
    twice = assert_same_in_any_order(
        [*DENIED, given_up, end, reopened(end, 14, 3), reopened(given_up, 15, 4)]
    )
    assert (twice.state, twice.written_off_cents) == (State.DENIED, 0)
    below = assert_same_in_any_order(
        [*DENIED, given_up, end, reopened(given_up, 14, 3), reopened(end, 15, 4)]
    )
    assert (below.state, below.written_off_cents) == (State.DENIED, 0)


def test_money_after_a_write_off_reopens_and_money_after_a_close_waits() -> None:
    payment = remitted(15, 80, "CO-45:20", trace="EFT-LATE")
    claim = assert_same_in_any_order([*DENIED, written_off(12), payment])
    assert (claim.state, claim.paid_cents, claim.written_off_cents) == (State.PAID, 8_000, 0)
    assert statuses(claim) == ["UNDONE"]

    end = closed(12)
    held = folded([*DENIED, end, payment])
    assert (held.state, held.paid_cents, held.held[0].reason) == (State.CLOSED, 0, "impossible")
    released = assert_same_in_any_order([*DENIED, end, payment, reopened(end, 16)])
    assert (released.state, released.paid_cents, released.held) == (State.PAID, 8_000, ())


def test_a_balance_that_the_payer_had_settled_by_then_is_not_written_off() -> None:
    """The payment arrives later than the decision, and bears an earlier day."""
    payment = remitted(10, 80, "CO-45:20", trace="EFT-LATE")
    claim = assert_same_in_any_order([*DENIED, written_off(12), payment])
    assert (claim.state, claim.paid_cents, claim.written_off_cents) == (State.PAID, 8_000, 0)
    assert (notes(claim), statuses(claim)) == (["nothing_left"], ["NO_EFFECT"])

    part = remitted(10, 40, line_cas="CO-50:60", trace="EFT-PART")
    rest = assert_same_in_any_order([*DENIED, written_off(12), part])
    assert (rest.state, rest.paid_cents, rest.written_off_cents) == (
        State.WRITTEN_OFF,
        4_000,
        6_000,
    )


@pytest.mark.parametrize("paid_on", [10, 12, 14, 17], ids=lambda number: f"day {number}")
def test_a_race_with_a_payers_file_ends_alike_in_every_order(paid_on: int) -> None:
    """Whichever of file and decisions comes first; the days alone decide."""
    given_up = written_off(12)
    events = [
        *DENIED,
        given_up,
        reopened(given_up, 16),
        remitted(paid_on, 40, line_cas="CO-50:60", trace="EFT-RACE"),
    ]
    orders = permutations(events[2:])
    ends = {documents.dump_claim(folded([*events[:2], *order])) for order in orders}
    assert len(ends) == 1
    claim = folded(events)
    assert (claim.state, claim.paid_cents, claim.written_off_cents) == (State.PAID, 4_000, 0)


def test_a_write_off_that_awaits_a_second_person_counts_once_that_one_approves() -> None:
    asked = written_off(12, asks=True)
    waiting = folded([*DENIED, asked])
    assert (waiting.state, waiting.written_off_cents) == (State.DENIED, 0)
    assert (notes(waiting), statuses(waiting)) == (["awaiting_approval"], ["AWAITING_APPROVAL"])
    assert waiting.exception_since is not None

    approval = decided(OutcomeAct.APPROVE, 13, 2, by=BERT, about=asked.event_id)
    claim = assert_same_in_any_order([*DENIED, asked, approval])
    assert (claim.state, claim.state_since, claim.written_off_cents) == (
        State.WRITTEN_OFF, day(13), 10_000,
    )  # fmt: skip
    assert claim.steps[-1].source.partner_id == BERT
    assert (claim.exception_since, statuses(claim)) == (None, ["STANDS", "STANDS"])
    undone = folded([*DENIED, asked, approval, reopened(asked, 14, 3)])
    assert (undone.state, undone.written_off_cents) == (State.DENIED, 0)


def test_nobody_approves_what_they_asked_for_and_a_declined_write_off_counts_for_nothing() -> None:
    asked = written_off(12, asks=True)
    own = decided(OutcomeAct.APPROVE, 13, 2, by=ANNA, about=asked.event_id)
    claim = folded([*DENIED, asked, own])
    assert (claim.state, statuses(claim)) == (State.DENIED, ["AWAITING_APPROVAL", "NO_EFFECT"])

    no = decided(OutcomeAct.DECLINE, 13, 2, by=BERT, about=asked.event_id)
    declined = assert_same_in_any_order([*DENIED, asked, no])
    assert (declined.state, declined.written_off_cents) == (State.DENIED, 0)
    assert (statuses(declined), declined.exception_since) == (["DECLINED", "STANDS"], None)


def test_a_decision_that_does_not_fit_waits_and_can_be_taken_back() -> None:
    early = written_off(3)
    waiting = folded([*accepted_claim(), early])
    assert (waiting.state, waiting.held[0].reason) == (State.ACCEPTED, "impossible")
    assert statuses(waiting) == ["HELD"]

    fits = assert_same_in_any_order([*DENIED, early])
    assert (fits.state, fits.held, statuses(fits)) == (State.WRITTEN_OFF, (), ["STANDS"])

    taken_back = assert_same_in_any_order([*DENIED, early, reopened(early, 4)])
    assert (taken_back.state, taken_back.held) == (State.DENIED, ())
    assert statuses(taken_back) == ["UNDONE", "STANDS"]


def test_a_claim_with_decisions_is_folded_whole() -> None:
    rejected = [submitted(1), front_end(2, "A3")]
    _, checkpoint = fold_with_checkpoint(
        claim_facts([*rejected, closed(5)]), claim_id=CLAIM_ID, policy=lambda _: INFERRING, now=NOW
    )
    assert checkpoint is None


@pytest.mark.parametrize("seed", range(12))
def test_any_decisions_among_any_evidence_fold_alike_in_every_order(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a test's orders
    made: list[ClaimEvent] = []
    for number in range(1, chance.randint(3, 7)):
        on = chance.randint(3, 25)
        about = chance.choice(made).event_id if made else ""
        made.append(
            chance.choice(
                [
                    appealed(on, number),
                    closed(on, number),
                    written_off(on, number, asks=chance.random() < 0.4),
                    written_off(on, number, cents=chance.randint(1, 9_000), whole=False),
                    decided(OutcomeAct.REOPEN, on, number, about=about),
                    decided(OutcomeAct.APPROVE, on, number, by=BERT, about=about),
                    decided(OutcomeAct.DECLINE, on, number, by=BERT, about=about),
                ]
            )
        )
    payers = [
        *accepted_claim(),
        answer(chance.randint(3, 20), "P1"),
        answer(chance.randint(3, 20), "F2"),
        remitted(chance.randint(8, 12), 0, "CO-29:100"),
        remitted(chance.randint(12, 24), 80, "CO-45:20", trace="EFT-TWO"),
        remitted(
            chance.randint(12, 24), -80, "CO-45:-20", status="22", charge=-100, trace="EFT-BACK"
        ),
        *chance.sample([submitted(chance.randint(10, 24), frequency=f) for f in "178"], k=1),
    ]
    claim = assert_same_in_any_order([*payers, *made], seed=seed)

    seen = {step.event_id for step in claim.steps} | {note.event_id for note in claim.notes}
    seen |= {held.event_id for held in claim.held}
    assert {event.event_id for event in made} <= seen
    assert 0 <= claim.written_off_cents <= claim.charge_cents
    assert (
        claim.written_off_cents + claim.paid_cents + claim.contractual_cents <= claim.charge_cents
    )
    if claim.state is State.WRITTEN_OFF:
        assert claim.balance_cents == 0
