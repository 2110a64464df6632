"""DynamoDB: what partitions seek or bear, the decisions about them, and those of people."""

from collections.abc import Iterator
from itertools import islice

from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.transactions import TransactWrite

from claimtrail.aws.claims.models import (
    ClaimItem,
    connection_of,
    document_of,
    is_conflict,
    with_document,
)
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.limits import AWAITING_CLAIMS, BEARERS
from claimtrail.claims.matching.rules import Match, MatchVerdict
from claimtrail.claims.store import documents, keys
from claimtrail.claims.store.conflicts import decision_conflict, match_conflict


class MatchItems:
    """The part of `ClaimStore` by which partitions are brought together, and its reads by key."""

    _item: type[ClaimItem]

    def append_decision(self, event: ClaimEvent) -> None:
        """Store what a person decided. Raises ConflictError when the event's id is taken."""
        item = self._item(keys.claim_partition(event.claim_id), keys.event(event.event_id))
        try:
            with_document(item, documents.dump_event(event)).save(
                condition=self._item.pk.does_not_exist()
            )
        except PutError as error:
            if is_conflict(error):
                raise decision_conflict(event) from None
            raise

    def claims_bearing(self, match_key: str) -> list[str]:
        """Return the claims that bear a key."""
        return self._match_keys(match_key, keys.CLAIM_PREFIX, most=BEARERS + 2)

    def claims_awaiting(self, match_key: str) -> list[str]:
        """Return the partitions that seek another by a key, or did once."""
        return self._match_keys(match_key, keys.AWAITING_PREFIX, most=AWAITING_CLAIMS + 2)

    def _match_keys(self, match_key: str, prefix: str, *, most: int) -> list[str]:
        partition = keys.match_key_partition(match_key)
        found = self._item.query(
            partition, self._item.sk.startswith(prefix), consistent_read=True, limit=most
        )
        return [item.sk.removeprefix(prefix) for item in found]

    def find_match(self, claim_id: str) -> Match | None:
        """Return the decision about a waiting partition."""
        text = self._document((keys.claim_partition(claim_id), keys.MATCH))
        return documents.load_match(text) if text else None

    def save_match(self, match: Match, *, previous: Match | None) -> None:
        """Store a decision and its link in one transaction.

        Raises ConflictError when another decision is stored.
        """
        decision = self._item(
            keys.claim_partition(match.claim_id), keys.MATCH, version=match.version
        )
        if match.verdict is MatchVerdict.DOUBTFUL:
            decision.state_pk = keys.unmatched_partition(match.payer_id)
            decision.state_sk = match.claim_id
        text = documents.dump_match(match)
        with_document(decision, text)
        stands = (
            self._item.version == previous.version if previous else self._item.pk.does_not_exist()
        )
        former = previous.target if previous else ""
        try:
            with TransactWrite(connection=connection_of(self._item)) as transaction:
                transaction.save(decision, condition=stands)
                if match.target:
                    link = self._link_item(match.target, match.claim_id)
                    transaction.save(with_document(link, text))
                if former and former != match.target:
                    transaction.delete(self._link_item(former, match.claim_id))
        except TransactWriteError as error:
            if is_conflict(error):
                raise match_conflict(match) from None
            raise

    def _link_item(self, target: str, claim_id: str) -> ClaimItem:
        return self._item(keys.claim_partition(target), keys.link(claim_id))

    def links_of(self, claim_id: str) -> list[Match]:
        """By which decisions a claim has evidence of other partitions."""
        found = self._documents(keys.claim_partition(claim_id), keys.LINK_PREFIX)
        return [documents.load_match(text) for text in found]

    def list_unmatched(self, *, payer_id: str, limit: int) -> list[Match]:
        """Return a payer's doubtful matches."""
        found = self._item.by_state.query(keys.unmatched_partition(payer_id), limit=limit)
        matches = [self.find_match(keys.claim_id_of(item.pk)) for item in islice(found, limit)]
        return [one for one in matches if one and one.verdict is MatchVerdict.DOUBTFUL]

    def _document(self, key: keys.Key) -> str | None:
        try:
            return document_of(self._item.get(*key, consistent_read=True))
        except self._item.DoesNotExist:
            return None

    def _documents(self, partition: str, prefix: str) -> Iterator[str]:
        found = self._item.query(partition, self._item.sk.startswith(prefix), consistent_read=True)
        return (document_of(item) for item in found)
