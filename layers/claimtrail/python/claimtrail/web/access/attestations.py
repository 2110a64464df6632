"""The list of people whose access is reviewed: what each has and used, and a manager's word.

With one review chosen it is that review's page, with its progress.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from claimtrail.access.decisions import may_at_all
from claimtrail.access.fields import FieldGroup
from claimtrail.access.free_text import GUIDANCE, LEAST, MOST
from claimtrail.access.people.service import PEOPLE
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.reviews.model import AccessReview
from claimtrail.trail.access_log import Action
from claimtrail.web.access.attesting import (
    attest,
    mark_changed,
    result_of,
    selection_of,
    without_result,
)
from claimtrail.web.access.columns import ATTESTATION_COLUMNS
from claimtrail.web.access.due import ATTESTATIONS_PATH
from claimtrail.web.access.rounds import (
    STATE_WORDS,
    manager_words,
    progress_words,
    state_of,
    stored_reviews,
)
from claimtrail.web.access.rows import ATTESTED, CONCERNS, AttestationRow
from claimtrail.web.core.lists.list_pages import list_page, list_routes
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.replies import PageReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute

MINE, OTHERS = "mine", "others"
_WHOSE = {MINE: "mine to attest", OTHERS: "of other managers"}


def read_attestations(
    request: PageRequest, wanted: WantedView, groups_of: Admission[AttestationRow]
) -> Found[AttestationRow]:
    """Return a page of people: of the reviews that are chosen, else of the open ones."""
    chosen = wanted.facets.get("review", ())
    reviews = [
        one
        for one in stored_reviews(request)
        if (one.review_id in chosen if chosen else not one.completed_at)
    ]
    may = may_at_all(request.person, Operation.REVIEW, Resource.PERSON)
    me = request.person.id
    rows = (
        AttestationRow(
            review=review,
            item=item,
            today=request.today,
            is_mine=may and review.is_for(me) and item.person_id != me,
        )
        for review in reviews
        for item in review.items
    )
    return ROWS.page(rows, wanted, groups_of)


def _facet(name: str, title: str, value: Any, **more: Any) -> Facet[AttestationRow]:
    return Facet(name=name, title=title, group=FieldGroup.WORK, value=value, **more)


FACETS: tuple[Facet[AttestationRow], ...] = (
    _facet(
        "whose",
        "Reviews",
        lambda row: MINE if row.is_mine else OTHERS,
        words=lambda value: _WHOSE[value],
        known=lambda _: _WHOSE,
    ),
    _facet("attested", "Attested", lambda row: row.attested, known=lambda _: ATTESTED),
    _facet("concern", "Look twice", lambda row: row.concern, known=lambda _: CONCERNS),
    _facet("department", "Department", lambda row: row.review.department),
    _facet("manager", "Manager", lambda row: manager_words(row.review)),
    _facet("review", "Review", lambda row: row.review.review_id),
)
ORDERS: tuple[RowOrder[AttestationRow], ...] = (
    RowOrder(
        name="open",
        words="open ones first, then those to look at twice",
        key=lambda row: (
            row.item.attested is not None,
            CONCERNS.index(row.concern) if row.concern else len(CONCERNS),
            row.item.person_id,
            row.review.review_id,
        ),
    ),
    RowOrder(
        name="person",
        words="by person",
        key=lambda row: (row.item.person_id, row.review.review_id),
    ),
    RowOrder(
        name="unused",
        words="least used first",
        key=lambda row: (row.item.use_count or 0, row.item.person_id, row.review.review_id),
        group=FieldGroup.WORK,
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)


def attestations_frame(request: PageRequest, view: ListView) -> Mapping[str, Any]:
    """Return what the template needs beside the list: the review's head, and the forms."""
    chosen = view.query.all("review")
    found = [one for one in stored_reviews(request) if one.review_id in chosen]
    return {
        "heading": _title(request),
        "review": _head(found[0]) if len(found) == 1 else None,
        "may_attest": may_at_all(request.person, Operation.REVIEW, Resource.PERSON),
        "may_change": request.decide(Operation.CHANGE, PEOPLE).is_allowed,
        "back": view.query.text(),
        "result": None,
        "refused": "",
        "words": "",
        "checked": frozenset(),
        "guidance": GUIDANCE.replace("the patient", "a patient"),
        "least": LEAST,
        "most": MOST,
    }


def _head(review: AccessReview) -> Mapping[str, Any]:
    return {
        "review_id": review.review_id,
        "manager": manager_words(review),
        "department": review.department or "all departments",
        "period": review.period,
        "due_on": review.due_on,
        "state": STATE_WORDS[state_of(review)],
        "is_late": state_of(review) == "OVERDUE",
        "is_open": review.completed_at is None,
        "progress": progress_words(review),
        "attested_by": review.attested_by,
    }


ATTESTATIONS: Listing[AttestationRow] = Listing(
    name=ATTESTATIONS_PATH.removeprefix("/"),
    title="People to attest",
    resource=Resource.PERSON,
    action=Action.ACCESS_REVIEWED,
    columns=ATTESTATION_COLUMNS,
    orders=ORDERS,
    facets=FACETS,
    source=read_attestations,
    target=lambda _: PEOPLE,
    subject=lambda row: row.item.person_id,
    selection=lambda row: selection_of(row.review.review_id, row.item.person_id),
    intro="Who has which access, as the review listed it, and what they used of it.",
    empty="Nobody fits this view.",
    template="attestations.html",
    frame=attestations_frame,
)
_LIST = list_page(ATTESTATIONS)


def _title(request: PageRequest) -> str:
    """Return the heading for the reader: an administrator attests nobody."""
    may_attest = may_at_all(request.person, Operation.REVIEW, Resource.PERSON)
    return ATTESTATIONS.title if may_attest else "People under review"


def attestations_page(request: PageRequest) -> Reply:
    """Show the list, with the result of the form that led here."""
    reply = _LIST(replace(request, query=without_result(request.query)))
    if not isinstance(reply, PageReply):
        return reply
    view = {**reply.view, "result": result_of(request.query)}
    return replace(reply, title=_title(request), view=view)


def attest_selected(request: PageRequest) -> Reply:
    """Take a manager's word on the selected people."""
    return attest(request, ATTESTATIONS)


_PAGE, *_TWINS = list_routes(ATTESTATIONS, menu=MenuPlace.EVIDENCE, key="y", shows_claims=False)
ROUTES: tuple[PageRoute, ...] = (
    replace(_PAGE, page=attestations_page),
    *_TWINS,
    PageRoute(
        path=f"{ATTESTATIONS_PATH}/actions",
        page=attest_selected,
        resource=Resource.PERSON,
        operation=Operation.REVIEW,
        method=Method.POST,
        title="attesting access",
        shows_claims=False,
    ),
    PageRoute(
        path=f"{ATTESTATIONS_PATH}/changes",
        page=mark_changed,
        resource=Resource.PERSON,
        operation=Operation.CHANGE,
        method=Method.POST,
        title="changes of access",
        shows_claims=False,
    ),
)
