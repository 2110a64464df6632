"""The bus events of a review, which the trail records: the saved query `access_reviews` lists them.

They follow from the review alone: published again, they are the same to the byte. Words of managers
stay in the review.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from claimtrail.access.detail_types import AccessDetailType
from claimtrail.access.reviews.model import AccessReview, ReviewItem, ReviewState
from claimtrail.kernel.bus import BusEvent, DetailType
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id

RULE = "access-reviews@1"
SYSTEM = "system:review_access"


def opened_event(review: AccessReview) -> BusEvent:
    """Return that the review was opened."""
    return _event(
        review,
        AccessDetailType.ACCESS_REVIEW_OPENED,
        at=review.opened_at,
        actor=SYSTEM,
        after=ReviewState.OPEN.value,
        detail={
            "manager_id": review.manager_id,
            "department": review.department,
            "due_on": review.due_on.isoformat(),
        },
    )


def attested_event(review: AccessReview, item: ReviewItem) -> BusEvent | None:
    """Return what a manager attested of a person; None while that is open."""
    if item.attested is None or item.attested_at is None:
        return None
    return _event(
        review,
        AccessDetailType.ACCESS_ATTESTED,
        at=item.attested_at,
        actor=item.attested_by,
        once=f"{item.person_id}|{item.attested.value}|{item.attested_at.isoformat()}",
        after=item.attested.value,
        detail={
            "person_id": item.person_id,
            "roles": [one.value for one in item.roles],
            "last_use": {role.value: day.isoformat() for role, day in item.last_use.items()},
        },
    )


def changed_event(review: AccessReview, item: ReviewItem) -> BusEvent | None:
    """Return that a change of access was made; None while it is to be made, or nobody asked."""
    if item.changed_at is None:
        return None
    return _event(
        review,
        AccessDetailType.ACCESS_CHANGED,
        at=item.changed_at,
        actor=item.changed_by,
        once=f"{item.person_id}|{item.changed_at.isoformat()}",
        detail={"person_id": item.person_id},
    )


def progress_events(review: AccessReview) -> Iterator[BusEvent]:
    """Yield that a review is overdue, and that it is completed, as far as it is."""
    if review.overdue_at:
        yield _event(
            review,
            AccessDetailType.ACCESS_REVIEW_OVERDUE,
            at=review.overdue_at,
            actor=SYSTEM,
            detail={"manager_id": review.manager_id, "due_on": review.due_on.isoformat()},
        )
    if review.completed_at:
        last = max(review.items, key=lambda one: one.attested_at or review.opened_at, default=None)
        yield _event(
            review,
            AccessDetailType.ACCESS_REVIEW_COMPLETED,
            at=review.completed_at,
            actor=last.attested_by if last else SYSTEM,
            before=ReviewState.OPEN.value,
            after=ReviewState.COMPLETED.value,
        )


def reassigned_event(review: AccessReview, *, by: str, at: datetime) -> BusEvent:
    """Return that another manager attests."""
    return _event(
        review,
        AccessDetailType.ACCESS_REVIEW_REASSIGNED,
        at=at,
        actor=by,
        once=str(review.version),
        detail={"manager_id": review.manager_id},
    )


def _event(  # noqa: PLR0913 - the fields of an event, by keyword
    review: AccessReview,
    detail_type: DetailType,
    *,
    at: datetime,
    actor: str,
    once: str = "",
    before: str | None = None,
    after: str | None = None,
    detail: dict[str, Any] | None = None,
) -> BusEvent:
    return BusEvent(
        event_id=derived_id(EVENT_PREFIX, review.review_id, detail_type, once),
        detail_type=detail_type,
        subject_id=review.review_id,
        occurred_at=at,
        actor=actor,
        correlation_id=review.review_id,
        rule=RULE,
        before=before,
        after=after,
        detail={"period": review.period.isoformat(), **(detail or {})},
    )
