"""Counting what a file holds against the table of limits."""

from collections import Counter

from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.limits import LIMITS, Counted


class Tally:
    """Counts the things of one file, or of one set."""

    def __init__(self) -> None:
        self._counts: Counter[Counted] = Counter()
        self.passed: FindingCode | None = None
        """The finding of the first limit that is passed."""

    def restart(self, *counted: Counted) -> None:
        """Count these things from none again."""
        for each in counted:
            del self._counts[each]

    def add(self, counted: Counted) -> None:
        """Count one more of a thing."""
        count = self._counts[counted] = self._counts[counted] + 1
        limit = LIMITS[counted]
        if count > limit.most and self.passed is None:
            self.passed = limit.finding
