"""Attesting: what a manager's word on a person makes of a review."""

from datetime import datetime

from claimtrail.access.errors import NotAllowedError, require, unknown
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.reviews.model import AccessReview, Attestation, ReviewItem, change_id
from claimtrail.access.subjects import AccessTarget, Principal
from claimtrail.kernel.errors import Explanation


def with_word(  # noqa: PLR0913 - the fields of a word, by keyword
    review: AccessReview,
    person_id: str,
    *,
    by: Principal,
    attested: Attestation,
    words: str,
    at: datetime,
) -> AccessReview:
    """Return the review with a manager's word on a person; as it is where it has that word.

    Raises NotFoundError, and NotAllowedError for another manager's review, for oneself, and for
    what would give back access that was removed.
    """
    item = required_item(review, person_id)
    _require_manager(review, by, person_id)
    if item.attested in {attested, Attestation.REMOVE}:
        _require_same(item, attested)
        return review
    changes: dict[str, object] = {
        "attested": attested,
        "attested_by": f"user:{by.id}",
        "attested_at": at,
        "words": words,
        "changed_at": None,
        "changed_by": "",
    }
    if attested is Attestation.CHANGE:
        changes["change_ids"] = (*item.change_ids, change_id(review.review_id, person_id, at))
    return review.with_item(item.model_copy(update=changes), at=at)


def with_change_made(
    review: AccessReview, person_id: str, *, by: str, at: datetime
) -> AccessReview:
    """Return the review with a change made that was asked for; as it is where it was made.

    Raises NotFoundError, also where nobody asked for one.
    """
    item = required_item(review, person_id)
    if item.attested is not Attestation.CHANGE:
        raise unknown("change that was asked for", review.review_id)
    if item.changed_at:
        return review
    return review.with_item(item.model_copy(update={"changed_at": at, "changed_by": by}), at=at)


def required_item(review: AccessReview, person_id: str) -> ReviewItem:
    """Return a person of a review. Raises NotFoundError."""
    item = review.item(person_id)
    if item is None:
        raise unknown("person of this review", person_id)
    return item


def _require_manager(review: AccessReview, by: Principal, person_id: str) -> None:
    """Raise NotAllowedError unless the review is the manager's, and about another person."""
    require(
        by,
        Operation.REVIEW,
        AccessTarget(resource=Resource.PERSON, asked_by=f"user:{person_id}"),
    )
    if not review.is_for(by.id):
        raise NotAllowedError(
            Explanation(
                code="REVIEW_OF_ANOTHER_MANAGER",
                what="the review is another manager's",
                where=f"review {review.review_id}",
                next_step=(
                    "An administrator can reassign it: `claimtrail people reassign REVIEW MANAGER`."
                ),
            )
        )


def _require_same(item: ReviewItem, attested: Attestation) -> None:
    """Raise NotAllowedError where a removal is to be undone here."""
    if item.attested is not attested:
        raise NotAllowedError(
            Explanation(
                code="ACCESS_REMOVED",
                what="the access was removed, and an attestation does not restore it",
                where=f"person {item.person_id}",
                next_step=(
                    "An administrator restores it: `claimtrail people restore PERSON --why TEXT`."
                ),
            )
        )
