"""The port to claims whose word is late, for the schedule that escalates them.

A claim is listed under the day of its `escalate_on` from each version that is stored until that
version is delisted. A delisted version costs later runs nothing; the next version is listed again.
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


class DueListing(Protocol):
    """Claims by the day on which they escalate, until they are delisted.

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
