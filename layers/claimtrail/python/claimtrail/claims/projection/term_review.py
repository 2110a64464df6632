"""Words under review: claims that bear one are remembered before they are folded without it.

Whoever folds writes first that the claim bears the word, then reads what was decided; whoever
decides writes first, then reads which claims bear the word. So of two at once one sees the other.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from claimtrail.claims.detail_types import TermDetailType
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.policy import PayerPolicy
from claimtrail.claims.lifecycle.category_words import usual_categories
from claimtrail.claims.lifecycle.status_terms import (
    TERM_ID,
    TermReview,
    Terms,
    TermStatus,
    normalized,
    normalized_terms,
    unknown_status_terms,
)
from claimtrail.claims.lifecycle.transitions import rule
from claimtrail.claims.projection.messages import ProjectionMessage
from claimtrail.claims.store.item_ports import Deferral
from claimtrail.claims.store.ports import TermStore
from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.kernel.errors import ClaimTrailError, Explanation, NotFoundError
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

Policies = Callable[[str], PayerPolicy]


def with_decided_terms(
    claim_id: str, events: Iterable[ClaimEvent], *, store: TermStore, policy: Policies
) -> Policies:
    """Return the policies with what was decided about words that the profiles do not know.

    Nothing is written or read for a claim whose words are all known.
    """
    unknown = unknown_status_terms(events, lambda payer_id: policy(payer_id).terms)
    for payer_id, words in unknown.items():
        store.append_terms(claim_id, payer_id=payer_id, words=sorted(words))
    decided = {payer_id: _decided(payer_id, store=store) for payer_id in unknown}

    def explained(payer_id: str) -> PayerPolicy:
        known = policy(payer_id)
        if payer_id not in decided:
            return known
        return replace(known, terms={**decided[payer_id], **known.terms})

    return explained if unknown else policy


def _decided(payer_id: str, *, store: TermStore) -> Terms:
    return {
        review.term: review.means
        for review in store.terms_of(payer_id)
        if review.status is TermStatus.DECIDED
    }


def known_terms(profile: Mapping[str, str], payer_id: str, *, store: TermStore) -> Terms:
    """Return the words of a payer that have a meaning: its profile's, and those decided here."""
    return {**_decided(payer_id, store=store), **normalized_terms(profile)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerTermReview:
    """The review of payers' words, where people say what each means."""

    store: TermStore
    publisher: EventPublisher
    again: Deferral
    """The queue of claims that are to be folded again."""

    def decide(  # noqa: PLR0913 - who says what of which word, and why, by keyword
        self, term: str, *, payer_id: str, means: str, by: str, at: datetime, why: str
    ) -> TermReview:
        """Record the meaning, tell of it, and have every claim that bears the word folded again.

        Deciding the same again repeats what may have been missed. Raises NotFoundError for a word
        that is not under review, ClaimTrailError (CATEGORY_UNKNOWN), and ConflictError when
        somebody else decided meanwhile.
        """
        word = normalized(term)
        found = {review.term: review for review in self.store.terms_of(payer_id)}
        if word not in found:
            raise _not_under_review(payer_id)
        review = found[word]
        if review.means != means:
            try:
                review = review.decided(means=means, by=by, at=at, why=why)
            except ValueError:
                raise _no_category(means) from None
            self.store.save_term(review)
        self.publisher.publish([decided_event(review)])
        for claim_id in self.store.claims_saying(word, payer_id=payer_id):
            self.again.defer(ProjectionMessage(claim_id=claim_id).text())
        return review


def decided_event(review: TermReview) -> BusEvent:
    """`term.decided`. Without the word: what a person reported may be anything."""
    subject = derived_id(TERM_ID, review.payer_id, review.term)
    return BusEvent(
        event_id=derived_id(EVENT_PREFIX, subject, str(review.version)),
        detail_type=TermDetailType.TERM_DECIDED,
        subject_id=subject,
        occurred_at=review.decided_at or datetime.min.replace(tzinfo=UTC),
        actor=review.decided_by,
        correlation_id=subject,
        payer_id=review.payer_id,
        rule=rule(f"term-{review.means}"),
        after=review.means,
        detail={"means": review.means, "version": review.version, "why": review.why},
    )


def as_toml(terms: Terms) -> str:
    """Return a payer's words as the table of its profile."""
    lines = [f"{json.dumps(term)} = {json.dumps(code)}" for term, code in sorted(terms.items())]
    return "\n".join(["[status_terms]", *lines, ""])


def _not_under_review(payer_id: str) -> NotFoundError:
    return NotFoundError(
        Explanation(
            code="TERM_UNKNOWN",
            what="no claim bears this word, or the payer's profile knows it",
            where=f"payer {payer_id}",
            next_step="`claimtrail terms review` lists the words that wait for a meaning.",
        )
    )


def _no_category(means: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="CATEGORY_UNKNOWN",
            what=f"{means!r} is no status category in use",
            where="--means",
            next_step=f"Name a category's code: {usual_categories()}",
        )
    )
