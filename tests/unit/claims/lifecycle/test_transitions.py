"""The table of transitions: total, connected, and without the short cuts that nobody may take."""

from itertools import pairwise

import pytest

from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.transitions import (
    EDGES,
    GIVEN_UP,
    MAIN_LINE,
    REOPENINGS,
    TRANSITIONS,
    TransitionKind,
    may_step,
)


def _reachable(start: State) -> set[State]:
    seen, ahead = {start}, [start]
    while ahead:
        for state in EDGES[ahead.pop()] - seen:
            seen.add(state)
            ahead.append(state)
    return seen


@pytest.mark.capability("C3.2")
def test_every_pair_of_states_has_a_verdict() -> None:
    assert set(TRANSITIONS) == {(before, after) for before in State for after in State}
    assert set(EDGES) == set(State)


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("state", [State.DENIED, State.PAID])
def test_a_submitted_claim_has_no_edge_to_an_outcome(state: State) -> None:
    assert TRANSITIONS[State.SUBMITTED, state].verdict is not TransitionKind.EDGE
    assert TRANSITIONS[State.RESUBMITTED, state].verdict is not TransitionKind.EDGE


@pytest.mark.capability("C3.2")
@pytest.mark.parametrize("state", list(State))
def test_every_state_is_reachable_from_draft_and_reaches_closed(state: State) -> None:
    assert state in _reachable(State.DRAFT)
    assert State.CLOSED in _reachable(state)


@pytest.mark.parametrize(
    ("before", "after"),
    [pair for pair, cell in TRANSITIONS.items() if cell.verdict is TransitionKind.INFERRABLE],
)
def test_an_inferrable_path_is_made_of_edges(before: State, after: State) -> None:
    path = [before, *TRANSITIONS[before, after].via, after]

    assert all(second in EDGES[first] for first, second in pairwise(path))
    assert set(path[1:-1]) <= set(MAIN_LINE)


def test_a_denial_of_a_submitted_claim_implies_the_whole_main_line() -> None:
    assert TRANSITIONS[State.SUBMITTED, State.DENIED].via == MAIN_LINE[1:]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.FRONT_END_REJECTED, State.PAID),
        (State.TRANSMISSION_REJECTED, State.ACCEPTED),
        (State.DRAFT, State.PAID),
        (State.SUBMITTED, State.REVERSED),
        (State.SUBMITTED, State.CLOSED),
        (State.PAID, State.IN_PROCESS),
        (State.VOIDED, State.PAID),
        (State.CLOSED, State.PAID),
    ],
)
def test_progressions_that_make_no_sense_are_refused(before: State, after: State) -> None:
    assert TRANSITIONS[before, after].verdict is TransitionKind.REFUSED


@pytest.mark.capability("C3.2")
def test_a_reopening_leads_back_to_each_state_that_was_given_up_and_no_payers_word_does() -> None:
    assert set(REOPENINGS) == GIVEN_UP
    for given_up, before in REOPENINGS.items():
        assert before == {state for state in State if given_up in EDGES[state]}
        assert all(may_step(given_up, state) for state in before)
    assert EDGES[State.WRITTEN_OFF] == {State.PAID, State.PARTIALLY_PAID, State.CLOSED}
    assert EDGES[State.CLOSED] == {State.REVERSED}
    assert not may_step(State.WRITTEN_OFF, State.ACCEPTED)
