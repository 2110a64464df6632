"""Columns, facets and the order by clock of rows that are tickets, for every list that has them."""

from collections.abc import Callable

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.claims.lifecycle.state_words import states_in_words
from claimtrail.tickets.model import OPEN, TICKET_STATUS_WORDS, HoldParty, Ticket, TicketStatus
from claimtrail.tickets.views import status_words
from claimtrail.web.core.lists.columns import CellKind, ListColumn, Value
from claimtrail.web.core.lists.listing import Facet, RowOrder
from claimtrail.web.tickets.clock_words import LAST
from claimtrail.web.tickets.subject import (
    TIER_WORDS,
    area_words,
    category_words,
    ticket_address,
)
from claimtrail.web.work.items import WorkItem, WorkKind

ENDED = tuple(one for one in TicketStatus if one not in OPEN)
"""Statuses in which nothing is to be done, in their order."""


def of_ticket(value: Callable[[Ticket], Value]) -> Callable[[WorkItem], Value]:
    """Return the value of a row's ticket; nothing for work that has none."""
    return lambda row: value(row.ticket) if row.ticket else ""


def link_to_ticket(row: WorkItem) -> str:
    """Return the address of a row's ticket; empty for work that has none."""
    return ticket_address(row.work_id) if row.kind is WorkKind.TICKET else ""


STATUS: ListColumn[WorkItem] = ListColumn(
    name="status",
    title="Status",
    group=FieldGroup.WORK,
    value=of_ticket(status_words),
)
CLOCK: ListColumn[WorkItem] = ListColumn(
    name="clock",
    title="SLA clock",
    group=FieldGroup.WORK,
    value=lambda row: row.clock.words if row.clock else "",
    note=lambda row: row.clock.title if row.clock else "",
)
TITLE: ListColumn[WorkItem] = ListColumn(
    name="title",
    title="Title",
    group=FieldGroup.STATUS,
    value=of_ticket(lambda one: states_in_words(one.title)),
    kind=CellKind.SENTENCE,
    link=link_to_ticket,
    opens=Resource.TICKET,
)
TICKET_ID: ListColumn[WorkItem] = ListColumn(
    name="ticket_id",
    title="Ticket",
    group=FieldGroup.REFERENCE,
    value=of_ticket(lambda one: one.ticket_id),
    kind=CellKind.ID,
    link=link_to_ticket,
    opens=Resource.TICKET,
)
CATEGORY: ListColumn[WorkItem] = ListColumn(
    name="category",
    title="Category",
    group=FieldGroup.WORK,
    value=lambda row: category_words(row.category) if row.category else "",
    note=lambda row: area_words(_area(row)) if row.category else "",
)
TIER: ListColumn[WorkItem] = ListColumn(
    name="tier",
    title="Tier",
    group=FieldGroup.WORK,
    value=of_ticket(lambda one: one.tier),
    kind=CellKind.NUMBER,
)
REQUESTER: ListColumn[WorkItem] = ListColumn(
    name="requester",
    title="Requested by",
    group=FieldGroup.WORK,
    value=of_ticket(lambda one: one.requester),
    kind=CellKind.ACTOR,
)
OPENED: ListColumn[WorkItem] = ListColumn(
    name="opened_at",
    title="Opened",
    group=FieldGroup.WORK,
    value=of_ticket(lambda one: one.opened_at),
    kind=CellKind.INSTANT,
)
ENDED_AT: ListColumn[WorkItem] = ListColumn(
    name="ended_at",
    title="Ended",
    group=FieldGroup.WORK,
    value=lambda row: row.ticket.closed_at if row.ticket else None,
    kind=CellKind.INSTANT,
)


def _area(row: WorkItem) -> str:
    return row.category.partition("/")[0]


def _tier(row: WorkItem) -> str:
    return str(row.ticket.tier) if row.ticket else ""


def _hold(row: WorkItem) -> str:
    return row.ticket.hold_reason.value if row.ticket and row.ticket.hold_reason else ""


TICKET_FACETS: tuple[Facet[WorkItem], ...] = (
    Facet(
        name="status",
        title="Status",
        group=FieldGroup.WORK,
        value=lambda row: row.ticket.status.value if row.ticket else "",
        words=lambda value: TICKET_STATUS_WORDS[TicketStatus(value)],
        known=lambda _: [one.value for one in TicketStatus],
    ),
    Facet(
        name="hold",
        title="On hold for",
        group=FieldGroup.WORK,
        value=_hold,
        known=lambda _: [one.value for one in HoldParty],
    ),
    Facet(name="area", title="Area", group=FieldGroup.WORK, value=_area, words=area_words),
    Facet(
        name="category",
        title="Category",
        group=FieldGroup.WORK,
        value=lambda row: row.category,
        words=category_words,
    ),
    Facet(
        name="tier",
        title="Tier",
        group=FieldGroup.WORK,
        value=_tier,
        words=lambda value: TIER_WORDS.get(value, value),
        known=lambda _: TIER_WORDS,
    ),
)

BY_CLOCK: RowOrder[WorkItem] = RowOrder(
    name="clock",
    words="highest priority, then nearest breach",
    key=lambda row: (
        row.priority,
        row.clock.order if row.clock else LAST,
        row.due_on,
        row.work_id,
    ),
    group=FieldGroup.WORK,
)
