"""The demo's picture: every claim in a bar, one claim's steps, and nothing fetched or executed."""

import re
from html import escape

import pytest

from claimtrail.analytics.results import QueryResult
from claimtrail.analytics.saved import saved_queries
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.analytics.query import named
from claimtrail.cli.core.output import Output
from infra.local.demo.command import show_next
from infra.local.demo.lake import ASKED, ROWS
from infra.local.demo.page import COLORS, page_of
from tests.harness.hints import Hint, fault_of
from tests.harness.intake.traced import paid_claim, taken_in

CLAIM = paid_claim(taken_in())


def test_what_to_type_next_is_one_whole_command_a_line_in_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    show_next(Output(), CLAIM.claim_id)

    lines = capsys.readouterr().out.splitlines()
    typed = [line.strip() for line in lines if re.match(r" +(?:\.venv/bin/claimtrail|make) ", line)]
    assert f".venv/bin/claimtrail claim {CLAIM.claim_id}" in typed
    assert max(map(len, lines)) <= 80
    assert [fault for line in typed if (fault := fault_of(_hint(line)))] == []
    assert [line for line in lines if "claimtrail " in line and line.strip() not in typed] == []


def _hint(line: str) -> Hint:
    return Hint(where="the demo", line=line, is_complete=True)


def test_a_page_shows_each_payers_claims_by_state_and_the_claims_way() -> None:
    others = [
        CLAIM.model_copy(update={"payer_id": "larkspur", "state": State.DENIED}) for _ in range(3)
    ]

    page = page_of([CLAIM, *others], CLAIM, {})

    assert "larkspur: 3 Denied" in page
    assert f"{CLAIM.payer_id}: 1 Paid" in page
    assert page.count("<li>") == len(CLAIM.steps)
    assert f"bytes {CLAIM.steps[0].source.start}-{CLAIM.steps[0].source.end}" in page
    assert CLAIM.patient_control_number not in page
    assert not re.search(r"<script|src=|href=|url\(|@import", page)


def test_what_stands_in_a_claim_is_text_and_no_markup() -> None:
    odd = CLAIM.model_copy(update={"payer_id": "<b>x"})

    assert "<b>x" not in page_of([odd], odd, {})


@pytest.mark.parametrize("claims", [[], [CLAIM]])
def test_a_page_can_do_without_a_claim_of_its_own(claims: list) -> None:  # type: ignore[type-arg]
    assert "Claim status by payer" in page_of(claims, None, {})


def test_every_state_has_its_color() -> None:
    assert COLORS.keys() == set(State)


def test_a_page_shows_what_managers_ask_and_how_to_ask_for_more() -> None:
    answer = QueryResult(
        columns=("payer_id", "claims", "share"),
        rows=(("<i>x", 1_200, None), *((f"payer {number}", number, 0.5) for number in range(20))),
        scanned_bytes=10,
        milliseconds=3,
    )

    page = page_of([CLAIM], CLAIM, dict.fromkeys(named(ASKED), answer))

    assert page.count("<table>") == len(ASKED)
    for saved in named(ASKED):
        assert escape(saved.title) in page
    assert "<td>&lt;i&gt;x</td><td>1,200</td><td></td>" in page
    assert f"and {21 - ROWS} rows more" in page
    assert f"{len(saved_queries()) - len(ASKED)} more: <code>claimtrail query --list" in page
