"""One opening of a restricted claim: what was seen after it, and what a reviewer finds."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.access.break_glass.model import BreakState, GlassBreak
from claimtrail.access.break_glass.reviews import opening_target
from claimtrail.access.errors import UnusableTextError
from claimtrail.access.free_text import GUIDANCE, LEAST, MOST
from claimtrail.access.resources import Operation, Resource
from claimtrail.trail.access_log import Action
from claimtrail.web.access.due import OPENINGS_PATH, may_review
from claimtrail.web.access.openings import COLUMNS, OPENINGS, opening_address, opening_row
from claimtrail.web.core.errors import forbidden, missing, wrong_field
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute

_FINDINGS: Mapping[str, bool] = MappingProxyType({"justified": True, "not justified": False})


def show_opening(request: PageRequest) -> Reply:
    """Show an opening, what was seen after it, and the form of its review."""
    return _page(request, _found(request))


def review_opening(request: PageRequest) -> Reply:
    """Take what a reviewer finds. Words that are no finding lead to the form again.

    Raises BadRequestError for a finding that is none, and ForbiddenError for the person who
    opened it.
    """
    opened = _found(request)
    if not may_review(request, opened):
        raise forbidden("the review of this opening: another manager reviews it")
    said = request.form.first("finding")
    if said not in _FINDINGS:
        raise wrong_field("finding", wanted="justified or not justified")
    decided = ShownData(
        action=Action.GLASS_REVIEWED, subjects=(opened.break_id,), fields=("state",)
    )
    record(request, (decided,))
    try:
        request.stores.glass_reviews.review(
            opened.break_id,
            by=request.person,
            is_justified=_FINDINGS[said],
            finding=request.form.first("words"),
        )
    except UnusableTextError as error:
        what = error.explanation.what
        return _page(
            request,
            opened,
            refused=f"{what[:1].upper()}{what[1:]}. {error.explanation.next_step}",
        )
    return RedirectReply(location=opening_address(opened.break_id))


def _page(request: PageRequest, opened: GlassBreak, *, refused: str = "") -> PageReply:
    groups = request.decide(Operation.LIST, opening_target(opened)).groups
    row = opening_row(request, opened)
    columns = tuple(one for one in COLUMNS if one.group in groups)
    views = request.stores.glass_reviews.store.views(opened.break_id)
    return PageReply(
        template="opening.html",
        title="Opening of a restricted claim",
        view={
            "opened": opened,
            "fields": [(one, one.value(row)) for one in columns],
            "views": views,
            "may_review": row.is_mine and opened.state is BreakState.AWAITING_REVIEW,
            "is_own": opened.person_id == request.person.id,
            "choices": tuple(_FINDINGS),
            "typed": {
                "finding": request.form.first("finding"),
                "words": request.form.first("words"),
            },
            "refused": refused,
            "guidance": GUIDANCE,
            "least": LEAST,
            "most": MOST,
            "path_of_list": OPENINGS_PATH,
        },
        shows=(
            ShownData(
                action=Action.GLASS_BREAKS_LISTED,
                subjects=(opened.break_id, opened.subject_id),
                fields=tuple(one.name for one in columns),
            ),
        ),
    )


def _found(request: PageRequest) -> GlassBreak:
    """Return the opening of the address. Raises MissingError, also for one of other payers."""
    opened = request.stores.glass_reviews.opening(request.arguments[0])
    if opened is None or not request.decide(Operation.LIST, opening_target(opened)).is_allowed:
        raise missing("opening")
    return opened


ROUTES: tuple[PageRoute, ...] = (
    *list_routes(OPENINGS, menu=MenuPlace.EVIDENCE, key="b"),
    PageRoute(
        path=f"{OPENINGS_PATH}/<break_id>",
        page=show_opening,
        resource=Resource.OPENING,
    ),
    PageRoute(
        path=f"{OPENINGS_PATH}/<break_id>",
        page=review_opening,
        resource=Resource.OPENING,
        operation=Operation.REVIEW,
        method=Method.POST,
        title="reviews of openings",
    ),
)
