"""From acknowledgments, statuses and remittances to states: the published tables, row by row."""

from datetime import date
from typing import Any

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.statuses import BatchStatusReported, StatusCode
from claimtrail.claims.lifecycle.evidence import find_category, read
from claimtrail.claims.lifecycle.evidence_codes import HL7_CODES
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import CATEGORIES, Rank
from tests.harness.claims.claim_events import (
    about,
    accepted_claim,
    ack999,
    answer,
    event_of,
    folded,
    front_end,
    remitted,
    submitted,
    ta1,
    with_lines,
)

S = State


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        ("A", None, "informational"),
        ("E", None, "informational"),
        ("R", S.TRANSMISSION_REJECTED, ""),
        ("Z", None, "unknown_code"),
    ],
)
def test_ta1(code: str, state: State | None, reason: str) -> None:
    reading = read(ta1(1, code))

    assert (reading.target, reading.reason, reading.rank) == (state, reason, Rank.TA1)


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("code", "group", "state"),
    [
        ("A", "A", S.SYNTAX_ACCEPTED),
        ("E", "E", S.SYNTAX_ACCEPTED),
        ("A", "P", S.SYNTAX_ACCEPTED),
        ("R", "P", S.TRANSMISSION_REJECTED),
        ("R", "A", S.TRANSMISSION_REJECTED),
        ("A", "R", S.TRANSMISSION_REJECTED),
        ("M", "R", S.TRANSMISSION_REJECTED),
        ("W", "R", S.TRANSMISSION_REJECTED),
        ("X", "R", S.TRANSMISSION_REJECTED),
        ("P", "P", None),
    ],
)
def test_999(code: str, group: str, state: State | None) -> None:
    assert read(ack999(1, code, group=group)).target is state


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("AA", S.SYNTAX_ACCEPTED),
        ("CA", S.SYNTAX_ACCEPTED),
        ("AE", S.TRANSMISSION_REJECTED),
        ("CE", S.TRANSMISSION_REJECTED),
        ("AR", S.TRANSMISSION_REJECTED),
        ("CR", S.TRANSMISSION_REJECTED),
    ],
)
def test_hl7_acknowledgments(code: str, state: State) -> None:
    assert HL7_CODES[code] is state


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("A0", S.RECEIVED),
        ("A1", S.RECEIVED),
        ("A2", S.ACCEPTED),
        ("A5", S.ACCEPTED),
        ("A3", S.FRONT_END_REJECTED),
        ("A6", S.FRONT_END_REJECTED),
        ("A7", S.FRONT_END_REJECTED),
        ("A8", S.FRONT_END_REJECTED),
        ("A4", None),
    ],
)
def test_277ca(code: str, state: State | None) -> None:
    reading = read(front_end(2, code))

    assert reading.target is state
    assert reading.codes == (f"{code}:20",)


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("code", "state", "rank"),
    [
        ("P0", S.IN_PROCESS, Rank.PENDING),
        ("P1", S.IN_PROCESS, Rank.PENDING),
        ("P2", S.IN_REVIEW, Rank.PENDING),
        ("P3", S.PENDED_PROVIDER_INFO, Rank.PENDING),
        ("P4", S.PENDED_PATIENT_INFO, Rank.PENDING),
        ("P5", S.PAYER_HOLD, Rank.PENDING),
        ("R0", S.PENDED_PROVIDER_INFO, Rank.REQUEST),
        ("R17", S.PENDED_PROVIDER_INFO, Rank.REQUEST),
        ("F0", S.ADJUDICATED, Rank.FINAL),
        ("F1", S.ADJUDICATED, Rank.FINAL),
        ("F3N", S.ADJUDICATED, Rank.FINAL),
        ("F2", S.DENIED, Rank.FINAL),
        ("F3", S.REVISED, Rank.FINAL),
        ("F3F", S.FORWARDED, Rank.FINAL),
        ("F4", S.FINAL_NO_PAYMENT, Rank.FINAL),
    ],
)
def test_277(code: str, state: State, rank: Rank) -> None:
    reading = read(answer(5, code))

    assert (reading.target, reading.rank, reading.row) == (state, rank, f"277-{code}")


@pytest.mark.parametrize("code", ["A4", "D0", "E0", "E1", "E2", "E3", "E4"])
def test_an_answer_about_the_inquiry_leaves_the_claim_alone(code: str) -> None:
    reading = read(answer(5, code))

    assert (reading.target, reading.reason) == (None, "informational")


@pytest.mark.parametrize("code", ["R2", "X0", "F5", "RQ", "DR01", "A2", "ZZ"])
def test_a_code_that_no_277_may_carry_is_a_finding(code: str) -> None:
    claim = folded([*accepted_claim(), answer(5, code)])

    assert claim.state is S.ACCEPTED
    assert [(note.reason, note.codes) for note in claim.notes] == [
        ("unknown_code", (f"{code}:20",))
    ]


@pytest.mark.capability("C5.6")
def test_stopped_codes_were_legal_before_they_stopped() -> None:
    assert find_category("F5", kind=EventKind.STATUS_REPORTED, on=date(2003, 10, 15))
    assert find_category("F5", kind=EventKind.STATUS_REPORTED, on=date(2003, 10, 16)) is None
    assert "R2" not in CATEGORIES


@pytest.mark.capability("C5.6")
def test_an_unknown_code_beside_a_known_one_is_noted_and_the_known_one_counts() -> None:
    claim = folded([*accepted_claim(), answer(5, "ZZ", "P1")])

    assert claim.state is S.IN_PROCESS
    assert [(note.reason, note.codes) for note in claim.notes] == [("unknown_code", ("ZZ",))]


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("event", "state"),
    [
        (remitted(20, 80, "CO-45:20"), S.PAID),
        (remitted(20, 80, "CO-45:20", status="19"), S.PAID),
        (remitted(20, 80, "PR-2:20", status="2"), S.PAID),
        (remitted(20, 60, "CO-45:20", line_cas="CO-97:20"), S.PAID),
        (
            with_lines(remitted(20, 60, "CO-45:20"), (80, 60, ""), (20, 0, "CO-97:20")),
            S.PARTIALLY_PAID,
        ),
        (with_lines(remitted(20, 60, "CO-45:30"), (80, 60, ""), (20, 0, "CO-97:10")), S.PAID),
        (remitted(20, 0, "CO-45:40 CO-50:60"), S.DENIED),
        (remitted(20, 0, "CO-45:40 CO-50:50 PR-1:10"), S.FINAL_NO_PAYMENT),
        (remitted(20, 0, "CO-50:100"), S.DENIED),
        (remitted(20, 0, "PR-27:100"), S.DENIED),
        (remitted(20, 0, "CO-45:100", status="4"), S.DENIED),
        (remitted(20, 0, "PR-1:100", share=100), S.PATIENT_RESPONSIBILITY),
        (remitted(20, 0, "CO-45:40 PR-1:60", share=60), S.PATIENT_RESPONSIBILITY),
        (remitted(20, 0, "CO-45:100"), S.FINAL_NO_PAYMENT),
        (remitted(20, 0, "OA-23:100", status="2"), S.FINAL_NO_PAYMENT),
        (remitted(20, 0, status="23"), S.FORWARDED),
        (remitted(20, 50, "PR-1:50", status="25"), S.PREDETERMINED),
    ],
)
def test_835(event: object, state: State) -> None:
    claim = folded([*accepted_claim(), event])  # type: ignore[list-item]

    assert claim.state is state
    assert claim.steps[-1].rule.startswith("lifecycle@2/835-")


def test_a_predetermination_is_never_posted() -> None:
    assert folded([*accepted_claim(), remitted(20, 50, status="25")]).paid_cents == 0


def test_a_remittance_that_does_not_balance_is_noted_and_never_posts() -> None:
    claim = folded([*accepted_claim(), remitted(20, 80, balanced=False)])

    assert (claim.state, claim.paid_cents) == (S.ACCEPTED, 0)
    assert [note.reason for note in claim.notes] == ["unbalanced"]


def test_an_unknown_clp02_is_noted_and_never_posts() -> None:
    claim = folded([*accepted_claim(), remitted(20, 80, status="13")])

    assert (claim.state, claim.paid_cents) == (S.ACCEPTED, 0)
    assert [note.reason for note in claim.notes] == ["unknown_code"]


def test_a_submission_is_no_evidence_of_its_fate() -> None:
    with pytest.raises(TypeError, match="no evidence"):
        read(submitted(1))


def _batch(category: str, status: str, entity: str = "", **more: Any) -> ClaimEvent:
    """A 277CA on all claims of a batch."""
    codes = (StatusCode(category_code=category, status_code=status, entity_code=entity),)
    [said] = front_end(2, category).fact.statuses  # type: ignore[union-attr]
    fact = BatchStatusReported(
        **{"level": "receiver", "from_clearinghouse": False, "claim_count": 3} | more,
        statuses=(said.model_copy(update={"codes": codes, "action_code": "U"}),),
        charge_cents=80000,
    )
    return event_of(fact, 2)


@pytest.mark.capability("C1.8")
def test_given_a_batch_is_refused_then_each_of_its_claims_is_rejected_by_the_category() -> None:
    claim = folded([submitted(1), ack999(1), _batch("A3", "24", "41")])

    assert claim.state is S.FRONT_END_REJECTED
    assert (claim.steps[-1].codes, claim.steps[-1].rule) == (("A3:24:41",), "lifecycle@2/277CA-A3")


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize(
    ("category", "state"),
    [("A1", S.RECEIVED), ("A2", S.RECEIVED), ("A3", S.FRONT_END_REJECTED), ("A4", S.SUBMITTED)],
)
def test_a_clearinghouse_moves_a_claim_to_received_at_most_or_rejects_it(
    category: str, state: State
) -> None:
    for event in (
        about(front_end(2, category), from_clearinghouse=True),
        _batch(category, "20", from_clearinghouse=True),
    ):
        claim = folded([submitted(1), event])
        assert (claim.state, claim.accepted_on) == (state, None)


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("category", ["A1", "A2", "A3"])
def test_the_payers_own_word_outweighs_the_clearinghouses(category: str) -> None:
    late = about(front_end(5, category), from_clearinghouse=True)

    claim = folded([*accepted_claim(), late])

    assert claim.state is S.ACCEPTED
    assert [note.reason for note in claim.notes] == ["weaker"]


@pytest.mark.capability("C1.8")
@pytest.mark.capability("C7.6")
@pytest.mark.parametrize(
    "event",
    [remitted(16, 80, "CO-45:20"), answer(9, "F2"), front_end(9, "A3")],
    ids=["835", "277", "277CA"],
)
def test_a_record_with_faults_is_kept_and_counts_for_nothing(event: ClaimEvent) -> None:
    faulty = about(event, faults=("X12_AMOUNT_UNREADABLE",))

    claim = folded([*accepted_claim(), faulty])

    assert (claim.state, claim.paid_cents, claim.held) == (S.ACCEPTED, 0, ())
    [note] = claim.notes
    assert (note.reason, note.codes[0]) == ("faulty", "X12_AMOUNT_UNREADABLE")
    assert claim.exception_since is not None


def test_a_code_of_the_ncpdp_list_is_shown_as_one() -> None:
    codes = (StatusCode(category_code="F2", status_code="85", entity_code="", code_list="RX"),)
    [said] = answer(9, "F2").fact.statuses  # type: ignore[union-attr]
    event = about(answer(9, "F2"), statuses=(said.model_copy(update={"codes": codes}),))

    claim = folded([*accepted_claim(), event])

    assert (claim.state, claim.steps[-1].codes) == (S.DENIED, ("F2:RX-85",))
