"""Reviews of access in the operations table.

| Access | Key condition |
| --- | --- |
| one review | pk=access_review#<review id>, sk=access_review |
| the open ones, due next first | by_status: status_pk=access_review#OPEN |
| those completed since a day | by_status: status_pk=access_review#COMPLETED, from that day on |
| the mark of a period | pk=review_round#<first day>, sk=review_round |

None expires: they are evidence (45 CFR 164.316(b)(2)).
"""

from datetime import date
from typing import Any

from claimtrail.access.reviews.model import AccessReview, ReviewRound, ReviewState
from claimtrail.aws.access.documents import Documents, ListPlace
from claimtrail.kernel.clock import format_instant


class DynamoReviewStore:
    """Reviews and rounds as documents."""

    def __init__(self, dynamodb_client: Any, table_name: str) -> None:
        self._reviews = Documents(
            dynamodb_client,
            table_name,
            kind="access_review",
            model=AccessReview,
            standing=_standing,
        )
        self._rounds = Documents(
            dynamodb_client,
            table_name,
            kind="review_round",
            model=ReviewRound,
            standing=lambda _: ListPlace(),
        )

    def find(self, review_id: str) -> AccessReview | None:
        """Return a review, strongly consistent."""
        return self._reviews.find(review_id)

    def save(self, review: AccessReview) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        return self._reviews.save(review.review_id, review, version=review.version)

    def open_reviews(self) -> list[AccessReview]:
        """Return the reviews that are not completed, due next first."""
        return list(self._reviews.listed(ReviewState.OPEN.value))

    def completed_since(self, day: date) -> list[AccessReview]:
        """Return the reviews that were completed on that day or later."""
        return list(self._reviews.listed(ReviewState.COMPLETED.value, after=day.isoformat()))

    def find_round(self, period: date) -> ReviewRound | None:
        """Return the mark of a period, strongly consistent."""
        return self._rounds.find(period.isoformat())

    def mark_round(self, done: ReviewRound) -> None:
        """Store the mark of a period."""
        self._rounds.put(done.period.isoformat(), done)


def _standing(review: AccessReview) -> ListPlace:
    day = format_instant(review.completed_at) if review.completed_at else review.due_on.isoformat()
    return ListPlace(status=review.state.value, order=day)
