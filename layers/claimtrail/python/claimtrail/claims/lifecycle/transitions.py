"""The table of transitions: for every pair of states an edge, a path to infer, or a refusal.

The states and the main line are the project's own. `docs/lifecycle.md` is rendered from here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from claimtrail.claims.lifecycle.states import State

LIFECYCLE_VERSION = 2
"""Part of every rule that a step names; grows when a row of any lifecycle table changes."""

S = State


rule: Callable[[str], str] = f"lifecycle@{LIFECYCLE_VERSION}/{{}}".format
"""Returns a row of the tables with their version, as steps and the audit trail name it."""


class TransitionKind(StrEnum):
    """The table's word on moving from one state to another."""

    SAME = "same"
    EDGE = "edge"
    INFERRABLE = "inferrable"
    """No edge, but the states between are known: the profile says whether to insert them."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Transition:
    """One cell of the table."""

    verdict: TransitionKind
    via: tuple[State, ...] = ()
    """The states between, in order; only for INFERRABLE."""


OUTCOMES = frozenset({S.PAID, S.PARTIALLY_PAID, S.DENIED, S.PATIENT_RESPONSIBILITY})
OUTCOMES |= {S.FINAL_NO_PAYMENT}
"""The decisions of a balanced 835; a later one may decide again, so they are joined."""

AT_PAYER = frozenset({S.IN_PROCESS, S.IN_REVIEW, S.PAYER_HOLD})
AT_PAYER |= {S.PENDED_PROVIDER_INFO, S.PENDED_PATIENT_INFO}
"""The answers that a payer may give about an accepted claim that is undecided, in any order."""

_REDONE = frozenset({S.RESUBMITTED, S.VOIDED})
_GIVEN_UP = frozenset({S.WRITTEN_OFF, S.CLOSED})
_REJECTED = _REDONE | _GIVEN_UP
_AFTER_OUTCOME = OUTCOMES | _REDONE | _GIVEN_UP | {S.REVISED, S.REVERSED, S.FORWARDED, S.APPEALED}

EDGES: MappingProxyType[State, frozenset[State]] = MappingProxyType(
    {
        S.DRAFT: frozenset({S.SUBMITTED}),
        S.SUBMITTED: _REDONE | {S.SYNTAX_ACCEPTED, S.TRANSMISSION_REJECTED},
        # A replacement of a replacement is a move of its own, hence the edge onto itself.
        S.RESUBMITTED: _REDONE | {S.SYNTAX_ACCEPTED, S.TRANSMISSION_REJECTED},
        S.TRANSMISSION_REJECTED: _REJECTED,
        # Front ends answer with A1 first or with A2 at once, so ACCEPTED needs no RECEIVED.
        # A 999 that rejects what another one accepted contradicts it: no move, but a question.
        S.SYNTAX_ACCEPTED: _REDONE | {S.RECEIVED, S.ACCEPTED, S.FRONT_END_REJECTED},
        S.RECEIVED: _REDONE | {S.ACCEPTED, S.FRONT_END_REJECTED},
        # A clearinghouse accepts before the payer's own front end refuses.
        S.ACCEPTED: _REDONE | AT_PAYER | {S.FRONT_END_REJECTED},
        S.FRONT_END_REJECTED: _REJECTED,
        **{state: _REDONE | {S.ADJUDICATED} | AT_PAYER - {state} for state in AT_PAYER},
        S.ADJUDICATED: _REDONE | OUTCOMES | {S.REVISED, S.FORWARDED, S.PREDETERMINED},
        **{state: _AFTER_OUTCOME - {state} for state in OUTCOMES},
        S.REVISED: (_AFTER_OUTCOME | {S.ADJUDICATED}) - {S.REVISED},
        S.REVERSED: _AFTER_OUTCOME - {S.REVERSED},
        S.FORWARDED: _AFTER_OUTCOME - {S.FORWARDED},
        S.PREDETERMINED: _REDONE | OUTCOMES | {S.ADJUDICATED, S.CLOSED},
        S.APPEALED: AT_PAYER
        | OUTCOMES
        | _GIVEN_UP
        | {S.ADJUDICATED, S.REVISED, S.REVERSED, S.VOIDED},
        # A void is followed by the payer's taking back, or by billing again.
        S.VOIDED: frozenset({S.REVERSED, S.RESUBMITTED, S.CLOSED}),
        # Money that comes after the write-off is still money.
        S.WRITTEN_OFF: frozenset({S.PAID, S.PARTIALLY_PAID, S.CLOSED}),
        S.CLOSED: frozenset({S.REVERSED}),
    }
)
"""From each state, the states that evidence or a person may move it to directly."""

GIVEN_UP = _GIVEN_UP
"""States to which a person gives the claim up: nothing more is expected of it."""

REOPENINGS: MappingProxyType[State, frozenset[State]] = MappingProxyType(
    {
        given_up: frozenset(before for before in State if given_up in EDGES[before])
        for given_up in sorted(_GIVEN_UP)
    }
)
"""From each of these, the states to which a person's reopening leads back: those that lead there.

No payer's word takes these edges: what comes after a write-off or a close goes by EDGES.
"""


def may_step(before: State, after: State) -> bool:
    """Tell whether one step leads from a state to another: by evidence, or by a reopening."""
    return after in EDGES[before] or after in REOPENINGS.get(before, ())


MAIN_LINE = (
    S.SUBMITTED,
    S.SYNTAX_ACCEPTED,
    S.RECEIVED,
    S.ACCEPTED,
    S.IN_PROCESS,
    S.ADJUDICATED,
)
"""The steps that a claim takes before its outcome; missing ones among them can be inferred."""

_NEXT: MappingProxyType[State, State] = MappingProxyType(
    {
        **dict(pairwise(MAIN_LINE)),
        S.RESUBMITTED: S.SYNTAX_ACCEPTED,
        **dict.fromkeys(AT_PAYER, S.ADJUDICATED),
    }
)

ACKNOWLEDGMENT_STEPS = frozenset({S.SYNTAX_ACCEPTED, S.RECEIVED, S.ACCEPTED})
"""Steps that only a 999 or 277CA proves: a profile that holds does not let them be inferred.

IN_PROCESS and ADJUDICATED are the payer's inner steps; whoever decides has taken them, so every
profile lets them be inferred.
"""

POSITION: MappingProxyType[State, int] = MappingProxyType(
    {
        S.DRAFT: 0,
        **{state: number for number, state in enumerate(MAIN_LINE, start=1)},
        S.RESUBMITTED: MAIN_LINE.index(S.SUBMITTED) + 1,
        S.TRANSMISSION_REJECTED: MAIN_LINE.index(S.SYNTAX_ACCEPTED) + 1,
        S.FRONT_END_REJECTED: MAIN_LINE.index(S.ACCEPTED) + 1,
        **{state: MAIN_LINE.index(S.IN_PROCESS) + 1 for state in AT_PAYER},
    }
)
"""The distance of a state along the main line; states after it are not listed."""


def is_behind(target: State, current: State) -> bool:
    """Return whether `target` was passed already: evidence for it is late, not impossible."""
    return target in POSITION and POSITION[target] < POSITION.get(current, len(State))


_UNDECIDED = AT_PAYER | {S.SYNTAX_ACCEPTED, S.RECEIVED, S.ACCEPTED}


def contradicts(target: State, current: State) -> bool:
    """Tell whether an acknowledgment says the opposite of what was said about one submission.

    It rejects what was accepted and is not decided yet, or accepts what was rejected: nobody
    knows whether the payer has the claim.
    """
    if target is S.TRANSMISSION_REJECTED:
        return current in _UNDECIDED
    return (current, target) == (S.TRANSMISSION_REJECTED, S.SYNTAX_ACCEPTED)


REOPENED = OUTCOMES | {S.ADJUDICATED, S.REVISED, S.REVERSED, S.FORWARDED, S.PREDETERMINED}
"""States that yield to a state that waits for us, where that is another payer claim's state."""


def may_reopen(current: State) -> bool:
    """Tell whether another payer claim that waits for us is shown in place of the state."""
    return current in REOPENED or current in AT_PAYER


def _transition(before: State, after: State) -> Transition:
    if after in EDGES[before]:
        return Transition(TransitionKind.EDGE)
    if before is after:
        return Transition(TransitionKind.SAME)
    via: list[State] = []
    at = before
    while at in _NEXT:
        at = _NEXT[at]
        via.append(at)
        if after in EDGES[at] and not is_behind(after, at):
            return Transition(TransitionKind.INFERRABLE, tuple(via))
    return Transition(TransitionKind.REFUSED)


TRANSITIONS: MappingProxyType[tuple[State, State], Transition] = MappingProxyType(
    {(before, after): _transition(before, after) for before in State for after in State}
)
"""Total: every ordered pair of states has a cell."""
