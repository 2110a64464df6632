"""The routes of the list of work."""

from dataclasses import replace

from claimtrail.access.resources import Operation, Resource
from claimtrail.web.core.lists.list_pages import list_page, list_routes
from claimtrail.web.core.replies import PageReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.work.actions import act_on_selected
from claimtrail.web.work.bulk import result_of, without_result
from claimtrail.web.work.listing import WORK

_LIST = list_page(WORK)


def work_page(request: PageRequest) -> Reply:
    """Show the list of work, with the result of the action that led here."""
    reply = _LIST(replace(request, query=without_result(request.query)))
    if not isinstance(reply, PageReply):
        return reply
    return replace(reply, view={**reply.view, "result": result_of(request.query)})


_PAGE, *_TWINS = list_routes(WORK, menu=MenuPlace.WORK, key="w")
ROUTES: tuple[PageRoute, ...] = (
    replace(_PAGE, page=work_page),
    *_TWINS,
    PageRoute(
        path="/work/actions",
        page=act_on_selected,
        resource=Resource.TICKET,
        operation=Operation.NOTE,
        method=Method.POST,
    ),
)
