"""The orders in which `claimtrail claims` lists claims, and the figures that they go by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.next_actions import next_action
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
    deadline: date | None
    """The last day of what a person does next, else the day by which the next word is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of the list."""

    words: str
    key: Callable[[ListedClaim], Any]


def listed_claim(
    claim: Claim, *, deadlines: Callable[[str], Deadlines], today: date
) -> ListedClaim:
    """Return a claim with its figures; `deadlines` gives those of a payer."""
    first = claim.submitted_on or (claim.steps[0].effective_on if claim.steps else None)
    action = next_action(claim, deadlines(claim.payer_id), today=today)
    awaited = claim.expectation
    return ListedClaim(
        claim=claim,
        age_days=(today - (first or claim.state_since)).days,
        state_days=(today - claim.state_since).days,
        deadline=(action and action.deadline) or (awaited and awaited.due_on) or None,
    )


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
"""By the word of `--sort`."""
