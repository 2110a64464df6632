"""Opening reviews, attesting, and escalating those that are late.

A change is stored, then published, then carried out; work that is done again after a crash finds
nothing to change and does the rest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from claimtrail.access.access_work import AccessTask, AccessWork
from claimtrail.access.errors import NotAllowedError, changed, require, unknown
from claimtrail.access.free_text import checked_words
from claimtrail.access.people.model import EndCause, KnownPerson
from claimtrail.access.people.service import PEOPLE, PeopleService
from claimtrail.access.resources import Operation
from claimtrail.access.reviews.attesting import required_item, with_change_made, with_word
from claimtrail.access.reviews.events import (
    attested_event,
    changed_event,
    progress_events,
    reassigned_event,
)
from claimtrail.access.reviews.model import (
    DUE_DAYS,
    MONTHS,
    AccessReview,
    Attestation,
    ReviewItem,
)
from claimtrail.access.reviews.ports import ReviewStore
from claimtrail.access.reviews.rounds import RoundOpening, earlier_period
from claimtrail.access.reviews.uses import AccessUses, PersonUses
from claimtrail.access.subjects import Principal
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ClaimTrailError, NotFoundError
from claimtrail.kernel.retry import repeat_on_conflict
from claimtrail.tickets.model import TicketCategory

_UNFINISHED = timedelta(days=2)
"""For so long the schedule carries out a word again: its request may have ended too early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestedMany:
    """A review after a manager's word on several people."""

    review: AccessReview
    refused: Mapping[str, ClaimTrailError]
    """By person: the word that could not be taken, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewService:
    """The use cases of the schedule, of a manager, and of an administrator."""

    store: ReviewStore
    people: PeopleService
    publisher: EventPublisher
    clock: Clock
    work: AccessWork
    months: int = MONTHS
    due_days: int = DUE_DAYS

    def open_due(self) -> list[AccessReview]:
        """Open the reviews of the present period, once. Return those that this run opened."""
        rounds = RoundOpening(
            store=self.store,
            people=self.people,
            publisher=self.publisher,
            months=self.months,
            due_days=self.due_days,
        )
        return rounds.open_due(self.clock())

    def open_reviews(self, manager: Principal | None = None) -> list[AccessReview]:
        """Return the reviews that are not completed, due next first; of a manager, those to do."""
        found = self.store.open_reviews()
        return [one for one in found if manager is None or one.is_for(manager.id)]

    def count_uses(self, uses: AccessUses) -> int:
        """Add what people used to the open reviews that lack it. Return the number of people.

        It counts from the beginning of the period before, and stays as it is once attested.
        """
        lacking = [one for one in self.store.open_reviews() if any(map(_lacks_uses, one.items))]
        counted = 0
        for period in sorted({one.period for one in lacking}):
            since = earlier_period(period, self.months)
            add = partial(_with_uses, found=uses.since(since), since=since)
            for review in lacking:
                if review.period == period:
                    counted += sum(map(_lacks_uses, review.items))
                    self._changed(review.review_id, add)
        return counted

    def attest(
        self,
        review_id: str,
        person_id: str,
        *,
        by: Principal,
        attested: Attestation,
        words: str = "",
    ) -> AccessReview:
        """Record a manager's word on a person; raises what `attest_each` gives as refused, too."""
        done = self.attest_each(review_id, [person_id], by=by, attested=attested, words=words)
        for refused in done.refused.values():
            raise refused
        return done.review

    def attest_each(
        self,
        review_id: str,
        person_ids: Sequence[str],
        *,
        by: Principal,
        attested: Attestation,
        words: str = "",
    ) -> AttestedMany:
        """Record that people keep their access, are to get another, or lose it at once.

        A person that the manager may not attest is refused, and the others are attested: oneself,
        people of another manager's review, and whose access was removed. Raises NotFoundError,
        UnusableTextError where a change or removal has no reason, ConflictError.
        """
        why = checked_words(words) if words or attested is not Attestation.KEEP else ""
        now = self.clock()
        refused: dict[str, ClaimTrailError] = {}

        def write(review: AccessReview) -> AccessReview:
            refused.clear()
            for person_id in person_ids:
                try:
                    review = with_word(
                        review, person_id, by=by, attested=attested, words=why, at=now
                    )
                except (NotAllowedError, NotFoundError) as error:
                    refused[person_id] = error
            return review

        review = self._changed(review_id, write)
        for person_id in person_ids:
            if person_id not in refused:
                self._carry_out(review, required_item(review, person_id))
        if review.completed_at:
            self.work.close(review_id, at=now, actor=f"user:{by.id}")
        return AttestedMany(review=review, refused=refused)

    def make_change(self, review_id: str, person_id: str, *, by: Principal) -> AccessReview:
        """Record that the change of access was made which a manager had asked for.

        Raises NotFoundError, NotAllowedError, ConflictError.
        """
        require(by, Operation.CHANGE, PEOPLE)
        now, actor = self.clock(), f"user:{by.id}"
        review = self._changed(
            review_id, lambda known: with_change_made(known, person_id, by=actor, at=now)
        )
        self._carry_out(review, required_item(review, person_id))
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

    def _carry_out(self, review: AccessReview, item: ReviewItem) -> None:
        """Publish a word, end the access that it removes, and see to the change it asks for."""
        said = attested_event(review, item)
        made = changed_event(review, item)
        self.publisher.publish([*filter(None, (said, made)), *progress_events(review)])
        if item.attested is Attestation.REMOVE:
            self.people.deactivate(item.person_id, cause=EndCause.REVIEW, by=item.attested_by)
        at = item.attested_at or review.opened_at
        for withdrawn in item.withdrawn_changes:
            self.work.close(withdrawn, at=at, actor=item.attested_by, reason="withdrawn")
        if item.asked_change:
            self._see_to_change(review, item, item.asked_change, at)

    def _see_to_change(
        self, review: AccessReview, item: ReviewItem, change_id: str, at: datetime
    ) -> None:
        self.work.open(
            AccessTask(
                origin_id=change_id,
                category=TicketCategory.ACCESS_CHANGE_REQUESTED,
                what="A manager asks for a change of access",
                next_step=(
                    "Change the groups at the identity provider, then mark it as made on the page "
                    f"/attestations?review={review.review_id}."
                ),
                actor=item.attested_by,
            ),
            at=at,
        )
        if item.changed_at:
            self.work.close(change_id, at=item.changed_at, actor=item.changed_by, reason="changed")

    def _finish(self, reviews: Iterable[AccessReview], now: datetime) -> None:
        """Publish and carry out again what was attested in the last days."""
        for review in reviews:
            for item in review.items:
                if item.attested_at is None or now - item.attested_at >= _UNFINISHED:
                    continue
                if not _is_restored(item, self.people.store.find(item.person_id)):
                    self._carry_out(review, item)

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
            self.work.open(
                AccessTask(
                    origin_id=late.review_id,
                    category=TicketCategory.ACCESS_REVIEW_OVERDUE,
                    what="A review of access was not completed in time",
                    next_step=(
                        f"Have it completed on the page /attestations?review={late.review_id}, or "
                        f"by `claimtrail people reviews {late.review_id}`."
                    ),
                    due_on=late.due_on,
                ),
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


def _lacks_uses(item: ReviewItem) -> bool:
    return item.uses is None and item.attested is None


def _with_uses(
    review: AccessReview, *, found: Mapping[str, PersonUses], since: date
) -> AccessReview:
    """Return the review with the uses of everybody who lacks them; nobody is left without."""
    items = tuple(
        one.model_copy(update={"uses": found.get(one.person_id, {}), "uses_since": since})
        if _lacks_uses(one)
        else one
        for one in review.items
    )
    return review.model_copy(update={"items": items})


def _is_restored(item: ReviewItem, known: KnownPerson | None) -> bool:
    """Return whether somebody gave the access back after it was removed."""
    restored_at = known.restored_at if known else None
    return bool(restored_at and item.attested_at and restored_at > item.attested_at)
