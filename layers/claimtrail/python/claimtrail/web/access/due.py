"""The reviews that a person has to do: counts for landing pages, each with its list."""

from collections.abc import Iterator
from dataclasses import dataclass

from claimtrail.access.break_glass.model import BreakState, GlassBreak
from claimtrail.access.break_glass.reviews import opening_target
from claimtrail.access.decisions import may_at_all
from claimtrail.access.people.service import PEOPLE
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.reviews.model import AccessReview
from claimtrail.web.core.query import NO_QUERY
from claimtrail.web.core.requests import PageRequest

REVIEWS_PATH, ATTESTATIONS_PATH = "/access-reviews", "/attestations"
OPENINGS_PATH, ACCOUNTS_PATH = "/openings", "/accounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReviews:
    """A number of things that wait for the person."""

    words: tuple[str, str]
    """Of one, and of several."""
    count: int
    late: int
    """Those whose last day has passed."""
    link: str

    @property
    def named(self) -> str:
        """Return the words that fit the count."""
        return self.words[0] if self.count == 1 else self.words[1]


def due_reviews(request: PageRequest) -> tuple[DueReviews, ...]:
    """Return what waits for the person: attestations, openings, changes of access; none for none.

    Who reviews nothing costs no read.
    """
    return tuple(_due(request))


def _due(request: PageRequest) -> Iterator[DueReviews]:
    person = request.person
    reviews: list[AccessReview] = []
    if may_at_all(person, Operation.LIST, Resource.PERSON):
        reviews = request.stores.reviews.open_reviews()
    if may_at_all(person, Operation.REVIEW, Resource.PERSON):
        own = [one for one in reviews if people_left(request, one)]
        yield DueReviews(
            words=("person to attest", "people to attest"),
            count=sum(people_left(request, one) for one in own),
            late=sum(people_left(request, one) for one in own if one.due_on < request.today),
            link=NO_QUERY.replaced(attested="open", whose="mine").on(ATTESTATIONS_PATH),
        )
    if may_at_all(person, Operation.REVIEW, Resource.OPENING):
        waiting = [one for one in openings_of(request) if may_review(request, one)]
        yield DueReviews(
            words=("opening to review", "openings to review"),
            count=len(waiting),
            late=sum(one.review_by < request.today for one in waiting),
            link=OPENINGS_PATH,
        )
    if request.decide(Operation.CHANGE, PEOPLE).is_allowed:
        yield DueReviews(
            words=("open review", "open reviews"),
            count=len(reviews),
            late=sum(one.due_on < request.today for one in reviews),
            link=NO_QUERY.replaced(state="OPEN").on(REVIEWS_PATH),
        )
        yield DueReviews(
            words=("change of access to make", "changes of access to make"),
            count=sum(item.awaits_change for one in reviews for item in one.items),
            late=0,
            link=NO_QUERY.replaced(attested="to change").on(ATTESTATIONS_PATH),
        )


def people_left(request: PageRequest, review: AccessReview) -> int:
    """Return how many people of a review the person has yet to attest: never oneself."""
    person = request.person
    if not review.is_for(person.id):
        return 0
    return sum(one.attested is None and one.person_id != person.id for one in review.items)


def openings_of(request: PageRequest, *states: BreakState) -> list[GlassBreak]:
    """Return the openings of these states, those that await review where none is named."""
    wanted = states or (BreakState.AWAITING_REVIEW,)
    return [one for state in wanted for one in request.stores.glass_reviews.store.listed(state)]


def may_review(request: PageRequest, opened: GlassBreak) -> bool:
    """Return whether the person reviews an opening: never one's own."""
    return request.decide(Operation.REVIEW, opening_target(opened)).is_allowed
