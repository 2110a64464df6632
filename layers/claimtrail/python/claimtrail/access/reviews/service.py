"""Opening reviews, attesting, and escalating those that are late.

A change is stored, then published, then carried out; work that is done again after a crash finds
nothing to change and does the rest. A period is marked once all of its reviews are opened, so that
who joins or moves later waits for the next period.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from claimtrail.access.errors import NotAllowedError, changed, require, unknown
from claimtrail.access.free_text import checked_words
from claimtrail.access.overdue_work import OverdueWork
from claimtrail.access.people.model import DirectoryPerson, EndCause, KnownPerson
from claimtrail.access.people.service import PEOPLE, PeopleService
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.reviews.events import (
    attested_event,
    opened_event,
    progress_events,
    reassigned_event,
)
from claimtrail.access.reviews.model import (
    DUE_DAYS,
    MONTHS,
    AccessReview,
    Attestation,
    ReviewItem,
    ReviewRound,
    by_manager,
    item_of,
    period_of,
    review_id,
)
from claimtrail.access.reviews.ports import ReviewStore
from claimtrail.access.subjects import AccessTarget, Principal
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.retry import repeat_on_conflict

_UNFINISHED = timedelta(days=2)
"""For so long the schedule carries out a removal again: its request may have ended too early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewService:
    """The use cases of the schedule, of a manager, and of an administrator."""

    store: ReviewStore
    people: PeopleService
    publisher: EventPublisher
    clock: Clock
    overdue: OverdueWork
    months: int = MONTHS
    due_days: int = DUE_DAYS

    def open_due(self) -> list[AccessReview]:
        """Open the reviews of the present period, once. Return those that this run opened."""
        now = self.clock()
        period = period_of(now.date(), self.months)
        if self.store.find_round(period):
            return []
        enabled = [one for one in self.people.directory.people() if one.is_enabled]
        listed = self._listed(period)
        opened = [
            self._open(whose, [one for one in members if one.person_id not in listed], period, now)
            for whose, members in by_manager(enabled).items()
        ]
        self.store.mark_round(ReviewRound(period=period, opened_at=now, people=len(enabled)))
        return [one for one in opened if one]

    def open_reviews(self, manager: Principal | None = None) -> list[AccessReview]:
        """Return the reviews that are not completed, due next first; of a manager, those to do."""
        found = self.store.open_reviews()
        return [one for one in found if manager is None or one.manager_id in {"", manager.id}]

    def attest(
        self,
        review_id: str,
        person_id: str,
        *,
        by: Principal,
        attested: Attestation,
        words: str = "",
    ) -> AccessReview:
        """Record that a person keeps the access, or remove it at once.

        Raises NotFoundError, NotAllowedError (for another manager's review, and for oneself),
        UnusableTextError where a removal has no reason, ConflictError.
        """
        why = checked_words(words) if words or attested is Attestation.REMOVE else ""
        now = self.clock()

        def write(review: AccessReview) -> AccessReview:
            item = _required_item(review, person_id)
            _require_manager(review, by, person_id)
            if item.attested in {attested, Attestation.REMOVE}:
                _require_same(item, attested)
                return review
            return review.with_item(
                item.model_copy(
                    update={
                        "attested": attested,
                        "attested_by": f"user:{by.id}",
                        "attested_at": now,
                        "words": why,
                    }
                ),
                at=now,
            )

        review = self._changed(review_id, write)
        self._publish_item(review, person_id)
        if attested is Attestation.REMOVE:
            self.people.deactivate(person_id, cause=EndCause.REVIEW, by=f"user:{by.id}")
        if review.completed_at:
            self.overdue.close(review_id, at=now, actor=f"user:{by.id}")
        return review

    def reassign(self, review_id: str, manager_id: str, *, by: Principal) -> AccessReview:
        """Give a review to another manager.

        Raises NotFoundError, NotAllowedError, ConflictError.
        """
        require(by, Operation.CHANGE, PEOPLE)
        now = self.clock()
        review = self._changed(
            review_id, lambda known: known.model_copy(update={"manager_id": manager_id})
        )
        self.publisher.publish([reassigned_event(review, by=f"user:{by.id}", at=now)])
        return review

    def follow_up(self) -> int:
        """Escalate the reviews that are late, and finish removals. Return the number of late ones.

        Raises what the stores and the directory raise: the schedule runs again.
        """
        now = self.clock()
        waiting = self.store.open_reviews()
        completed = self.store.completed_since((now - _UNFINISHED).date())
        self._finish((*waiting, *completed), now)
        late = [one for one in waiting if one.due_on < now.date()]
        for review in late:
            self._escalate(review, now)
        return len(late)

    def _listed(self, period: date) -> frozenset[str]:
        """Return the people whom the reviews of a period list already: a run before was cut."""
        stored = (*self.store.open_reviews(), *self.store.completed_since(period))
        return frozenset(
            item.person_id for one in stored if one.period == period for item in one.items
        )

    def _open(
        self,
        whose: tuple[str, str],
        members: Iterable[DirectoryPerson],
        period: date,
        now: datetime,
    ) -> AccessReview | None:
        """Open the review of a manager in a department; None where that is done, or of nobody."""
        manager_id, department = whose
        named = review_id(period, manager_id, department)
        known = self.store.find(named)
        if known:
            self.publisher.publish([opened_event(known)])
            return None
        items = tuple(item_of(one, self.people.store.find(one.person_id)) for one in members)
        if not items:
            return None
        review = AccessReview(
            review_id=named,
            period=period,
            manager_id=manager_id,
            department=department,
            opened_at=now,
            due_on=now.date() + timedelta(days=self.due_days),
            items=items,
        )
        if not self.store.save(review):
            return None
        self.publisher.publish([opened_event(review)])
        return review

    def _finish(self, reviews: Iterable[AccessReview], now: datetime) -> None:
        """Publish and carry out again what was attested in the last days."""
        for review in reviews:
            recent = [
                one
                for one in review.items
                if one.attested_at and now - one.attested_at < _UNFINISHED
            ]
            for item in recent:
                self._publish_item(review, item.person_id)
                known = self.people.store.find(item.person_id)
                if item.attested is Attestation.REMOVE and not _is_restored(item, known):
                    self.people.deactivate(
                        item.person_id, cause=EndCause.REVIEW, by=item.attested_by
                    )

    def _escalate(self, review: AccessReview, now: datetime) -> None:
        late = self._changed(
            review.review_id,
            lambda known: (
                known
                if known.overdue_at or known.completed_at
                else known.model_copy(update={"overdue_at": now})
            ),
        )
        if late.overdue_at and not late.completed_at:
            self.publisher.publish(list(progress_events(late)))
            self.overdue.open(
                late.review_id,
                what="A review of access was not completed in time",
                next_step=f"Have it completed: `claimtrail people reviews {late.review_id}`.",
                due_on=late.due_on,
                at=late.overdue_at,
            )

    def _changed(
        self, review_id: str, change: Callable[[AccessReview], AccessReview]
    ) -> AccessReview:
        def write() -> AccessReview:
            known = self.store.find(review_id)
            if known is None:
                raise unknown("review", review_id)
            after = change(known)
            if after == known:
                return known
            after = after.model_copy(update={"version": known.version + 1})
            if not self.store.save(after):
                raise changed("review", review_id)
            return after

        return repeat_on_conflict(write)

    def _publish_item(self, review: AccessReview, person_id: str) -> None:
        item = review.item(person_id)
        said = attested_event(review, item) if item else None
        self.publisher.publish([*([said] if said else []), *progress_events(review)])


def _is_restored(item: ReviewItem, known: KnownPerson | None) -> bool:
    """Return whether somebody gave the access back after it was removed."""
    restored_at = known.restored_at if known else None
    return bool(restored_at and item.attested_at and restored_at > item.attested_at)


def _required_item(review: AccessReview, person_id: str) -> ReviewItem:
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
    if review.manager_id not in {"", by.id}:
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
