"""In-memory twins of the figures' ports, with the number of items that were read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Lock

from claimtrail.analytics.figures.counting import Contribution
from claimtrail.analytics.figures.ports import SHARDS, FigureHead, RowsRead, ShardSums
from claimtrail.analytics.figures.rows import RowRange, changes_between, summed, without_zeros
from claimtrail.claims.fold.model import Claim
from claimtrail.kernel.clock import Clock, utc_now
from tests.twins.claims import MemoryClaimStore

Counters = dict[str, int]


class FigureQueue:
    """The queue of claims that changed, kept as a list of messages."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def defer_all(self, messages: Iterable[str]) -> None:
        """Keep the messages."""
        self.messages += messages


class MemoryFigureStore:
    """Keeps counters and contributions in dictionaries, by shard and generation."""

    def __init__(
        self, clock: Clock = utc_now, *, checkpoint: Callable[[str], None] = lambda _: None
    ) -> None:
        self._clock = clock
        self._checkpoint = checkpoint
        self._heads = {shard: FigureHead(shard=shard) for shard in range(SHARDS)}
        self._transaction = Lock()
        """Threads of a test write at the same time."""
        self.rows: dict[tuple[int, int], dict[str, Counters]] = {}
        self.counted: dict[tuple[int, int], dict[str, Contribution]] = {}

    def apply(self, contributions: Iterable[Contribution]) -> int:
        """Put contributions in place of older ones; one by one, each whole or not at all."""
        return sum(map(self._put, contributions))

    def read(self, ranges: Sequence[RowRange]) -> RowsRead:
        """Return the sums of the rows within ranges over all shards."""
        heads = self.heads()
        found = [
            {key: counters}
            for head in heads
            for each in ranges
            for key, counters in self._rows(head.shard, head.reading).items()
            if key in each
        ]
        times = [head.counted_at for head in heads if head.counted_at]
        return RowsRead(
            rows=without_zeros(summed(found)),
            items=len(heads) + len(found),
            counted_at=max(times, default=None),
            is_rebuilding=any(head.is_rebuilding for head in heads),
        )

    def contribution_of(self, subject_id: str) -> Contribution | None:
        """Return what is counted of a subject."""
        shard = _shard_of(subject_id)
        return self._counted(shard, self._heads[shard].writing).get(subject_id)

    def row(self, key: str) -> Counters:
        """Return a row of the first shard, as it is stored."""
        return self._rows(0, self._heads[0].writing).get(key, {})

    def contributions(self, shard: int) -> Iterator[Contribution]:
        """Yield what a shard has counted."""
        yield from list(self._counted(shard, self._heads[shard].writing).values())

    def sums_of(self, shard: int) -> ShardSums | None:
        """Return a shard's sums, if it was not written while they were read."""
        before = self._heads[shard]
        contributed = summed(one.rows for one in self.contributions(shard))
        stored = without_zeros(self._rows(shard, before.writing))
        self._checkpoint("while a shard is read")
        if self._heads[shard] != before:
            return None
        return ShardSums(shard=shard, stored=stored, contributed=contributed)

    def heads(self) -> list[FigureHead]:
        """Return the shards, by number."""
        return list(self._heads.values())

    def begin_generation(self) -> None:
        """Let all shards write a generation that none of them has written."""
        generation = max(head.writing for head in self.heads()) + 1
        for head in self.heads():
            self._set(replace(head, writing=generation))

    def show_generation(self) -> None:
        """Let pages read what is written, and forget the generations before."""
        for head in self.heads():
            self._set(replace(head, reading=head.writing))
            for kept in (self.rows, self.counted):
                for key in [key for key in kept if key[0] == head.shard and key[1] < head.writing]:
                    del kept[key]

    def _put(self, contribution: Contribution) -> bool:
        shard = _shard_of(contribution.subject_id)
        self._checkpoint("before a contribution")
        with self._transaction:
            if not self._replace(shard, contribution):
                return False
        self._checkpoint("after a contribution")
        return True

    def _replace(self, shard: int, contribution: Contribution) -> bool:
        head = self._heads[shard]
        counted = self._counted(shard, head.writing)
        stored = counted.get(contribution.subject_id)
        if not contribution.replaces(stored):
            return False
        rows = self._rows(shard, head.writing)
        changes = changes_between(stored.rows if stored else {}, contribution.rows)
        for key, changed in changes.items():
            row = rows.setdefault(key, {})
            for name, number in changed.items():
                row[name] = row.get(name, 0) + number
        counted[contribution.subject_id] = contribution
        self._set(replace(head, counted_at=self._clock()))
        return True

    def _set(self, head: FigureHead) -> None:
        self._heads[head.shard] = replace(head, sequence=head.sequence + 1)

    def _rows(self, shard: int, generation: int) -> dict[str, Counters]:
        return self.rows.setdefault((shard, generation), {})

    def _counted(self, shard: int, generation: int) -> dict[str, Contribution]:
        return self.counted.setdefault((shard, generation), {})


def _shard_of(subject_id: str) -> int:
    return sum(subject_id.encode()) % SHARDS


class MemoryCurrentClaims:
    """Claims as a store in memory has them now."""

    def __init__(self, store: MemoryClaimStore) -> None:
        self._store = store

    def current(self, claim_ids: Iterable[str]) -> Iterator[Claim]:
        """Yield the claims that there are."""
        return self._store.claims_now(claim_ids)


class GivenClaims:
    """Claims that a test gives, whole."""

    def __init__(self, *claims: Claim) -> None:
        self.claims = {claim.claim_id: claim for claim in claims}

    def give(self, *claims: Claim) -> None:
        """Put claims in place of those of the same ids."""
        self.claims |= {claim.claim_id: claim for claim in claims}

    def current(self, claim_ids: Iterable[str]) -> Iterator[Claim]:
        """Yield the claims that there are."""
        return (self.claims[one] for one in claim_ids if one in self.claims)
