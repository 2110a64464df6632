"""DynamoDB: `TermStore`, payers' words under review in a partition for each payer."""

from collections.abc import Iterable

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.items import ClaimTableItems
from claimtrail.aws.core.dynamo.conditions import follows
from claimtrail.aws.core.dynamo.items import VERSION, with_document
from claimtrail.claims.lifecycle.status_terms import TermReview
from claimtrail.claims.store import documents
from claimtrail.claims.store.conflicts import term_conflict


class TermItems(ClaimTableItems):
    """`TermStore` over the claim table."""

    def append_terms(self, claim_id: str, *, payer_id: str, words: Iterable[str]) -> None:
        """Store that a claim bears these words, and each word as open unless it is stored."""
        for word in words:
            review, seen = keys.term_keys(claim_id, payer_id=payer_id, word=word)
            text = documents.dump_term(TermReview(payer_id=payer_id, term=word))
            self._table.put_if_absent(with_document(review, text, **{VERSION: 1}))
            self._table.put_if_absent(with_document(seen, ""))

    def terms_of(self, payer_id: str) -> list[TermReview]:
        """Return a payer's words under review and decided, by word."""
        found = self._documents(keys.terms_partition(payer_id), keys.TERM_PREFIX)
        return sorted(map(documents.load_term, found), key=lambda review: review.term)

    def save_term(self, review: TermReview) -> None:
        """Store a decision. Raises ConflictError when the stored version is not the one before."""
        key = (keys.terms_partition(review.payer_id), keys.term(review.term))
        item = with_document(key, documents.dump_term(review), **{VERSION: review.version})
        if not self._table.put_if(item, follows(review.version)):
            raise term_conflict(review)

    def claims_saying(self, term: str, *, payer_id: str) -> list[str]:
        """Return the claims that bear a word."""
        prefix = keys.term_seen_prefix(term)
        found = self._table.query(keys.terms_partition(payer_id), prefix=prefix)
        return [item["sk"]["S"].removeprefix(prefix) for item in found]
