"""One claim's way as people read it."""

import pytest

from claimtrail.claims.views.timeline import code_meaning, timeline
from tests.harness.claims.claim_events import (
    accepted_claim,
    answer,
    day,
    folded,
    remitted,
    submitted,
)


@pytest.mark.capability("C3.3")
def test_each_step_has_its_evidence_its_meaning_and_its_place() -> None:
    events = [*accepted_claim(), answer(9, "P1")]

    rows = timeline(folded(events))

    assert [(row.transaction, row.before, row.after) for row in rows] == [
        ("837", "DRAFT", "SUBMITTED"),
        ("999", "SUBMITTED", "SYNTAX_ACCEPTED"),
        ("277CA", "SYNTAX_ACCEPTED", "ACCEPTED"),
        ("277", "ACCEPTED", "IN_PROCESS"),
    ]
    last = rows[-1]
    assert (last.effective_on, last.codes, last.meaning) == (
        day(9),
        ("P1:20",),
        "Pending: in process",
    )
    source = events[-1].source
    assert (last.file_id, last.start, last.end) == (source.file_id, source.start, source.end)


def test_inferred_steps_are_marked() -> None:
    rows = timeline(folded([submitted(1), remitted(16, 0, "CO-16:100")]))

    assert [row.inferred for row in rows] == [False, *[True] * 5, False]
    assert "CO: Information missing or wrong" in rows[-1].meaning


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("CLM05-3=7", "replacement of an earlier claim"),
        ("TA104=R", "Rejected"),
        ("IK5=E", "Accepted, with errors noted"),
        ("CLP02=22", "reversal of an earlier payment"),
        ("PR-1", "PR: Deductible"),
        ("F2:65", "Finalized: denied"),
        ("CLP02=99", ""),
        ("XX=1", ""),
        ("ZZ:1", ""),
        ("CO-ZZZ", "CO: unknown reason"),
    ],
)
def test_codes_have_a_short_meaning(code: str, meaning: str) -> None:
    assert code_meaning(code) == meaning
