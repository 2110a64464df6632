"""The events of a claim as they are read, no more of each partner than a claim may take.

What one partner sends about a claim uses up no other partner's share: the fold alone tells who has
authority, and whoever has none must not bring the claim to its limit.
"""

from collections import Counter

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import bytes_of


class BoundedEvents:
    """Keeps the first events of each partner's files, up to a number and to a size."""

    def __init__(self, *, most: int, in_all: int) -> None:
        """`most` of each partner are kept; after `in_all` no more are looked at."""
        self.kept: list[ClaimEvent] = []
        self.cut_sources: set[str] = set()
        """Partners of whom some were left out."""
        self.is_cut = False
        """True if there were more than `in_all`."""
        self._most, self._left = most, in_all
        self._events: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()

    def take(self, event: ClaimEvent, size: int) -> bool:
        """Keep an event or leave it out; whether to go on. `size` is its document's, in bytes."""
        self._left -= 1
        source = event.source.partner_id
        self._events[source] += 1
        self._bytes[source] += size
        if self._events[source] > self._most or self._bytes[source] > bytes_of(self._most):
            self.cut_sources.add(source)
        else:
            self.kept.append(event)
        self.is_cut = self._left < 0
        return not self.is_cut
