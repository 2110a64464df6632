"""Lists for review at 80 columns: unmatched responses, exceptions of claims, refused batches."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from claimtrail.claims.matching.batch_model import NOT_SENT, BatchResult
from claimtrail.claims.matching.model import Candidate, Match, MatchMethod, MatchVerdict, Relation
from claimtrail.cli.claims.claim import show_claim
from claimtrail.cli.core.output import Output
from claimtrail.cli.exceptions.listing import show_batches, show_exceptions
from claimtrail.cli.matching.matches import UNMATCHED, show_unmatched
from claimtrail.kernel.ids import derived_id
from tests.harness.claims.claim_events import accepted_claim, ack999, folded, remitted, submitted

WIDTH = 80
ID = re.compile(r"\b[a-z]{3}_[a-z0-9]{6,}\b")
CLAIM = folded([*accepted_claim(), submitted(8, charge=120)]).model_copy(
    update={"claim_id": derived_id("clm_", "one"), "payer_id": "larkspur-commercial"}
)
"""A claim with a duplicate submission."""
BLOCKED = folded([submitted(1), ack999(2, "R"), remitted(9, 80, "CO-45:20")])
"""A claim with a remittance that cannot follow its rejection."""


def _ids(kind: str, *names: str) -> list[str]:
    return [derived_id(kind, name) for name in names]


MATCH = Match(
    claim_id=_ids("clm_", "asked")[0],
    version=1,
    payer_id="larkspur-commercial",
    verdict=MatchVerdict.DOUBTFUL,
    target="",
    rule="matching@1/doubtful",
    candidates=tuple(
        Candidate(
            claim_id=each,
            method=MatchMethod.PAYER_CLAIM_CONTROL_NUMBER,
            confidence=80,
            features=("charge", "service_from", "service_to", "member_id"),
        )
        for each in _ids("clm_", "first", "second")
    ),
    relation=Relation.LINEAGE,
)
BATCH = BatchResult(
    status_id=_ids("sta_", "one")[0],
    batch_key="key",
    payer_id="larkspur-commercial",
    version=1,
    reason=NOT_SENT,
    level="receiver",
    codes=("A3:24:41",),
    stated_count=12,
    stated_cents=1_234_500,
    found_count=0,
    found_cents=0,
    since=datetime(2026, 11, 20, tzinfo=UTC),
    file_id=_ids("fil_", "one")[0],
    start=0,
    end=9,
)
SHOWN: dict[str, Callable[[Output], None]] = {
    "unmatched": lambda output: show_unmatched(output, [MATCH]),
    "exceptions": lambda output: show_exceptions(output, [CLAIM]),
    "batches": lambda output: show_batches(output, [BATCH], {BATCH.status_id: "HLT2610060400042"}),
    "a duplicate": lambda output: show_claim(output, CLAIM),
    "what is held": lambda output: show_claim(output, BLOCKED),
}


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path))


def text_of(show: Callable[[Output], None], width: int) -> str:
    output = Output(console=Console(width=width, highlight=False))
    with output.console.capture() as captured:
        show(output)
    return captured.get()


@pytest.mark.parametrize("what", SHOWN)
def test_a_list_for_review_fits_with_whole_ids(what: str) -> None:
    text, wide = text_of(SHOWN[what], WIDTH), text_of(SHOWN[what], 500)

    assert [line for line in text.splitlines() if len(line.rstrip()) > WIDTH] == []
    shown = set(ID.findall(text))
    for each in set(ID.findall(wide)):
        assert any(each.startswith(short) for short in shown), each


def test_people_read_what_an_unmatched_response_is() -> None:
    text = text_of(SHOWN["unmatched"], 200)

    assert UNMATCHED in text
    assert "Unmatched payer responses: 277 or ERA records that could belong to more than" in text
    assert "replacement or void" in text


def test_people_read_why_something_is_held_and_where_it_would_lead() -> None:
    text = " ".join(text_of(SHOWN["what is held"], 300).split())

    assert "it cannot follow the present status" in text
    assert "Rejected (999/TA1)" in text
    assert "processed as primary" in text
