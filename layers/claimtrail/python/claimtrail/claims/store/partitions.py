"""A claim's partition as one read returns it, bounded for each partner.

What one partner sends about a claim uses up no other partner's share: the fold alone tells who has
authority, and whoever has none must not bring the claim to its limit.
"""

from collections import Counter
from dataclasses import dataclass

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import bytes_of
from claimtrail.claims.matching.model import Match
from claimtrail.claims.store.changes import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The content of a claim's partition, by one read."""

    change: Change | None
    """The last one; None when the claim was never projected."""
    match: Match | None
    """The decision about a waiting partition."""
    links: tuple[Match, ...]
    """By which decisions the claim has evidence of other partitions."""
    events: tuple[ClaimEvent, ...]
    """In no promised order."""
    is_cut: bool = False
    """True if there are more events than were asked for in all, and links that were not read."""
    cut_sources: tuple[str, ...] = ()
    """Partners with more events than were asked for of each."""


class BoundedEvents:
    """Keeps the first events of each partner's files, up to a number and to a size."""

    def __init__(self, *, most: int, in_all: int) -> None:
        """`most` of each partner are kept; after `in_all` no more are looked at."""
        self.kept: list[ClaimEvent] = []
        self.cut_sources: set[str] = set()
        """Partners with events that were left out."""
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
