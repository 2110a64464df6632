"""DynamoDB: `DueListing` by the index `by_due`, which a delisted claim's item leaves.

The list is part of the claim's own item: each version that is stored is put with its place in the
index. Delisting removes the place while that version is stored, and leaves a mark; relisting puts
it back. The stream knows by the mark that the claim is the same (`stream.py`); the next version is
put without it.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from math import ceil
from typing import NamedTuple

from claimtrail.aws.claims import index_keys, keys
from claimtrail.aws.claims.indexes import BY_DUE
from claimtrail.aws.claims.items import ClaimTableItems
from claimtrail.aws.core.dynamo.conditions import equal
from claimtrail.aws.core.dynamo.items import VERSION, Item, Value, attributes, document_of
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store import documents
from claimtrail.claims.store.due_claims import DuePage, listed_on

DELISTED = "due_delisted"
"""The mark of a claim's item whose place in the list changed after its version was stored."""
_DELISTS_AT_ONCE = 8
"""Fewer than the connections of a client: ten."""


class _Position(NamedTuple):
    """The place in a day's partitions up to which keys were read."""

    shard: int = 0
    order: str | None = None

    @classmethod
    def of(cls, token: str | None) -> "_Position":
        shard, _, order = (token or "0").partition(" ")
        return cls(int(shard), order or None)

    @property
    def token(self) -> str | None:
        """Return the token of the next page; None behind the last partition."""
        if self.shard >= index_keys.DUE_SHARDS:
            return None
        return f"{self.shard} {self.order or ''}"


class _Keys:
    """Keys of a day, partition by partition, with each payer's share of each of them."""

    def __init__(self, position: _Position, *, limit: int, share: int) -> None:
        self.position = position
        self.found: list[Item] = []
        self.is_cut = False
        self._limit, self._share = limit, share

    @property
    def wanted(self) -> int:
        """Return how many keys are read next; none when the page or the day is at its end."""
        has_more = self.position.shard < index_keys.DUE_SHARDS
        return min(self._share, self._limit - len(self.found)) * has_more

    def take(self, read: list[Item], *, wanted: int) -> None:
        """Take keys that were read, and go on: behind them, behind their payer, to the next."""
        self.found += read
        shard, _ = self.position
        if len(read) < wanted:
            self.position = _Position(shard + 1)
            return
        last = _order(read[-1])
        is_share = wanted == self._share and _payer(read[0]) == index_keys.payer_of_due(last)
        self.is_cut |= is_share
        self.position = _Position(shard, index_keys.past_payer(last) if is_share else last)


class DueItems(ClaimTableItems):
    """`DueListing` over the claim table."""

    def list_due(
        self, *, day: date, limit: int, per_payer: int, after: str | None = None
    ) -> DuePage:
        """Return a page of the claims that are listed under that day and not delisted."""
        listed = _Keys(
            _Position.of(after), limit=limit, share=ceil(per_payer / index_keys.DUE_SHARDS)
        )
        while wanted := listed.wanted:
            shard, order = listed.position
            partition = index_keys.due_partition(day, shard)
            read = self._table.query_index(BY_DUE, partition, after=order, limit=wanted)
            listed.take(list(read), wanted=wanted)
        return DuePage(
            claims=tuple(self._still_due(listed.found, day)),
            after=listed.position.token,
            is_cut=listed.is_cut,
        )

    def _still_due(self, listed: list[Item], day: date) -> Iterator[Claim]:
        """Yield the listed claims as they are now, in the order of the list."""
        wanted = [(item["pk"]["S"], keys.CLAIM) for item in listed]
        items = self._table.read_each(wanted, is_consistent=True)
        found = {item["pk"]["S"]: item for item in items if BY_DUE.partition_key in item}
        for partition, _ in wanted:
            item = found.get(partition)
            claim = documents.load_change(document_of(item)).claim if item else None
            if claim and day in {listed_on(claim), claim.escalate_on}:
                yield claim

    def delist_due(self, claims: Iterable[Claim]) -> None:
        """Take these versions off the list, some at a time."""
        with ThreadPoolExecutor(max_workers=_DELISTS_AT_ONCE) as pool:
            list(pool.map(self._delist, claims))

    def relist_due(self, claim_id: str) -> None:
        """List the stored version again, if it was delisted; a next version is listed anyway."""
        item = self._table.get((keys.claim_partition(claim_id), keys.CLAIM))
        if item is None or DELISTED not in item:
            return
        claim = documents.load_change(document_of(item)).claim
        places = due_places(claim)
        puts = ", ".join(f"{name} = :{name}" for name in places)
        if places:
            values = {f":{name}": value for name, value in places.items()}
            self._replace(claim, f"SET {puts}", **values)

    def _delist(self, claim: Claim) -> None:
        gone = f"{BY_DUE.partition_key}, {BY_DUE.sort_key}"
        self._replace(claim, f"REMOVE {gone} SET {DELISTED} = :mark", **{":mark": True})

    def _replace(self, claim: Claim, expression: str, **values: Value) -> None:
        """Update the claim's place in the list while the same version is stored."""
        key = (keys.claim_partition(claim.claim_id), keys.CLAIM)
        is_same = equal(**{VERSION: claim.version})
        self._table.update_if(key, expression, is_same, values=attributes(values))


def due_places(claim: Claim) -> dict[str, Value]:
    """Return the place in the list with which each version is put; empty for a claim without."""
    day = listed_on(claim)
    if day is None:
        return {}
    return {
        BY_DUE.partition_key: index_keys.due_partition_of(day, claim.claim_id),
        BY_DUE.sort_key: index_keys.due_order(claim.payer_id, claim.claim_id),
    }


def _order(item: Item) -> str:
    order: str = item[BY_DUE.sort_key]["S"]
    return order


def _payer(item: Item) -> str:
    return index_keys.payer_of_due(_order(item))
