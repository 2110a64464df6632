"""Several payers of one claim: what each decided, and who is awaited."""

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.lifecycle.states import State
from tests.harness.claims.claim_events import (
    about,
    accepted_claim,
    answer,
    folded,
    remitted,
    submitted,
)


def _payer_responsibilities(events: list[ClaimEvent]) -> list[tuple[int, bool, int]]:
    return [
        (
            payer_responsibility.payer_sequence,
            payer_responsibility.decided,
            payer_responsibility.paid_cents,
        )
        for payer_responsibility in folded([*accepted_claim(), *events]).payer_responsibilities
    ]


def test_a_claim_that_nobody_decided_has_no_payer_responsibility() -> None:
    assert _payer_responsibilities([]) == []


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize(("status", "payer_sequence"), [("19", 1), ("20", 2), ("21", 3)])
def test_given_a_payer_passes_the_claim_on_then_the_next_payer_responsibility_is_awaited(
    status: str, payer_sequence: int
) -> None:
    assert _payer_responsibilities(
        [remitted(16, 70, "CO-45:20 PR-2:10", status=status, share=10)]
    ) == [
        (payer_sequence, True, 7000),
        (payer_sequence + 1, False, 0),
    ]


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize("order", [1, -1], ids=["in order", "secondary first"])
def test_given_the_secondary_pays_the_rest_then_the_patient_owes_what_it_leaves(order: int) -> None:
    primary = remitted(16, 70, "CO-45:20 PR-2:10", status="19", share=10)
    secondary = remitted(20, 10, "OA-23:90", status="2", number="ICN-SECRET-2")

    claim = folded([*accepted_claim(), *[primary, secondary][::order]])

    assert claim.state is State.PAID
    assert (claim.paid_cents, claim.patient_responsibility_cents) == (8000, 0)
    assert [
        (
            payer_responsibility.payer_sequence,
            payer_responsibility.decided,
            payer_responsibility.paid_cents,
        )
        for payer_responsibility in claim.payer_responsibilities
    ] == [
        (1, True, 7000),
        (2, True, 1000),
    ]


def test_given_two_payer_claims_of_one_payer_then_they_are_one_payer_responsibility() -> None:
    parts = [
        remitted(16, 40, share=5, charge=60, number="A"),
        remitted(16, 30, share=5, charge=40, number="B"),
    ]

    assert _payer_responsibilities(parts) == [(1, True, 7000)]
    assert folded([*accepted_claim(), *parts]).patient_responsibility_cents == 1000


@pytest.mark.parametrize(
    "word", [answer(16, "F3F"), remitted(16, 0, status="23")], ids=["277 F3F", "CLP02 23"]
)
def test_given_the_claim_was_forwarded_then_the_second_payer_responsibility_is_awaited(
    word: ClaimEvent,
) -> None:
    assert _payer_responsibilities([word]) == [(2, False, 0)]


@pytest.mark.capability("C3.4")
@pytest.mark.parametrize("status", ["1", "4"], ids=["also as primary", "denied"])
def test_given_two_payers_state_one_place_then_each_keeps_its_own_payer_responsibility(
    status: str,
) -> None:
    first = remitted(16, 70, "CO-45:20 PR-2:10", share=10)
    second = about(remitted(20, 0, "CO-29:100", status=status), payer="second-payer")

    claim = folded([submitted(1, others=("second-payer",)), *accepted_claim()[1:], first, second])

    assert [
        (payer_responsibility.payer_sequence, payer_responsibility.paid_cents)
        for payer_responsibility in claim.payer_responsibilities
    ] == [(1, 7000), (2, 0)]
    assert claim.paid_cents == 7000
    assert "second_payment" not in {note.reason for note in claim.notes}
