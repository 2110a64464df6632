"""DynamoDB: `MatchStore`, match keys with who bears or awaits them, decisions and links."""

from collections.abc import Iterable, Mapping

from claimtrail.aws.claims import index_keys, keys
from claimtrail.aws.claims.event_items import EventItems
from claimtrail.aws.core.dynamo.conditions import (
    ABSENT,
    TransactionRefusedError,
    equal,
)
from claimtrail.aws.core.dynamo.items import VERSION, key_item, with_document
from claimtrail.claims.facts.limits import AWAITING_CLAIMS, BEARERS
from claimtrail.claims.matching.model import Match, MatchVerdict
from claimtrail.claims.store import documents
from claimtrail.claims.store.conflicts import match_conflict


class MatchItems(EventItems):
    """`MatchStore` over the claim table."""

    def append_match_keys(
        self, claim_id: str, match_keys: tuple[str, ...], *, awaiting_match: bool = False
    ) -> None:
        """Let the claim be found by these keys: the same items, however often."""
        self._put_match_keys(((key, claim_id) for key in match_keys), awaiting_match=awaiting_match)

    def introduce(self, bearing: Mapping[str, Iterable[str]]) -> set[str]:
        """Let claims be found by their keys; afterwards return the keys that are awaited."""
        named = {(key, claim_id) for claim_id, borne in bearing.items() for key in borne}
        self._put_match_keys(sorted(named), awaiting_match=False)
        return self.awaited_among(key for key, _ in named)

    def awaited_among(self, match_keys: Iterable[str]) -> set[str]:
        """Return the keys that are awaited."""
        places = {keys.awaited(key): key for key in match_keys}
        return {places[found] for found in self._table.known_among(places, is_consistent=True)}

    def _put_match_keys(self, named: Iterable[tuple[str, str]], *, awaiting_match: bool) -> None:
        """Put keys with the claims that bear them."""
        self._table.put_each(
            key_item((keys.match_key_partition(key), sort))
            for key, claim_id in named
            for sort in keys.match_key_sorts(claim_id, awaiting_match=awaiting_match)
        )

    def claims_bearing(self, match_key: str) -> list[str]:
        """Return the claims that bear a key."""
        return self._named(match_key, keys.CLAIM_PREFIX, most=BEARERS + 2)

    def claims_awaiting(self, match_key: str) -> list[str]:
        """Return the partitions that await another by a key, or did once."""
        return self._named(match_key, keys.AWAITING_PREFIX, most=AWAITING_CLAIMS + 2)

    def _named(self, match_key: str, prefix: str, *, most: int) -> list[str]:
        partition = keys.match_key_partition(match_key)
        found = self._table.query(partition, prefix=prefix, limit=most)
        return [item["sk"]["S"].removeprefix(prefix) for item in found]

    def find_match(self, claim_id: str) -> Match | None:
        """Return the decision about a waiting partition."""
        text = self._document((keys.claim_partition(claim_id), keys.MATCH))
        return documents.load_match(text) if text else None

    def save_match(self, match: Match, *, previous: Match | None) -> None:
        """Store a decision and its link in one transaction.

        Raises ConflictError when another decision is stored.
        """
        text = documents.dump_match(match)
        values: dict[str, str | int | bool] = {VERSION: match.version}
        if match.verdict is MatchVerdict.DOUBTFUL:
            values["state_pk"] = index_keys.unmatched_partition(match.payer_id)
            values["state_sk"] = match.claim_id
        decision = with_document((keys.claim_partition(match.claim_id), keys.MATCH), text, **values)
        stands = equal(**{VERSION: previous.version}) if previous else ABSENT
        writes = [self._table.putting(decision, stands)]
        if match.target:
            link = keys.link_key(match.target, match.claim_id)
            writes.append(self._table.putting(with_document(link, text)))
        former = previous.target if previous else ""
        if former and former != match.target:
            writes.append(self._table.deleting(keys.link_key(former, match.claim_id)))
        try:
            self._table.transact(writes)
        except TransactionRefusedError as error:
            if error.is_conflict:
                raise match_conflict(match) from None
            raise

    def links_of(self, claim_id: str) -> list[Match]:
        """Return the decisions by which a claim has evidence of other partitions."""
        found = self._documents(keys.claim_partition(claim_id), keys.LINK_PREFIX)
        return [documents.load_match(text) for text in found]
