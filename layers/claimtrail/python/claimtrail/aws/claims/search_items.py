"""DynamoDB: `SearchIndex`, keyed hashes of what people search for, each with its claims.

A key is a hash, so nothing readable is in the table's keys. One search reads SEARCH_SHARDS
partitions. An item is one write unit, and five to seven are written for a claim in all.
"""

from collections.abc import Iterable, Mapping
from itertools import chain, islice

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.items import ClaimTableItems
from claimtrail.aws.core.dynamo.items import key_item


class SearchItems(ClaimTableItems):
    """`SearchIndex` over the claim table."""

    def append_search_keys(self, found_by: Mapping[str, Iterable[str]]) -> None:
        """Let each claim be found by its keys: the same items, however often."""
        places = {
            keys.search_place(key, claim_id)
            for claim_id, wanted in found_by.items()
            for key in wanted
        }
        self._table.put_each(map(key_item, sorted(places)))

    def claims_found_by(self, search_key: str, *, limit: int) -> list[str]:
        """Return the claims that a key finds."""
        found = chain.from_iterable(
            self._table.query(
                keys.search_partition(search_key, shard),
                prefix=keys.search_prefix(search_key),
                limit=limit,
            )
            for shard in range(keys.SEARCH_SHARDS)
        )
        named = (keys.found_claim(item["sk"]["S"]) for item in islice(found, limit))
        return list(dict.fromkeys(named))
