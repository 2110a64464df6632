"""DynamoDB: payers' words under review, in a partition per payer of the claim table."""

from collections.abc import Iterable

from pynamodb.exceptions import PutError

from claimtrail.aws.claims.models import ClaimItem, document_of, with_document
from claimtrail.claims.lifecycle.status_terms import TermReview
from claimtrail.claims.store import documents, keys
from claimtrail.claims.store.conflicts import term_conflict

_REFUSED = "ConditionalCheckFailedException"


class TermItems:
    """`TermStore` over one table."""

    _item: type[ClaimItem]

    def append_terms(self, claim_id: str, *, payer_id: str, words: Iterable[str]) -> None:
        """Store that a claim bears these words, and each word as open unless it is stored."""
        for word in words:
            review, seen = keys.term_keys(claim_id, payer_id=payer_id, word=word)
            text = documents.dump_term(TermReview(payer_id=payer_id, term=word))
            self._put_unless_there(with_document(self._item(*review, version=1), text))
            self._put_unless_there(self._item(*seen, document=""))

    def _put_unless_there(self, item: ClaimItem) -> None:
        try:
            item.save(condition=self._item.pk.does_not_exist())
        except PutError as error:
            if error.cause_response_code != _REFUSED:
                raise

    def terms_of(self, payer_id: str) -> list[TermReview]:
        """Return a payer's words under review and decided, by word."""
        found = (
            documents.load_term(document_of(item)) for item in self._of(payer_id, keys.TERM_PREFIX)
        )
        return sorted(found, key=lambda review: review.term)

    def save_term(self, review: TermReview) -> None:
        """Store a decision. Raises ConflictError when the stored version is not the one before."""
        item = self._item(
            keys.terms_partition(review.payer_id), keys.term(review.term), version=review.version
        )
        follows = (
            self._item.version == review.version - 1
            if review.version > 1
            else self._item.pk.does_not_exist()
        )
        try:
            with_document(item, documents.dump_term(review)).save(condition=follows)
        except PutError as error:
            if error.cause_response_code == _REFUSED:
                raise term_conflict(review) from None
            raise

    def claims_saying(self, term: str, *, payer_id: str) -> list[str]:
        """Return the claims that bear a word."""
        prefix = keys.term_seen_prefix(term)
        return [item.sk.removeprefix(prefix) for item in self._of(payer_id, prefix)]

    def _of(self, payer_id: str, prefix: str) -> list[ClaimItem]:
        found = self._item.query(
            keys.terms_partition(payer_id), self._item.sk.startswith(prefix), consistent_read=True
        )
        return list(found)
