"""The in-memory twin of `TermStore`."""

from collections.abc import Iterable

from claimtrail.claims.lifecycle.status_terms import TermReview
from claimtrail.claims.store import documents
from claimtrail.claims.store.conflicts import term_conflict
from tests.twins.claims.memory import Kept, Memory, Place


class MemoryTerms(Memory):
    """Payers' words under review, and the claims that bear them."""

    def append_terms(self, claim_id: str, *, payer_id: str, words: Iterable[str]) -> None:
        """Store that a claim bears these words."""
        for word in words:
            review = TermReview(payer_id=payer_id, term=word)
            self._append(Place(Kept.TERM, payer_id, word), documents.dump_term(review))
            self._append(Place(Kept.TERM_CLAIM, f"{payer_id} {word}", claim_id), "")

    def terms_of(self, payer_id: str) -> list[TermReview]:
        """A payer's words under review and decided."""
        return [documents.load_term(text) for _, text in self._of(Kept.TERM, payer_id)]

    def save_term(self, review: TermReview) -> None:
        """Store a decision. Raises ConflictError when another version is stored."""
        text = self._document(Kept.TERM, review.payer_id, review.term)
        if (documents.load_term(text).version if text else 0) != review.version - 1:
            raise term_conflict(review)
        self._write(Place(Kept.TERM, review.payer_id, review.term), documents.dump_term(review))

    def claims_saying(self, term: str, *, payer_id: str) -> list[str]:
        """The claims that bear a word."""
        return [name for name, _ in self._of(Kept.TERM_CLAIM, f"{payer_id} {term}")]
