"""Every state with every piece of evidence: what the tables say is what becomes of the claim.

The pairs are walked from the very tables: TA1, 999, HL7 ACK, 277CA, 277, CLP02, payers' words,
CLM05-3, and codes that no table has; in each of the states, for payers that infer and that hold.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from claimtrail.claims.facts.acknowledgments import MessageAcknowledged
from claimtrail.claims.facts.decisions import TermReported
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.statuses import FrontEndStatus, StatusReported
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.history import History
from claimtrail.claims.fold.ledger.claim_ledger import Ledger
from claimtrail.claims.fold.ledger.postings import Posting
from claimtrail.claims.fold.ordering import order_of
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.fold.progress import Progress
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.fold.weighing import REJECTION_YIELDS_TO
from claimtrail.claims.lifecycle.evidence import read
from claimtrail.claims.lifecycle.evidence_codes import HL7_CODES, INTERCHANGE_CODES, SET_CODES
from claimtrail.claims.lifecycle.remittances import KNOWN_STATUSES, remittance_key
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import CATEGORIES
from claimtrail.claims.lifecycle.transitions import (
    ACKNOWLEDGMENT_STEPS,
    EDGES,
    TRANSITIONS,
    TransitionKind,
    contradicts,
    is_behind,
)
from claimtrail.partners.profile import InferencePolicy
from tests.harness.claims.claim_events import (
    HOLDING,
    INFERRING,
    ack999,
    answer,
    event_of,
    front_end,
    remitted,
    submitted,
    ta1,
)

LATE = 20
"""A day after everything else of the claim."""
TERMS = {"WORD": "F1"}
POLICIES = {
    "infers": replace(INFERRING, terms=TERMS),
    "holds": replace(HOLDING, terms=TERMS),
}


def evidence() -> Iterator[tuple[str, ClaimEvent]]:
    """A piece of evidence for each row of each table, and one for a row that is not there."""
    for code in (*INTERCHANGE_CODES, "Z"):
        yield f"TA1-{code}", ta1(LATE, code)
    for code in (*SET_CODES, "Z"):
        yield f"999-{code}", ack999(LATE, code)
    for code in (*HL7_CODES, "ZZ"):
        yield f"ACK-{code}", event_of(MessageAcknowledged(code=code, error_codes=()), LATE)
    for code, category in (*CATEGORIES.items(), ("ZZ", None)):
        carriers = category.carriers if category else frozenset({EventKind.STATUS_REPORTED})
        if FrontEndStatus.model_fields["kind"].default in carriers:
            yield f"277CA-{code}", front_end(LATE, code)
        if StatusReported.model_fields["kind"].default in carriers:
            yield f"277-{code}", answer(LATE, code)
    for status in (*sorted(KNOWN_STATUSES), "77"):
        sign = -1 if status == "22" else 1
        yield f"835-{status}", remitted(LATE, sign * 80, status=status, charge=sign * 100)
    for term in ("word", "other"):
        yield f"term-{term}", event_of(TermReported(term=term, seen_in="phone"), LATE)
    for frequency in "1234578":
        yield f"837-{frequency}", submitted(LATE, frequency=frequency)


EVIDENCE = dict(evidence())


def at(state: State, policy: PayerPolicy) -> Progress:
    """A claim that stands in a state on its submission's word alone."""
    progress = Progress(lambda _: policy)
    if state is not State.DRAFT:
        progress.take(submitted(1))
        progress.state = state
        progress.history = History()
    return progress


def standing_for(state: State, event: ClaimEvent) -> State:
    """The state that a piece of evidence meets: a person's report overrules a rejection."""
    is_report = isinstance(event.fact, TermReported)
    return REJECTION_YIELDS_TO.get(state, state) if is_report else state


def wanted(progress: Progress, event: ClaimEvent) -> State | None:
    """The state for which the evidence asks, by the published tables."""
    reading = read(event, TERMS)
    fact = event.fact
    if reading.reason or not hasattr(fact, "status_code"):
        return reading.target
    key = remittance_key(event, fact)
    posting = Posting(
        key=key, cycle=progress.cycle, order=order_of(event), event=event, fact=fact, sent=None
    )
    if fact.status_code == "22":
        return State.REVERSED
    unposted = {"23": State.FORWARDED, "25": State.PREDETERMINED}
    return unposted.get(fact.status_code) or Ledger([posting]).outcome(progress.cycle)


@pytest.mark.capability("C1.8")
@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("state", list(State))
def test_each_state_takes_each_piece_of_evidence_as_the_tables_say(state: State, name: str) -> None:
    policy = POLICIES[name]
    for label, event in EVIDENCE.items():
        progress = at(state, policy)
        if isinstance(event.fact, Submitted):
            continue
        target = wanted(progress, event)
        progress.take(event)

        where = f"{label} in {state.value}"
        _assert_accounted(progress, event, state, where)
        if target is None:
            assert progress.state is state, where
            assert [note.reason for _, note in progress.history.notes][-1] in {
                "informational",
                "unknown_code",
                "unknown_term",
            }, where
        else:
            _assert_moved(progress, state, target, policy, event, where)


def _assert_accounted(progress: Progress, event: ClaimEvent, state: State, where: str) -> None:
    """The evidence led to steps, a note, or is held; and every step is an edge of the table."""
    seen = {step.event_id for step in progress.history.steps}
    seen |= {note.event_id for _, note in progress.history.notes}
    seen |= {waiting.held.event_id for waiting in progress.history.waiting}
    assert event.event_id in seen, where
    before = state
    for step in progress.history.steps:
        assert step.before is before, where
        assert step.after in EDGES[standing_for(before, event)], where
        before = step.after
    assert progress.state is before, where


def _assert_moved(  # noqa: PLR0917 - a pair and what was made of it
    progress: Progress,
    state: State,
    target: State,
    policy: PayerPolicy,
    event: ClaimEvent,
    where: str,
) -> None:
    cell = TRANSITIONS[standing_for(state, event), target]
    is_reversal = getattr(event.fact, "status_code", "") == "22"
    if state is State.DRAFT:
        _assert_held(progress, state, HoldReason.NO_SUBMISSION, where)
    elif is_reversal:
        _assert_held(progress, state, HoldReason.NOTHING_TO_REVERSE, where)
    elif contradicts(target, state):
        _assert_held(progress, state, HoldReason.CONTRADICTION, where)
    elif cell.verdict is TransitionKind.REFUSED and is_behind(target, state):
        assert [note.reason for _, note in progress.history.notes] == ["weaker"], where
        assert progress.state is state, where
    elif cell.verdict is TransitionKind.REFUSED:
        _assert_held(progress, state, HoldReason.IMPOSSIBLE, where)
    elif (
        cell.verdict is TransitionKind.INFERRABLE
        and policy.inference is InferencePolicy.HOLD
        and ACKNOWLEDGMENT_STEPS & set(cell.via)
    ):
        _assert_held(progress, state, HoldReason.MISSING_STEPS, where)
    elif state is target:
        assert progress.state is state, where
        first = next(note.reason for _, note in progress.history.notes)
        assert first in {"confirmed", "repeated"}, where
    else:
        made = [(step.after, step.inferred) for step in progress.history.steps]
        assert made == [*((between, True) for between in cell.via), (target, False)], where


def _assert_held(progress: Progress, state: State, reason: HoldReason, where: str) -> None:
    assert [waiting.held.reason for waiting in progress.history.waiting] == [reason], where
    assert (progress.state, progress.history.steps) == (state, []), where


@pytest.mark.capability("C3.2")
@pytest.mark.capability("C3.7")
@pytest.mark.parametrize("state", list(State))
def test_each_state_takes_each_submission_as_its_frequency_says(state: State) -> None:
    for label, event in EVIDENCE.items():
        if not isinstance(event.fact, Submitted):
            continue
        progress = at(state, INFERRING)
        progress.take(event)

        where = f"{label} in {state.value}"
        _assert_accounted(progress, event, state, where)
        if event.fact.frequency_code == "8":
            allowed = {State.VOIDED, state}
        else:
            allowed = {State.SUBMITTED, State.RESUBMITTED, state}
        assert progress.state in allowed, where


def test_the_walk_has_every_row_of_every_table() -> None:
    rows = {read(event, TERMS).row for event in EVIDENCE.values() if _is_evidence(event)}

    assert {f"TA1-{code}" for code in INTERCHANGE_CODES} <= rows
    assert {f"999-{code}" for code in SET_CODES} <= rows
    assert {f"ACK-{code}" for code in HL7_CODES} <= rows
    assert {f"835-{status}" for status in KNOWN_STATUSES} <= rows
    in_use = {code for code, row in CATEGORIES.items() if row.stopped_on is None}
    assert in_use <= {row.partition("-")[2] for row in rows}


def _is_evidence(event: ClaimEvent) -> bool:
    return not isinstance(event.fact, Submitted)
