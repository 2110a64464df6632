"""Opening the reviews of a period: one for each manager and department, each person once.

A period is marked once all of its reviews are opened, so that who joins or moves later waits for
the next period.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from claimtrail.access.people.accounts import PersonAccount
from claimtrail.access.people.service import PeopleService
from claimtrail.access.reviews.events import opened_event
from claimtrail.access.reviews.model import (
    AccessReview,
    EarlierAccess,
    ReviewRound,
    by_manager,
    earlier_access,
    item_of,
    period_of,
    review_id,
)
from claimtrail.access.reviews.ports import ReviewStore
from claimtrail.kernel.bus import EventPublisher

_EARLIER = timedelta(days=400)
"""For so long a completed review counts as the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpening:
    """Opens the reviews of the present period."""

    store: ReviewStore
    people: PeopleService
    publisher: EventPublisher
    months: int
    due_days: int

    def open_due(self, now: datetime) -> list[AccessReview]:
        """Open the reviews of the present period, once. Return those that this run opened."""
        period = period_of(now.date(), self.months)
        if self.store.find_round(period):
            return []
        stored = (*self.store.open_reviews(), *self.store.completed_since(period - _EARLIER))
        listed = _people_of(one for one in stored if one.period == period)
        earlier = earlier_access(one for one in stored if one.period < period)
        reviewed = [one for one in self.people.accounts() if one.is_reviewed]
        opened = [
            self._open(
                [one for one in members if one.person_id not in listed],
                AccessReview(
                    review_id=review_id(period, *whose),
                    period=period,
                    manager_id=whose[0],
                    department=whose[1],
                    opened_at=now,
                    due_on=now.date() + timedelta(days=self.due_days),
                    items=(),
                ),
                earlier,
            )
            for whose, members in by_manager(reviewed).items()
        ]
        self.store.mark_round(ReviewRound(period=period, opened_at=now, people=len(reviewed)))
        return [one for one in opened if one]

    def _open(
        self,
        members: Iterable[PersonAccount],
        empty: AccessReview,
        earlier: Mapping[str, EarlierAccess],
    ) -> AccessReview | None:
        """Open a review with these people; None where that is done, or of nobody."""
        known = self.store.find(empty.review_id)
        if known:
            self.publisher.publish([opened_event(known)])
            return None
        items = tuple(item_of(one, earlier.get(one.person_id)) for one in members)
        review = empty.model_copy(update={"items": items})
        if not items or not self.store.save(review):
            return None
        self.publisher.publish([opened_event(review)])
        return review


def earlier_period(period: date, months: int) -> date:
    """Return the first day of the period before."""
    return period_of(period - timedelta(days=1), months)


def _people_of(reviews: Iterable[AccessReview]) -> frozenset[str]:
    """Return the people that reviews list already: a run before was cut."""
    return frozenset(item.person_id for one in reviews for item in one.items)
