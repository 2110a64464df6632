"""A payer's decisions that disagree with the meaning that a person gives to one of its words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.fold.claim_parts import LifecycleStep
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.lifecycle.status_categories import CATEGORIES

_PAYERS = frozenset({EventKind.STATUS_REPORTED, EventKind.REMITTED})
_PAID, _DENIED, _NOTHING = "paid", "denied", "nothing to pay"
_DECIDED: Mapping[State, str] = MappingProxyType(
    {
        State.ADJUDICATED: _PAID,
        State.PAID: _PAID,
        State.PATIENT_RESPONSIBILITY: _PAID,
        State.DENIED: _DENIED,
        State.FINAL_NO_PAYMENT: _NOTHING,
    }
)
"""The payer's decision by the state to which its word led; a claim paid in part fits any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisagreeingWord:
    """A payer's own decision about a claim that bears a word of another meaning."""

    claim_id: str
    state: State
    on: date
    codes: tuple[str, ...]


def disagreeing_words(claims: Iterable[Claim], *, means: str) -> Iterator[DisagreeingWord]:
    """Yield the payers' last own decisions that say something else than the category `means`."""
    category = CATEGORIES.get(means)
    wanted = _DECIDED.get(category.state) if category and category.state else None
    for claim in claims if wanted else ():
        step = _last_of_payer(claim)
        said = _DECIDED.get(step.after) if step else None
        if step and said and said != wanted:
            yield DisagreeingWord(
                claim_id=claim.claim_id, state=step.after, on=step.effective_on, codes=step.codes
            )


def _last_of_payer(claim: Claim) -> LifecycleStep | None:
    own = (step for step in reversed(claim.steps) if step.evidence in _PAYERS)
    return next(own, None)
