"""The list of tickets: how each stands, its clock, and whose it is; ended ones where asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.trail.access_log import Action
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.query import Query
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.desk.rights import OPEN_TICKETS
from claimtrail.web.tickets.subject import new_ticket_address
from claimtrail.web.work.columns import COLUMNS as WORK_COLUMNS
from claimtrail.web.work.items import WorkItem, WorkKind, target_of
from claimtrail.web.work.listing import FACETS as WORK_FACETS
from claimtrail.web.work.listing import ORDERS as WORK_ORDERS
from claimtrail.web.work.listing import work_page_of
from claimtrail.web.work.ticket_columns import (
    BY_CLOCK,
    CATEGORY,
    CLOCK,
    ENDED,
    ENDED_AT,
    OPENED,
    REQUESTER,
    STATUS,
    TICKET_ID,
    TIER,
    TITLE,
)

_OF_WORK = {one.name: one for one in WORK_COLUMNS}
_LAST = ("kind",)
"""Facets that tickets alone would not be narrowed by."""

COLUMNS = (
    TITLE,
    replace(TICKET_ID, below="title"),
    STATUS,
    CLOCK,
    replace(_OF_WORK["priority"], below="", note=None),
    CATEGORY,
    TIER,
    _OF_WORK["owner"],
    _OF_WORK["days_left"],
    replace(_OF_WORK["payer"], below="category"),
    _OF_WORK["amount"],
    replace(REQUESTER, below="owner"),
    replace(OPENED, is_main=False),
    replace(ENDED_AT, below="status"),
    *(
        replace(_OF_WORK[name], is_main=False)
        for name in ("next_action", "reason", "claim_id", "due_on", "due_kind", "cause", "note")
    ),
)
FACETS: tuple[Facet[WorkItem], ...] = tuple(one for one in WORK_FACETS if one.name not in _LAST)
ORDERS: tuple[RowOrder[WorkItem], ...] = (
    BY_CLOCK,
    *(one for one in WORK_ORDERS if one is not BY_CLOCK),
    RowOrder(
        name="ended",
        words="ended last first",
        key=lambda row: (
            -row.ticket.closed_at.timestamp() if row.ticket and row.ticket.closed_at else 0.0,
            row.work_id,
        ),
        group=FieldGroup.WORK,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTab:
    """A choice of tickets that stands above the list."""

    words: str
    link: str
    is_chosen: bool


def read_tickets(
    request: PageRequest, wanted: WantedView, groups_of: Admission[WorkItem]
) -> Found[WorkItem]:
    """Return a page of tickets."""
    return work_page_of(
        request,
        wanted,
        groups_of,
        rows=MemoryRows(facets=FACETS, orders=ORDERS),
        fits=lambda row: row.kind is WorkKind.TICKET,
    )


def tabs(path: str, query: Query) -> tuple[TicketTab, ...]:
    """Return the choices above a list of tickets; each leaves the filters so far behind."""
    ended = "&".join(f"status={one.value}" for one in ENDED)
    wanted = (
        ("All open", ""),
        ("Mine", "holder=mine"),
        ("My queues", "holder=my queues"),
        ("Unallocated", "allocation=unallocated"),
        ("On hold", "status=ON_HOLD"),
        ("Ended, last 30 days", f"{ended}&order=ended"),
    )
    return tuple(
        TicketTab(
            words=words,
            link=Query.parse(text).on(path),
            is_chosen=Query.parse(text).text() == query.text(),
        )
        for words, text in wanted
    )


def _frame(request: PageRequest, view: ListView) -> Mapping[str, Any]:
    return {
        "tabs": tabs(TICKETS.path, view.query),
        "board": "/tickets/board",
        "new_ticket": new_ticket_address() if OPEN_TICKETS.is_held(request) else "",
    }


TICKETS: Listing[WorkItem] = Listing(
    name="tickets",
    title="Tickets",
    resource=Resource.TICKET,
    action=Action.TICKETS_LISTED,
    columns=COLUMNS,
    orders=ORDERS,
    facets=FACETS,
    source=read_tickets,
    target=target_of,
    subject=lambda row: row.claim_id or row.work_id,
    intro="Open tickets: of the highest priority the one whose clock breaks next is on top.",
    empty="No ticket fits this view.",
    template="tickets.html",
    frame=_frame,
)
