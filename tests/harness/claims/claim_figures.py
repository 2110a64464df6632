"""Figures as claims add up to them, to hold kept figures against."""

from collections.abc import Iterable

from claimtrail.analytics.figures.counting import contribution_of_claim
from claimtrail.analytics.figures.rows import RowRange, Rows, summed, without_zeros
from claimtrail.claims.fold.model import Claim

EVERY_ROW = (RowRange("!", "~"),)


def rows_of(claims: Iterable[Claim]) -> Rows:
    """Return the rows that claims add up to; counters that come to nothing are left out."""
    return without_zeros(summed(one.rows for one in map(contribution_of_claim, claims) if one))
