"""DynamoDB: `Listings` by the indexes of the claim table, which hold keys only."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import chain, islice
from math import ceil

from claimtrail.aws.claims import batch_keys, index_keys, keys
from claimtrail.aws.claims.indexes import BY_DUE, BY_SUBMITTED
from claimtrail.aws.claims.items import ClaimTableItems
from claimtrail.aws.core.dynamo.indexes import BY_STATE
from claimtrail.aws.core.dynamo.items import Item, Key, document_of, key_of
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.batch_model import BatchResult
from claimtrail.claims.matching.model import Match, MatchVerdict
from claimtrail.claims.store import documents
from claimtrail.kernel.at_once import read_each

_SPARE = 4
"""Keys beyond twice its share that are read of each partition at first: few are asked again."""


class ListingItems(ClaimTableItems):
    """`Listings` over the claim table.

    An index follows the table after a moment, so what is read under the keys is checked again: a
    claim that has moved on meanwhile is left out.
    """

    def list_claims(
        self, *, payer_id: str, state: State | None, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Return claims of a payer by state, oldest first, and the token of the next page."""
        between = index_keys.state_bounds(state, after=after)
        shards = [
            self._table.query_index(
                BY_STATE,
                index_keys.state_partition(payer_id, shard),
                between=between,
                limit=limit + 1,
            )
            for shard in range(index_keys.STATE_SHARDS)
        ]
        claims, token = self._page(shards, order=BY_STATE.sort_key, limit=limit)
        listed = [
            claim
            for claim in claims
            if claim.payer_id == payer_id and (state is None or claim.state is state)
        ]
        return sorted(listed, key=index_keys.state_order_of), token

    def walk_claims(
        self, *, payer_ids: Sequence[str], states: Collection[State], after: str, at_once: int
    ) -> Iterator[Claim]:
        """Yield the claims of payers in some states after a place, in its order.

        Keys are merged, and claims are read of those alone that come next.
        """
        places = [
            index_keys.state_partition(payer_id, shard)
            for payer_id in payer_ids
            for shard in range(index_keys.STATE_SHARDS)
        ]
        bounds = index_keys.bounds_after(states, after)
        fair = 2 * ceil(at_once / max(len(places), 1)) + _SPARE
        streams = [self._keys_between(place, bounds, at_a_time=fair) for place in places]
        merged = merge(*_begun(streams), key=lambda item: item[BY_STATE.sort_key]["S"])
        yield from self._in_order(merged, payer_ids, states, at_once=at_once)

    def _keys_between(
        self, partition: str, bounds: Sequence[tuple[str, str]], *, at_a_time: int
    ) -> Iterator[Item]:
        for between in bounds:
            yield from self._table.query_index(
                BY_STATE, partition, between=between, at_a_time=at_a_time
            )

    def _in_order(
        self,
        listed: Iterator[Item],
        payer_ids: Collection[str],
        states: Collection[State],
        *,
        at_once: int,
    ) -> Iterator[Claim]:
        """Yield the claims of keys in their order, so many at a time."""
        while some := list(islice(listed, at_once)):
            found = sorted(self._claims(some), key=index_keys.state_order_of)
            yield from (
                claim
                for claim in found
                if claim.payer_id in payer_ids and (not states or claim.state in states)
            )

    def list_submitted(
        self, *, payer_id: str, day: date, limit: int, after: str | None = None
    ) -> tuple[list[Claim], str | None]:
        """Return a payer's claims of a day of submission, and the token of the next page."""
        shards = [
            self._table.query_index(
                BY_SUBMITTED,
                index_keys.submitted_partition(payer_id, day, shard),
                after=after,
                limit=limit + 1,
            )
            for shard in range(index_keys.SUBMITTED_SHARDS)
        ]
        claims, token = self._page(shards, order=BY_SUBMITTED.sort_key, limit=limit)
        listed = [claim for claim in claims if claim.submitted_on == day]
        return sorted(listed, key=lambda claim: claim.claim_id), token

    def _page(
        self, shards: list[Iterator[Item]], *, order: str, limit: int
    ) -> tuple[list[Claim], str | None]:
        """Return the first claims of all shards by the index's sort key.

        With the sort key of the last of them, if there are more.
        """
        merged = merge(*shards, key=lambda item: item[order]["S"])
        found = list(islice(merged, limit + 1))
        token = found[limit - 1][order]["S"] if len(found) > limit else None
        return self._claims(found[:limit]), token

    def list_waiting(self, *, day: date, limit: int) -> list[Claim]:
        """Return claims whose held evidence next becomes an exception on that day."""
        shards = range(index_keys.DUE_SHARDS)
        found = self._due(
            (index_keys.waiting_partition(day, shard) for shard in shards), limit=limit
        )
        return _by_id(claim for claim in found if claim.overdue_next_on == day)

    def _due(self, partitions: Iterable[str], *, limit: int) -> list[Claim]:
        order = BY_DUE.sort_key
        shards = [
            self._table.query_index(BY_DUE, partition, limit=limit) for partition in partitions
        ]
        return self._claims(islice(merge(*shards, key=lambda item: item[order]["S"]), limit))

    def list_exceptions(self, *, payer_id: str, limit: int) -> list[Claim]:
        """Return a payer's claims with something that needs review, the oldest exception first."""
        partition = index_keys.exceptions_partition(payer_id)
        claims = self._claims(self._table.query_index(BY_STATE, partition, limit=limit))
        theirs = (claim for claim in claims if claim.payer_id == payer_id)
        return sorted(filter(_has_exceptions, theirs), key=index_keys.exception_order_of)

    def list_unmatched(self, *, payer_id: str, limit: int) -> list[Match]:
        """Return a payer's doubtful matches."""
        partition = index_keys.unmatched_partition(payer_id)
        found = self._table.query_index(BY_STATE, partition, limit=limit)
        texts = [self._document(key_of(item)) for item in found]
        matches = [documents.load_match(text) for text in texts if text]
        return [one for one in matches if one.verdict is MatchVerdict.DOUBTFUL]

    def list_batch_exceptions(self, *, payer_id: str, limit: int) -> list[BatchResult]:
        """Return a payer's batch results that are exceptions, the oldest first."""
        partition = batch_keys.exceptions_partition(payer_id)
        listed = self._table.query_index(BY_STATE, partition, limit=limit)
        texts = self._read(key_of(item) for item in listed)
        found = [documents.load_batch_result(text) for text in texts]
        return sorted((one for one in found if one.reason), key=batch_keys.exception_order_of)

    def _claims(self, listed: Iterable[Item]) -> list[Claim]:
        wanted = dict.fromkeys((item["pk"]["S"], keys.CLAIM) for item in listed)
        return [documents.load_change(text).claim for text in self._read(wanted)]

    def _read(self, wanted: Iterable[Key]) -> Iterator[str]:
        return map(document_of, self._table.read_each(wanted, is_consistent=True))


def _by_id(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: claim.claim_id)


def _has_exceptions(claim: Claim) -> bool:
    return claim.exception_since is not None


def _begun(streams: Sequence[Iterator[Item]]) -> list[Iterator[Item]]:
    """Return the streams, their first pages read side by side."""
    firsts = read_each(streams, lambda stream: list(islice(stream, 1)))
    return [chain(first, rest) for first, rest in zip(firsts, streams, strict=True)]
