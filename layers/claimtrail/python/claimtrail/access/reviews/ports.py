"""The port of reviews. In-memory and DynamoDB twins pass one contract suite."""

from datetime import date
from typing import Protocol

from claimtrail.access.reviews.model import AccessReview, ReviewRound


class ReviewStore(Protocol):
    """Reviews by id and state, and the rounds of all reviews of a period."""

    def find(self, review_id: str) -> AccessReview | None:
        """Return a review, strongly consistent."""
        ...

    def save(self, review: AccessReview) -> bool:
        """Store the first version, or the one after the stored one; False otherwise."""
        ...

    def open_reviews(self) -> list[AccessReview]:
        """Return the reviews that are not completed, due next first; may lag by moments."""
        ...

    def completed_since(self, day: date) -> list[AccessReview]:
        """Return the reviews that were completed on that day or later; may lag by moments."""
        ...

    def find_round(self, period: date) -> ReviewRound | None:
        """Return the mark of a period whose reviews are all opened."""
        ...

    def mark_round(self, done: ReviewRound) -> None:
        """Store the mark of a period; again is harmless."""
        ...
