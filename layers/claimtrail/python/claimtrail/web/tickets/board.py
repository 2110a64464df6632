"""The board: open tickets by status, and those that were resolved, as columns of cards."""

from dataclasses import dataclass, replace

from claimtrail.access.resources import Operation
from claimtrail.tickets.model import TICKET_STATUS_WORDS, TicketStatus
from claimtrail.web.core.lists.columns import Cell
from claimtrail.web.core.lists.list_pages import shown_in
from claimtrail.web.core.lists.list_views import ListView, RowView, view_of
from claimtrail.web.core.lists.listing import COLUMNS, ORDER, ROWS
from claimtrail.web.core.query import Query
from claimtrail.web.core.replies import PageReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.tickets.listing import TICKETS

MOST_CARDS = 25
"""Cards of one column; the list has the others."""
_STATUS = "status"
_COLUMNS = (
    (TicketStatus.NEW, TicketStatus.REOPENED),
    (TicketStatus.IN_PROGRESS,),
    (TicketStatus.ON_HOLD,),
    (TicketStatus.RESOLVED,),
)
_SHOWN = "title,status,clock,priority,owner,days_left,payer,ticket_id"
_CHOICES = (("Everybody's", ""), ("Mine", "mine"), ("My queues", "my queues"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCard:
    """One ticket on the board."""

    link: str
    cells: dict[str, Cell]
    """By column; what the person may not see is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardColumn:
    """One status with its tickets."""

    id: str
    title: str
    count: int
    link: str
    """The list of all of them."""
    cards: tuple[TicketCard, ...]


def show_board(request: PageRequest) -> Reply:
    """Show the board of the tickets that the query's facets leave.

    Raises BadRequestError for a value of a facet that does not exist.
    """
    own = request.query.replaced(**dict.fromkeys((_STATUS, ORDER, ROWS, COLUMNS)))
    chosen = own.first("holder")
    views = {statuses: _view(request, own, statuses) for statuses in _COLUMNS}
    return PageReply(
        template="board.html",
        title="Board of tickets",
        view={
            "columns": tuple(_column(own, statuses, view) for statuses, view in views.items()),
            "choices": tuple(
                (words, own.replaced(holder=value or None).on(request.path), value == chosen)
                for words, value in _CHOICES
            ),
            "notes": tuple(dict.fromkeys(note for view in views.values() for note in view.notes)),
        },
        shows=tuple(one for view in views.values() for one in shown_in(TICKETS, view)),
    )


def _view(request: PageRequest, own: Query, statuses: tuple[TicketStatus, ...]) -> ListView:
    wanted = own.replaced(
        status=[one.value for one in statuses], columns=_SHOWN, rows=str(MOST_CARDS)
    )
    return view_of(TICKETS, replace(request, query=wanted), operation=Operation.LIST)


def _column(own: Query, statuses: tuple[TicketStatus, ...], view: ListView) -> BoardColumn:
    return BoardColumn(
        id=statuses[0].value.lower().replace("_", "-"),
        title=TICKET_STATUS_WORDS[statuses[0]].capitalize(),
        count=view.total or 0,
        link=own.replaced(status=[one.value for one in statuses]).on(TICKETS.path),
        cards=tuple(map(_card, view.rows)),
    )


def _card(row: RowView) -> TicketCard:
    return TicketCard(link=row.link, cells={cell.column.name: cell for cell in row.cells if cell})
