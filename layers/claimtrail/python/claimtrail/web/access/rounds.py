"""The list of reviews of access: each manager's people of one period, with state and last day."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.people.service import PEOPLE
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.reviews.model import AccessReview, ReviewState
from claimtrail.trail.access_log import Action
from claimtrail.web.access.due import ATTESTATIONS_PATH, REVIEWS_PATH, due_reviews
from claimtrail.web.core.errors import wrong_field
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.query import NO_QUERY
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.core.words import person as person_words

SHOWN_FOR = timedelta(days=800)
"""For so long completed reviews are listed."""
MOST_PERSON_ID = 128
STATE_WORDS: Mapping[str, str] = {
    "OPEN": "open",
    "OVERDUE": "overdue",
    "COMPLETED": "completed",
}


def read_rounds(
    request: PageRequest, wanted: WantedView, groups_of: Admission[AccessReview]
) -> Found[AccessReview]:
    """Return a page of reviews: the open ones, and those completed in the last two years."""
    return ROWS.page(stored_reviews(request), wanted, groups_of)


def stored_reviews(request: PageRequest) -> list[AccessReview]:
    """Return the open reviews, and those that were completed; read once a request."""
    if "reviews" not in request.memo:
        store = request.stores.reviews.store
        request.memo["reviews"] = [
            *store.open_reviews(),
            *store.completed_since(request.today - SHOWN_FOR),
        ]
    found: list[AccessReview] = request.memo["reviews"]
    return found


def state_of(review: AccessReview) -> str:
    """Return a review's state; one that was escalated is overdue until it is completed."""
    is_late = review.overdue_at and review.state is ReviewState.OPEN
    return "OVERDUE" if is_late else review.state.value


def manager_words(review: AccessReview) -> str:
    """Return who attests it."""
    return review.manager_id or "any manager"


def progress_words(review: AccessReview) -> str:
    """Return how far it is: `5 of 8 people`."""
    count = len(review.items)
    return f"{count - review.left:,} of {count:,} {'person' if count == 1 else 'people'}"


def round_address(review_id: str) -> str:
    """Return the address of the people of a review."""
    return NO_QUERY.replaced(review=review_id).on(ATTESTATIONS_PATH)


FACETS: tuple[Facet[AccessReview], ...] = (
    Facet(
        name="state",
        title="State",
        group=FieldGroup.WORK,
        value=state_of,
        words=lambda value: STATE_WORDS[value],
        known=lambda _: STATE_WORDS,
    ),
    Facet(name="manager", title="Manager", group=FieldGroup.WORK, value=manager_words),
    Facet(
        name="department",
        title="Department",
        group=FieldGroup.WORK,
        value=lambda row: row.department,
    ),
    Facet(
        name="period",
        title="Period from",
        group=FieldGroup.WORK,
        value=lambda row: row.period.isoformat(),
    ),
)
ORDERS: tuple[RowOrder[AccessReview], ...] = (
    RowOrder(
        name="due",
        words="open ones first, earliest last day on top",
        key=lambda row: (
            row.completed_at is not None,
            row.due_on.toordinal() * (-1 if row.completed_at else 1),
            row.review_id,
        ),
    ),
    RowOrder(
        name="period",
        words="latest period first",
        key=lambda row: (-row.period.toordinal(), row.review_id),
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)


def rounds_frame(request: PageRequest, _: ListView) -> Mapping[str, Any]:
    """Return what waits for the person, for the tiles above the list."""
    return {"due": due_reviews(request)}


ROUNDS: Listing[AccessReview] = Listing(
    name=REVIEWS_PATH.removeprefix("/"),
    title="Access reviews",
    resource=Resource.PERSON,
    action=Action.ACCESS_REVIEWED,
    columns=(
        ListColumn(
            name="review_id",
            title="Review",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.review_id,
            kind=CellKind.ID,
            link=lambda row: round_address(row.review_id),
        ),
        ListColumn(name="manager", title="Manager", group=FieldGroup.WORK, value=manager_words),
        ListColumn(
            name="department",
            title="Department",
            group=FieldGroup.WORK,
            value=lambda row: row.department,
        ),
        ListColumn(
            name="period",
            title="Period from",
            group=FieldGroup.WORK,
            value=lambda row: row.period,
            kind=CellKind.DATE,
        ),
        ListColumn(
            name="state",
            title="State",
            group=FieldGroup.WORK,
            value=lambda row: STATE_WORDS[state_of(row)],
        ),
        ListColumn(
            name="due_on",
            title="Due",
            group=FieldGroup.WORK,
            value=lambda row: row.due_on,
            kind=CellKind.DATE,
        ),
        ListColumn(
            name="people",
            title="People",
            group=FieldGroup.WORK,
            value=lambda row: len(row.items),
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="left",
            title="Left",
            group=FieldGroup.WORK,
            value=lambda row: row.left,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="attested_by",
            title="Attested by",
            group=FieldGroup.WORK,
            value=lambda row: ", ".join(map(person_words, row.attested_by)),
        ),
        ListColumn(
            name="completed_at",
            title="Completed",
            group=FieldGroup.WORK,
            value=lambda row: row.completed_at,
            kind=CellKind.INSTANT,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_rounds,
    target=lambda _: PEOPLE,
    subject=lambda row: row.review_id,
    intro="Each period every manager attests who keeps which access.",
    empty="No review fits this view.",
    template="access_reviews.html",
    frame=rounds_frame,
)


def reassign(request: PageRequest) -> Reply:
    """Give a review to another manager. Raises BadRequestError without one, NotFoundError."""
    review_id, manager = request.arguments[0], request.form.first("manager").strip()
    if not 0 < len(manager) <= MOST_PERSON_ID or not manager.isprintable():
        raise wrong_field("manager", wanted="the id with which a manager signs in")
    record(request, (ShownData(action=Action.ACCESS_REVIEWED, subjects=(review_id,)),))
    request.stores.reviews.reassign(review_id, manager, by=request.person)
    return RedirectReply(location=round_address(review_id))


ROUTES: tuple[PageRoute, ...] = (
    *list_routes(ROUNDS, menu=MenuPlace.EVIDENCE, key="r", shows_claims=False),
    PageRoute(
        path=f"{REVIEWS_PATH}/<review_id>/manager",
        page=reassign,
        resource=Resource.PERSON,
        operation=Operation.CHANGE,
        method=Method.POST,
        title="handing on reviews",
        shows_claims=False,
    ),
)
