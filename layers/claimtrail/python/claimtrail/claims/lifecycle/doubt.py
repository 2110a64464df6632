"""The doubt whether the payer has a claim: one word says so, and another that it was rejected.

Sending such a claim again may make a duplicate, so somebody asks the payer first.
"""

from collections.abc import Sequence
from typing import Protocol

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.lifecycle.states import State

CONTRADICTION = "contradiction"
"""The reason for which an acknowledgment waits that says the opposite of another one."""
IMPOSSIBLE = "impossible"
"""The reason for which a word waits that cannot follow where the claim stands."""
REJECTED = frozenset({State.TRANSMISSION_REJECTED, State.FRONT_END_REJECTED})
"""The states in which the payer is said not to have the claim."""
_OURS = frozenset({EventKind.SUBMITTED, EventKind.OUTCOME_DECIDED})
"""Evidence of our own side: it says nothing of what the payer has."""


class WaitingWord(Protocol):
    """The part of held evidence that tells a doubt."""

    @property
    def evidence(self) -> EventKind: ...  # noqa: D102 - as Held has it, here and below
    @property
    def reason(self) -> str: ...  # noqa: D102


def denies_rejection(word: WaitingWord, state: State) -> bool:
    """Tell whether a payer's word that cannot follow speaks of a claim that stands rejected."""
    return state in REJECTED and word.evidence not in _OURS and word.reason == IMPOSSIBLE


def is_in_doubt(state: State, held: Sequence[WaitingWord]) -> bool:
    """Tell whether nobody knows if the payer has the claim."""
    return any(one.reason == CONTRADICTION or denies_rejection(one, state) for one in held)
