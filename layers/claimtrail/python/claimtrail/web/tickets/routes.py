"""The addresses of tickets: their list and board, one ticket with its twin, and its forms."""

from claimtrail.access.resources import Operation, Resource
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.routes import MenuPlace, Method, Page, PageRoute
from claimtrail.web.tickets.actions.forms import ACTIONS
from claimtrail.web.tickets.attachment_page import fetch_attachment, show_attachment
from claimtrail.web.tickets.board import show_board
from claimtrail.web.tickets.listing import TICKETS
from claimtrail.web.tickets.pages import back_to_ticket, show_ticket, show_ticket_twin, take

_TICKET = "/tickets/<ticket_id>"
_ATTACHMENT = f"{_TICKET}/attachments/<attachment_id>"


def _route(
    path: str, page: Page, operation: Operation, *, title: str = "", method: Method = Method.GET
) -> PageRoute:
    return PageRoute(
        path=path,
        page=page,
        resource=Resource.TICKET,
        operation=operation,
        method=method,
        title=title,
    )


ROUTES: tuple[PageRoute, ...] = (
    *list_routes(TICKETS, menu=MenuPlace.WORK, key="q"),
    PageRoute(
        path="/tickets/board",
        page=show_board,
        resource=Resource.TICKET,
        operation=Operation.LIST,
        title="Board",
        menu=MenuPlace.WORK,
    ),
    # The twin first: the variable part of the page's own address would take its ending as well.
    _route(f"{_TICKET}.json", show_ticket_twin, Operation.READ, title="This ticket"),
    _route(_TICKET, show_ticket, Operation.READ, title="This ticket"),
    _route(_ATTACHMENT, show_attachment, Operation.READ, title="This attachment"),
    _route(f"{_ATTACHMENT}/file", fetch_attachment, Operation.READ, title="This attachment"),
    *(
        _route(
            f"{_TICKET}/{kind.name}",
            take(kind.name),
            kind.operation,
            title=kind.title,
            method=Method.POST,
        )
        for kind in ACTIONS.values()
    ),
    *(
        _route(f"{_TICKET}/{kind.name}", back_to_ticket, Operation.READ, title=kind.title)
        for kind in ACTIONS.values()
    ),
)
