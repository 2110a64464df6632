"""The demo's picture: every claim in a bar, one claim's steps, and nothing fetched or executed."""

import re

import pytest

from claimtrail.claims.states import State
from infra.local.demo.page import COLOURS, page_of
from tests.support.traced import paid_claim, taken_in

CLAIM = paid_claim(taken_in())


def test_a_page_shows_each_payers_claims_by_state_and_the_claims_way() -> None:
    others = [
        CLAIM.model_copy(update={"payer_id": "larkspur", "state": State.DENIED}) for _ in range(3)
    ]

    page = page_of([CLAIM, *others], CLAIM)

    assert "larkspur: 3 Denied" in page
    assert f"{CLAIM.payer_id}: 1 Paid" in page
    assert page.count("<li>") == len(CLAIM.steps)
    assert f"bytes {CLAIM.steps[0].source.start}-{CLAIM.steps[0].source.end}" in page
    assert CLAIM.patient_control_number not in page
    assert not re.search(r"<script|src=|href=|url\(|@import", page)


def test_what_stands_in_a_claim_is_text_and_no_markup() -> None:
    odd = CLAIM.model_copy(update={"payer_id": "<b>x"})

    assert "<b>x" not in page_of([odd], odd)


@pytest.mark.parametrize("claims", [[], [CLAIM]])
def test_a_page_can_do_without_a_claim_of_its_own(claims: list) -> None:  # type: ignore[type-arg]
    assert "Where the claims stand" in page_of(claims, None)


def test_every_state_has_its_colour() -> None:
    assert COLOURS.keys() == set(State)
