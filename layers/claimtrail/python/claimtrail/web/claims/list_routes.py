"""The routes of the list of claims, and of notes on several of them."""

from dataclasses import replace

from claimtrail.access.resources import Operation, Resource
from claimtrail.web.claims.bulk import PATH, note_selected
from claimtrail.web.claims.listing import CLAIMS
from claimtrail.web.core.lists.list_pages import list_page, list_routes
from claimtrail.web.core.replies import PageReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.work.bulk import result_of, without_result

_LIST = list_page(CLAIMS)


def claims_page(request: PageRequest) -> Reply:
    """Show the list of claims, with the result of the action that led here."""
    reply = _LIST(replace(request, query=without_result(request.query)))
    if not isinstance(reply, PageReply):
        return reply
    result = result_of(request.query, noun="claim")
    return replace(reply, view={**reply.view, "result": result})


_PAGE, *_TWINS = list_routes(CLAIMS, menu=MenuPlace.FIND, key="c")
ROUTES: tuple[PageRoute, ...] = (
    replace(_PAGE, page=claims_page),
    *_TWINS,
    PageRoute(
        path=PATH,
        page=note_selected,
        resource=Resource.CLAIM,
        operation=Operation.NOTE,
        method=Method.POST,
    ),
)
