"""A remittance's lines against the lines that were sent."""

import pytest

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    accepted_claim,
    folded,
    remitted,
)
from tests.twins.claims import MemoryClaimStore


def _with_line(**changes: object) -> ClaimEvent:
    """A remittance whose only line differs from ours so."""
    event = remitted(16, 80, "CO-45:20")
    line = event.fact.lines[0].model_copy(update=changes)  # type: ignore[union-attr]
    return event.model_copy(update={"fact": event.fact.model_copy(update={"lines": (line,)})})


@pytest.mark.capability("C3.6")
def test_given_a_line_that_we_never_sent_then_it_is_an_exception_that_shows_both_sides() -> None:
    store = MemoryClaimStore()
    store.append_events([*accepted_claim(), _with_line(control_number="L9", charge_cents=9000)])

    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)

    assert change is not None
    assert change.claim.state is State.PAID
    [flagged] = [
        event for event in events_of_change(change) if event.detail_type == "claim.flagged"
    ]
    assert flagged.detail["reason"] == "unmatched_remittance_line"
    assert flagged.detail["codes"] == ["SVC=99213:9000", "837=99213:10000"]


@pytest.mark.parametrize(
    "line",
    [
        _with_line(),
        _with_line(control_number="1"),
        _with_line(control_number=""),
        _with_line(control_number="", procedure_code="99213", modifiers=("25",)),
    ],
    ids=["our number", "LX01", "by service", "by service with a modifier"],
)
def test_given_a_line_of_ours_then_nothing_is_flagged(line: ClaimEvent) -> None:
    notes = folded([*accepted_claim(), line]).notes

    assert "unmatched_remittance_line" not in {note.reason for note in notes}


def test_given_the_same_remittance_under_another_number_then_it_is_posted_once() -> None:
    first = remitted(16, 80, "CO-45:20")
    fact = first.fact.model_copy(update={"patient_control_number": "PCN-SECRET-7700"})
    source = first.source.model_copy(update={"sha256": "cd" * 32})
    again = first.model_copy(update={"event_id": "evt_again", "fact": fact, "source": source})

    claim = folded([*accepted_claim(), first, again])

    assert claim.paid_cents == 8000
    assert [note.reason for note in claim.notes][-1] == "repeated"
