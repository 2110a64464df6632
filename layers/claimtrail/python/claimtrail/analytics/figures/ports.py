"""Ports of figures: the counters with what was counted, and the claims and tickets to count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from claimtrail.analytics.figures.counting import Contribution
from claimtrail.analytics.figures.rows import RowRange, Rows
from claimtrail.claims.fold.model import Claim
from claimtrail.tickets.model import Ticket

SHARDS = 1
"""The parts in which counters are kept. Each writes rows of its own for claims that moved alike,
and a page reads those of all, so one is the cheapest; it takes some 1,500 claims a second, and the
queue has two workers. Fixed: a subject's part follows from its id, and must not change while it is
counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureHead:
    """The state of one shard of the figures."""

    shard: int
    writing: int = 1
    """The generation into which changes are counted."""
    reading: int = 1
    """The generation that pages show; an older one while claims are counted again."""
    sequence: int = 0
    """Grows with each write."""
    counted_at: datetime | None = None
    """The time of the last write; None before the first."""

    @property
    def is_rebuilding(self) -> bool:
        """Return whether claims are being counted again."""
        return self.writing != self.reading


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsRead:
    """The sums over all shards of the rows in some ranges."""

    rows: Rows
    items: int
    """Stored items that were read for it."""
    counted_at: datetime | None
    is_rebuilding: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardSums:
    """The counters of a shard as they are stored, and as its contributions add up."""

    shard: int
    stored: Rows
    contributed: Rows


class FigureReader(Protocol):
    """Sums of counters, for pages and commands."""

    def read(self, ranges: Sequence[RowRange]) -> RowsRead:
        """Return the sums of the rows within ranges. Rows may be of two moments a second apart."""
        ...


class FigureStore(FigureReader, Protocol):
    """Counters, and the contribution of each claim and ticket to them."""

    def apply(self, contributions: Iterable[Contribution]) -> int:
        """Put contributions in place of older ones, and change the counters by the difference.

        Both happen together or not at all. A contribution that is not newer than the stored one
        changes nothing. Return how many were put.
        """
        ...

    def contributions(self, shard: int) -> Iterator[Contribution]:
        """Yield what was counted, of the generation that is written."""
        ...

    def sums_of(self, shard: int) -> ShardSums | None:
        """Return a shard's sums of one moment; None when it was written meanwhile."""
        ...

    def heads(self) -> list[FigureHead]:
        """Return the shards, strongly consistent, by number."""
        ...

    def begin_generation(self) -> None:
        """Count changes into an empty generation from now on; pages show the one before."""
        ...

    def show_generation(self) -> None:
        """Let pages show the generation that is written, and remove those before."""
        ...


class CurrentClaims(Protocol):
    """Claims as they are stored now."""

    def current(self, claim_ids: Iterable[str]) -> Iterator[Claim]:
        """Yield the claims that there are, strongly consistent, in no promised order."""
        ...


class CurrentTickets(Protocol):
    """Tickets as they are stored now."""

    def get(self, ticket_id: str) -> Ticket | None:
        """Return the ticket, strongly consistent; None when there is none."""
        ...
