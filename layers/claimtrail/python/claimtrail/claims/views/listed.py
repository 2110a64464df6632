"""Claims in lists: the figures of a row as of one day, and the orders that go by them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.adjustments import DENIAL_CATEGORIES
from claimtrail.claims.lifecycle.next_actions import next_action
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.aging import ClaimAging, aging_of
from claimtrail.claims.views.head import expected_beside
from claimtrail.partners.fields import Deadlines

_LATE = date.max
"""In place of a deadline that there is none of: such claims come last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedClaim:
    """A claim with the figures of its row, as of one day."""

    claim: Claim
    age_days: int
    """Since its current submission; since its first fact where no 837 copy has come."""
    state_days: int
    """Since it came into its state."""
    aging: ClaimAging
    deadline: date | None
    """The last day of what a person does next, else the day by which the next word is due."""
    denial_category: str
    """The kind of the first denial code that has one: `medical necessity`; empty without any."""
    late_word: str
    """The word of another that is late, as `ExpectedWord` has it; empty while none is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of the list."""

    words: str
    key: Callable[[ListedClaim], Any]


def listed_claim(
    claim: Claim, *, deadlines: Callable[[Claim], Deadlines], today: date
) -> ListedClaim:
    """Return a claim with its figures; `deadlines` gives those of its payer."""
    aging = aging_of(claim, today=today)
    action = next_action(claim, deadlines(claim), today=today)
    awaited = expected_beside(action, claim)
    return ListedClaim(
        claim=claim,
        age_days=aging.since_submission,
        state_days=aging.since_movement,
        aging=aging,
        denial_category=_denial_category(claim),
        late_word=_late_word(claim, today),
        deadline=(action and action.deadline) or (awaited and awaited.due_on) or None,
    )


def _late_word(claim: Claim, today: date) -> str:
    awaited = claim.expectation
    if awaited and claim.state is State.DRAFT:
        # Its exception is the work, from this very day on: no escalation of the payer's.
        return awaited.word if awaited.due_on <= today else ""
    is_late = claim.escalate_on is not None and claim.escalate_on <= today
    return awaited.word if awaited and is_late else ""


def _denial_category(claim: Claim) -> str:
    found = (DENIAL_CATEGORIES.get(code.partition("-")[2]) for code in claim.denial_codes)
    return next(filter(None, found), "")


ORDERS: Mapping[str, Order] = MappingProxyType(
    {
        "amount": Order(
            words="largest charge first",
            key=lambda one: (-one.claim.charge_cents, -one.age_days, one.claim.claim_id),
        ),
        "age": Order(
            words="longest since submission first",
            key=lambda one: (-one.age_days, -one.claim.charge_cents, one.claim.claim_id),
        ),
        "since": Order(
            words="longest in its state first",
            key=lambda one: (-one.state_days, -one.claim.charge_cents, one.claim.claim_id),
        ),
        "deadline": Order(
            words="earliest deadline first",
            key=lambda one: (
                one.deadline or _LATE,
                -one.claim.charge_cents,
                one.claim.claim_id,
            ),
        ),
    }
)
"""By the word of `--sort`, and of `order` in an address."""
