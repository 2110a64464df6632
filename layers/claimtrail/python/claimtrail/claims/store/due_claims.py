"""The port to claims whose word is late, for the schedule that escalates them.

A claim is listed from each version that is stored until that version is delisted. A delisted
version costs later runs nothing; the next version is listed again.

A version that is already late when it is stored is listed under the day on which it is stored, any
other under the day of its `escalate_on`. So the list of a day does not grow once the day is over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from claimtrail.claims.fold.model import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """A page of the claims that are listed under one day."""

    claims: tuple[Claim, ...]
    after: str | None
    """The token of the next page; None: this is the last."""
    is_cut: bool
    """True when a payer may have more claims than its share; a larger share has them too."""


def listed_on(claim: Claim) -> date | None:
    """Return the day under which this version is listed; None for one that waits for no word."""
    late_on = claim.escalate_on
    return max(late_on, claim.updated_at.date()) if late_on else None


class DueListing(Protocol):
    """Claims by the day on which they are listed as late, until they are delisted.

    Eventually consistent: what changed a moment ago may be missing.
    """

    def list_due(
        self, *, day: date, limit: int, per_payer: int, after: str | None = None
    ) -> DuePage:
        """Return a page of that day's claims, in an order that stays.

        Of each payer, a page holds its share of `per_payer` claims and a few at most: those of the
        other payers are reached without reading the rest.
        """
        ...

    def delist_due(self, claims: Iterable[Claim]) -> None:
        """Take these versions off the list; a claim that has moved on meanwhile stays listed."""
        ...
