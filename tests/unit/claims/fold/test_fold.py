"""The fold: what claims go through in life ends the same however the files arrive."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.lifecycle.states import State
from tests.harness.claims.claim_events import (
    HOLDING,
    INFERRING,
    about,
    accepted_claim,
    ack999,
    answer,
    day,
    folded,
    front_end,
    remitted,
    submitted,
    ta1,
    with_lines,
)
from tests.harness.effort import times

S = State


def _path(claim: Claim) -> list[State]:
    return [step.after for step in claim.steps]


def _reasons(claim: Claim) -> list[str]:
    return [note.reason for note in claim.notes]


HISTORIES: dict[str, tuple[list[ClaimEvent], State, int]] = {
    # name: events in order of event, the state they end in, dollars paid
    "paid": (
        [
            submitted(1),
            ta1(1),
            ack999(1),
            front_end(2, "A1"),
            front_end(3, "A2"),
            answer(9, "P1"),
            answer(14, "F1"),
            remitted(16, 80, "CO-45:20"),
        ],
        S.PAID,
        80,
    ),
    "paid, denied in part": (
        [
            *accepted_claim(),
            with_lines(remitted(16, 60), (80, 60, "CO-45:20"), (20, 0, "CO-16:20")),
        ],
        S.PARTIALLY_PAID,
        60,
    ),
    "denied, then replaced and paid": (
        [
            *accepted_claim(),
            remitted(16, 0, "CO-16:100"),
            submitted(20, frequency="7"),
            ack999(20),
            front_end(21, "A2"),
            remitted(35, 0, "CO-16:-100", status="22", charge=-100),
            remitted(35, 90, "CO-45:10", number="ICN-SECRET-2", trace="EFT35"),
        ],
        S.PAID,
        90,
    ),
    "paid, reversed and corrected in one file": (
        [
            *accepted_claim(),
            remitted(16, 80, "CO-45:20"),
            remitted(30, 70, "CO-45:30", file="f", start=100),
            remitted(30, -80, "CO-45:-20", status="22", charge=-100, file="f", start=500),
        ],
        S.PAID,
        70,
    ),
    "paid, then taken back": (
        [
            *accepted_claim(),
            remitted(16, 80, "CO-45:20"),
            remitted(30, -80, "CO-45:-20", status="22", charge=-100),
        ],
        S.REVERSED,
        0,
    ),
    "split by the payer": (
        [
            submitted(1),
            ack999(1),
            front_end(2, "A5"),
            remitted(16, 30, "CO-45:10", charge=40, number="ICN-A"),
            remitted(18, 0, "CO-50:60", charge=60, number="ICN-B"),
        ],
        S.PARTIALLY_PAID,
        30,
    ),
    "split, both parts paid": (
        [
            submitted(1),
            ack999(1),
            front_end(2, "A5"),
            remitted(16, 30, "CO-45:10", charge=40, number="ICN-A"),
            remitted(16, 50, "CO-45:10", charge=60, number="ICN-B"),
        ],
        S.PAID,
        80,
    ),
    "a remittance in two files": (
        [
            *accepted_claim(),
            remitted(16, 80, "CO-45:20", file="first"),
            remitted(16, 80, "CO-45:20", file="second"),
        ],
        S.PAID,
        80,
    ),
    "rejected at the front end, sent again": (
        [
            submitted(1),
            ack999(1),
            front_end(2, "A7"),
            submitted(5),
            ack999(5),
            front_end(6, "A2"),
            answer(9, "P1"),
        ],
        S.IN_PROCESS,
        0,
    ),
    "rejected, sent again and accepted on one day": (
        [
            submitted(1),
            ack999(1, hour=9),
            front_end(1, "A3", hour=11),
            submitted(1, hour=15),
            ack999(1, hour=16),
            front_end(1, "A2", hour=18),
        ],
        S.ACCEPTED,
        0,
    ),
    "rejected as a transmission": (
        [submitted(1), ta1(1), ack999(1, "R"), submitted(3), ack999(3)],
        S.SYNTAX_ACCEPTED,
        0,
    ),
    "pended, then answered by payment": (
        [*accepted_claim(), answer(9, "R4"), answer(12, "P1"), remitted(20, 80, "CO-45:20")],
        S.PAID,
        80,
    ),
    "the payer's word after the money": (
        [*accepted_claim(), remitted(16, 80, "CO-45:20"), answer(20, "P1"), answer(21, "F2")],
        S.PAID,
        80,
    ),
    "denied by status, confirmed by remittance": (
        [*accepted_claim(), answer(12, "F2"), remitted(16, 0, "CO-29:100")],
        S.DENIED,
        0,
    ),
    "voided": (
        [
            *accepted_claim(),
            remitted(16, 80, "CO-45:20"),
            submitted(20, frequency="8"),
            ack999(20),
            remitted(30, -80, "CO-45:-20", status="22", charge=-100),
        ],
        S.REVERSED,
        0,
    ),
    "the remittance alone": ([remitted(16, 80, "CO-45:20")], S.DRAFT, 0),
    "paid without any acknowledgment": (
        [submitted(1), remitted(16, 80, "CO-45:20")],
        S.PAID,
        80,
    ),
    "paid before it was sent, by the dates": (
        [remitted(16, 80, "CO-45:20"), submitted(18)],
        S.PAID,
        80,
    ),
    "paid after a rejection that nobody fixed": (
        [submitted(1), ack999(1), front_end(2, "A7"), remitted(16, 80, "CO-45:20")],
        S.FRONT_END_REJECTED,
        0,
    ),
}


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("name", HISTORIES)
def test_the_history_ends_where_it_should(name: str) -> None:
    events, state, paid = HISTORIES[name]

    claim = folded(events)

    assert (claim.state, claim.paid_cents) == (state, paid * 100)


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("policy", [INFERRING, HOLDING], ids=["infer", "hold"])
@pytest.mark.parametrize("name", HISTORIES)
@settings(max_examples=times(25), deadline=None)
@given(seed=st.integers(min_value=0))
def test_order_and_repetition_change_nothing(name: str, policy: PayerPolicy, seed: int) -> None:
    events, _, _ = HISTORIES[name]
    chance = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    arrived = [*events, *chance.choices(events, k=chance.randint(0, 5))]
    chance.shuffle(arrived)

    assert folded(arrived, policy) == folded(events, policy)


@settings(max_examples=times(150), deadline=None)
@given(
    picks=st.lists(
        st.sampled_from([event for events, _, _ in HISTORIES.values() for event in events]),
        min_size=1,
        max_size=12,
    ),
    seed=st.integers(min_value=0),
)
def test_any_events_fold_to_a_path_of_the_table_and_lose_none(
    picks: list[ClaimEvent], seed: int
) -> None:
    claim = folded(picks)
    shuffled = list(picks)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a shuffle, no secret

    assert folded(shuffled) == claim
    assert all(first.after is second.before for first, second in pairwise(claim.steps))
    assert claim.state is (claim.steps[-1].after if claim.steps else S.DRAFT)
    kept = {item.event_id for items in (claim.steps, claim.notes, claim.held) for item in items}  # type: ignore[attr-defined]
    assert kept == {event.event_id for event in picks}
    assert claim.event_count == len(kept)


@pytest.mark.capability("C3.2")
def test_a_late_acknowledgment_takes_the_place_of_the_inferred_step() -> None:
    early = [submitted(1), remitted(16, 80, "CO-45:20")]
    late = [ack999(1), front_end(2, "A2")]

    before, after = folded(early), folded([*early, *late])

    assert [step.after for step in before.steps if step.inferred] == [
        S.SYNTAX_ACCEPTED,
        S.RECEIVED,
        S.ACCEPTED,
        S.IN_PROCESS,
        S.ADJUDICATED,
    ]
    assert [step.after for step in after.steps if step.inferred] == [S.IN_PROCESS, S.ADJUDICATED]
    assert (before.state, after.state) == (S.PAID, S.PAID)


@pytest.mark.capability("C3.2")
def test_a_strict_payers_remittance_is_held_until_the_acknowledgments_come() -> None:
    early = [submitted(1), remitted(16, 80, "CO-45:20")]

    waiting = folded(early, HOLDING)
    half_way = folded([*early, ack999(1)], HOLDING)
    healed = folded([*early, ack999(1), front_end(2, "A2")], HOLDING)

    assert (waiting.state, waiting.paid_cents) == (S.SUBMITTED, 0)
    assert [(item.wanted, item.current, item.reason) for item in waiting.held] == [
        (S.PAID, S.SUBMITTED, "missing_steps")
    ]
    assert (half_way.state, len(half_way.held)) == (S.SYNTAX_ACCEPTED, 1)
    assert (healed.state, healed.paid_cents, healed.held) == (S.PAID, 8000, ())


def test_evidence_without_a_submission_waits_for_it() -> None:
    alone = folded([front_end(2, "A2"), remitted(16, 80, "CO-45:20")])

    assert (alone.state, alone.transaction_type) == (S.DRAFT, "")
    assert {item.reason for item in alone.held} == {"no_submission"}
    assert alone.patient_control_number == "PCN-SECRET-77"


def test_an_impossible_progression_is_held_until_the_resubmission_comes() -> None:
    rejected = [submitted(1), ack999(1), front_end(2, "A7"), remitted(16, 80, "CO-45:20")]

    held = folded(rejected)
    healed = folded([*rejected, submitted(5), ack999(5), front_end(6, "A2")])

    assert [(item.wanted, item.reason) for item in held.held] == [(S.PAID, "impossible")]
    assert (healed.state, healed.paid_cents, healed.held) == (S.PAID, 8000, ())


def test_weaker_evidence_is_noted_and_never_moves_the_claim_back() -> None:
    claim = folded([*accepted_claim(), answer(9, "F0"), answer(12, "P1"), ack999(13, "R")])

    assert claim.state is S.ADJUDICATED
    assert _reasons(claim) == ["weaker", "weaker"]


def test_a_request_outweighs_a_later_pending_but_not_a_final() -> None:
    pended = folded([*accepted_claim(), answer(9, "R4"), answer(12, "P1")])
    final = folded([*accepted_claim(), answer(9, "R4"), answer(12, "F0")])

    assert (pended.state, final.state) == (S.PENDED_PROVIDER_INFO, S.ADJUDICATED)


def test_the_latest_of_equal_evidence_counts() -> None:
    claim = folded([*accepted_claim(), answer(9, "P3"), answer(12, "P1")])

    assert (claim.state, claim.state_since) == (S.IN_PROCESS, day(12))


def test_within_one_answer_the_weightier_status_counts() -> None:
    assert folded([*accepted_claim(), answer(9, "R4", "P1")]).state is S.PENDED_PROVIDER_INFO


def test_a_second_copy_of_the_claim_is_a_duplicate_unless_it_was_rejected() -> None:
    repeated = folded([*accepted_claim(), submitted(8)])
    replaced = folded([*accepted_claim(), submitted(8, frequency="7", charge=120)])

    assert (repeated.state, _reasons(repeated)) == (S.ACCEPTED, ["duplicate_submission"])
    assert (replaced.state, replaced.charge_cents) == (S.RESUBMITTED, 12_000)
    assert (replaced.accepted_on, replaced.escalate_on) == (None, day(10))


def test_a_void_without_an_original_is_submitted_and_voided() -> None:
    assert _path(folded([submitted(1, frequency="8")])) == [S.SUBMITTED, S.VOIDED]


def test_a_void_is_not_undone_by_its_acknowledgments() -> None:
    claim = folded([*accepted_claim(), submitted(8, frequency="8"), ack999(8), front_end(9, "A2")])

    assert claim.state is S.VOIDED


def test_the_reversal_of_what_a_replacement_superseded_leaves_the_replacement_alone() -> None:
    events, _, _ = HISTORIES["denied, then replaced and paid"]

    claim = folded(events)

    assert S.REVERSED not in _path(claim)
    assert _reasons(claim) == ["informational"]
    assert claim.denial_codes == ()


def test_a_reversal_waits_for_what_it_takes_back() -> None:
    reversal = remitted(30, -80, "CO-45:-20", status="22", charge=-100)

    waiting = folded([*accepted_claim(), reversal])
    paired = folded([*accepted_claim(), reversal, remitted(16, 80, "CO-45:20")])

    assert (waiting.state, waiting.held[0].reason) == (S.ACCEPTED, "nothing_to_reverse")
    assert (paired.state, paired.paid_cents, paired.held) == (S.REVERSED, 0, ())


def test_one_part_of_a_split_taken_back_leaves_the_other() -> None:
    claim = folded(
        [
            *accepted_claim(),
            remitted(16, 30, "CO-45:10", charge=40, number="ICN-A"),
            remitted(16, 0, "CO-50:60", charge=60, number="ICN-B"),
            remitted(20, 0, "CO-50:-60", charge=-60, number="ICN-B", status="22"),
        ]
    )

    assert (claim.state, claim.paid_cents) == (S.PAID, 3000)


def test_denial_codes_are_those_of_the_remittances_that_count() -> None:
    claim = folded([*accepted_claim(), remitted(16, 0, "CO-45:10", line_cas="CO-16:90")])

    assert claim.denial_codes == ("CO-16",)


@pytest.mark.capability("C4.1")
@pytest.mark.parametrize("codes", [("P1",), ("P2",), ("P5",)])
def test_a_pending_claim_escalates_the_day_after_the_window(codes: tuple[str, ...]) -> None:
    claim = folded([*accepted_claim(), answer(9, *codes)])

    assert claim.accepted_on == day(2)
    assert claim.escalate_on == day(2 + 30 + 1)


def test_another_clock_runs_before_acceptance_and_none_after_payment() -> None:
    assert folded([submitted(1), ack999(1), front_end(2, "A1")]).escalate_on == day(8)
    assert folded([*accepted_claim(), remitted(16, 80, "CO-45:20")]).escalate_on is None


def test_an_inferred_acceptance_starts_the_window() -> None:
    assert folded([submitted(1), answer(9, "P1")]).accepted_on == day(9)


def test_a_step_says_on_whose_word_and_by_which_rule() -> None:
    claim = folded(accepted_claim())
    step = claim.steps[-1]

    assert (step.codes, step.rule, step.inferred) == (("A2:20",), "lifecycle@2/277CA-A2", False)
    assert step.source.partner_id == "granite-health"
    assert claim.payer_name == "Granite Health"


def test_a_fold_takes_events_of_one_claim_only() -> None:
    with pytest.raises(ValueError, match="same claim"):
        folded([submitted(1, claim_id="clm_other")])
    with pytest.raises(ValueError, match="needs events"):
        folded([])


@pytest.mark.capability("C7.6")
def test_a_reversal_of_what_never_came_stays_an_exception_after_later_payments() -> None:
    reversal = remitted(20, -5, status="22", charge=-7)

    claim = folded([*accepted_claim(), reversal, remitted(30, 80, "CO-45:20")])

    assert (claim.state, claim.paid_cents) == (S.PAID, 8000)
    assert [held.reason for held in claim.held] == ["nothing_to_reverse"]


@pytest.mark.capability("C7.6")
def test_given_a_payer_decides_one_number_in_another_place_then_it_is_no_second_share() -> None:
    first = remitted(16, 80, "CO-45:20")
    again = remitted(20, 30, "OA-23:70", status="2")

    claim = folded([*accepted_claim(), first, again])

    assert claim.paid_cents == 3000
    assert _reasons(claim) == ["confirmed", "second_payment"]


@pytest.mark.capability("C7.6")
def test_given_parts_of_a_payment_are_taken_back_at_once_then_nothing_is_left() -> None:
    parts = [
        remitted(16, 40, "CO-45:20", charge=60, start=1),
        remitted(16, 30, "CO-45:10", charge=40, start=2),
    ]
    back = remitted(20, -70, "CO-45:-30", status="22", charge=-100)

    assert folded([*accepted_claim(), *parts]).paid_cents == 7000
    claim = folded([*accepted_claim(), *parts, back])
    assert (claim.state, claim.paid_cents, claim.held) == (S.REVERSED, 0, ())


def _of(number: str, event: ClaimEvent) -> ClaimEvent:
    return about(event, payer_claim_control_number=number)


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("paid_on", [8, 14], ids=["paid first", "asked first"])
def test_given_one_part_of_a_split_is_paid_then_the_other_part_still_waits_for_us(
    paid_on: int,
) -> None:
    split = [submitted(1), ack999(1), _of("K1", front_end(2, "A5")), _of("K2", front_end(2, "A5"))]
    paid = remitted(paid_on, 50, "CO-45:10", charge=60, number="K2")
    asked = _of("K1", answer(10, "P3"))

    claim = folded([*split, paid, asked])

    assert (claim.state, claim.paid_cents) == (S.PENDED_PROVIDER_INFO, 5000)
    assert [(one.number, one.state) for one in claim.payer_claims] == [
        ("K1", S.PENDED_PROVIDER_INFO),
        ("K2", S.PAID),
    ]
    rest = remitted(20, 30, "CO-45:10", charge=40, number="K1")
    done = folded([*split, paid, asked, rest])
    assert (done.state, done.paid_cents, done.held) == (S.PAID, 8000, ())


@pytest.mark.capability("C3.2")
def test_given_the_waiting_part_goes_on_then_the_heavier_word_about_the_other_holds() -> None:
    events = [
        *accepted_claim(),
        _of("K1", answer(10, "P3")),
        _of("K2", answer(11, "F1")),
        _of("K1", answer(12, "P1")),
    ]

    claim = folded(events)

    assert claim.state is S.ADJUDICATED
    assert folded(events[::-1]) == claim


@pytest.mark.capability("C3.2")
def test_given_the_whole_charge_is_paid_under_a_new_number_then_nothing_waits_any_more() -> None:
    claim = folded(
        [*accepted_claim(), answer(10, "P3"), remitted(20, 80, "CO-45:20", number="NEW")]
    )

    assert (claim.state, claim.paid_cents) == (S.PAID, 8000)


@pytest.mark.capability("C7.6")
def test_given_a_payment_is_taken_back_in_parts_then_all_of_them_take_it_back() -> None:
    parts = [
        remitted(20, -40, "CO-45:-20", status="22", charge=-60, trace="BACK", start=1),
        remitted(20, -30, "CO-45:-10", status="22", charge=-40, trace="BACK", start=2),
    ]
    paid = remitted(16, 70, "CO-45:30")

    first = folded([*accepted_claim(), paid, parts[0]])
    assert (first.paid_cents, [held.reason for held in first.held]) == (
        7000,
        ["nothing_to_reverse"],
    )
    for order in ([paid, *parts], [*parts, paid], [*parts[::-1], paid]):
        claim = folded([*accepted_claim(), *order])
        assert (claim.state, claim.paid_cents, claim.held) == (S.REVERSED, 0, ())


@pytest.mark.capability("C7.6")
def test_a_reversal_does_not_take_back_the_correction_beside_it() -> None:
    """The first payment is lost; its correction has the same amounts for other reasons."""
    events = [
        remitted(20, -80, "CO-45:-20", status="22", charge=-100, trace="E2"),
        remitted(20, 80, "PR-2:20", share=20, trace="E2"),
    ]

    claim = folded([*accepted_claim(), *events])

    assert (claim.state, claim.paid_cents) == (S.PAID, 8000)
    assert [held.reason for held in claim.held] == ["nothing_to_reverse"]
