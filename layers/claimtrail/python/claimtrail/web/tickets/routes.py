"""The addresses of tickets: their list and board, one ticket with its twin, and its forms."""

from claimtrail.access.resources import Operation, Resource
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute, ThingRoutes
from claimtrail.web.desk.rights import OPEN_TICKETS
from claimtrail.web.tickets.actions.forms import ACTIONS
from claimtrail.web.tickets.attachment_page import fetch_attachment, show_attachment
from claimtrail.web.tickets.board import show_board
from claimtrail.web.tickets.listing import TICKETS
from claimtrail.web.tickets.new_ticket import open_new_ticket, show_new_ticket
from claimtrail.web.tickets.pages import back_to_ticket, show_ticket, show_ticket_twin, take
from claimtrail.web.tickets.subject import NEW_TICKET

_TICKET = ThingRoutes(path="/tickets/<ticket_id>", resource=Resource.TICKET)
_ATTACHMENT = "/attachments/<attachment_id>"

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
    *(
        PageRoute(
            path=NEW_TICKET,
            page=page,
            resource=OPEN_TICKETS.resource,
            operation=OPEN_TICKETS.operation,
            method=method,
            title="New ticket",
        )
        for method, page in ((Method.GET, show_new_ticket), (Method.POST, open_new_ticket))
    ),
    # The twin first: the variable part of the page's own address would take its ending as well.
    _TICKET.route(".json", show_ticket_twin, Operation.READ, title="This ticket"),
    _TICKET.route("", show_ticket, Operation.READ, title="This ticket"),
    _TICKET.route(_ATTACHMENT, show_attachment, Operation.READ, title="This attachment"),
    _TICKET.route(f"{_ATTACHMENT}/file", fetch_attachment, Operation.READ, title="This attachment"),
    *(_TICKET.form(kind, take(kind.name)) for kind in ACTIONS.values()),
    *(
        _TICKET.route(f"/{kind.name}", back_to_ticket, Operation.READ, title=kind.title)
        for kind in ACTIONS.values()
    ),
)
