"""The list of work: open work of all kinds in one list, by deadline and then expected dollars.

Tickets that ended in the last days are in it where their status is asked for.
"""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.views.aging import BUCKET_WORDS, BUCKETS, amount_band
from claimtrail.trail.access_log import Action
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.words import owner
from claimtrail.web.work.columns import COLUMNS
from claimtrail.web.work.framing import work_frame
from claimtrail.web.work.items import USER, Holder, WorkItem, WorkKind, target_of, work_order
from claimtrail.web.work.reading import (
    ENDED_DAYS,
    MOST_ENDED,
    MOST_READ,
    ended_tickets,
    open_work,
    with_claims,
    with_clocks,
)
from claimtrail.web.work.ticket_columns import BY_CLOCK, ENDED, TICKET_FACETS

OVERDUE, TODAY, WEEK, MONTH, LATER = "overdue", "today", "this-week", "this-month", "later"
_DUE = ((-1, OVERDUE), (0, TODAY), (7, WEEK), (30, MONTH))
"""Up to this many days left, this bucket."""
DUE_WORDS = MappingProxyType(
    {
        OVERDUE: "overdue",
        TODAY: "due today",
        WEEK: "due within 7 days",
        MONTH: "due within 30 days",
        LATER: "due later",
    }
)
UNALLOCATED, ALLOCATED = "unallocated", "allocated"
_ALLOCATION_WORDS = MappingProxyType(
    {UNALLOCATED: "unallocated: nobody's, or a queue's alone", ALLOCATED: "a person has it"}
)


def due_bucket(days_left: int) -> str:
    """Return the bucket of the days until work is due."""
    return next((name for most, name in _DUE if days_left <= most), LATER)


def read_work(
    request: PageRequest, wanted: WantedView, groups_of: Admission[WorkItem]
) -> Found[WorkItem]:
    """Return a page of work; claims are read of this page alone."""
    return work_page_of(request, wanted, groups_of, rows=MemoryRows(facets=FACETS, orders=ORDERS))


def work_page_of(
    request: PageRequest,
    wanted: WantedView,
    groups_of: Admission[WorkItem],
    *,
    rows: MemoryRows[WorkItem],
    fits: Callable[[WorkItem], bool] = lambda _: True,
) -> Found[WorkItem]:
    """Return a page of rows of work: the open ones, and ended ones of statuses that are asked for.

    Clocks are read of the rows of the page, and of all where the order goes by them.
    """
    items, notes = _read(request, wanted)
    items = [one for one in items if fits(one)]
    if wanted.order == BY_CLOCK.name:
        items = with_clocks(request, items)
    page = rows.page(items, wanted, groups_of, notes=notes)
    may_name = FieldGroup.PATIENT in request.groups_at_all(Operation.LIST, Resource.TICKET)
    shown = with_clocks(request, page.rows)
    return replace(page, rows=with_claims(request, shown, names_patients=may_name))


def _read(request: PageRequest, wanted: WantedView) -> tuple[list[WorkItem], tuple[str, ...]]:
    """Return the rows of the statuses that are asked for, and sentences about what is left out."""
    asked = set(wanted.facets.get("status", ()))
    ended = {one.value for one in ENDED}
    items: list[WorkItem] = []
    notes: tuple[str, ...] = ()
    if asked & ended:
        gone = ended_tickets(request)
        items += gone.items
        notes += (_ENDED_CUT if gone.is_cut else _ENDED_NOTE,)
    if not asked or asked - ended:
        found = open_work(request, _owners(request, wanted))
        items += found.items
        notes += _notes(is_cut=found.is_cut)
    return items, notes


def _owners(request: PageRequest, wanted: WantedView) -> tuple[str, ...]:
    """Return the owners whose work alone is read; none: everybody's, and what is nobody's."""
    chosen = set(wanted.facets.get("holder", ()))
    own = {
        Holder.MINE.value: (f"{USER}{request.person.id}",),
        Holder.MY_QUEUES.value: tuple(sorted(request.person.queues)),
    }
    named = wanted.facets.get("owner", ())
    if named and not chosen:
        return named
    if not chosen or not chosen <= own.keys():
        return ()
    return tuple(owner for name in sorted(chosen) for owner in own[name])


def _notes(*, is_cut: bool) -> tuple[str, ...]:
    return (_CUT,) if is_cut else ()


_CUT = (
    f"There is more open work than this list reads: the {MOST_READ:,} tickets that are due "
    "first are here, and counts are of these. Choose an owner to see all of theirs."
)
_ENDED_NOTE = f"Tickets that ended stay in this list for {ENDED_DAYS} days."
_ENDED_CUT = (
    f"Of tickets that ended in the last {ENDED_DAYS} days, the last {MOST_ENDED} are here, and "
    "counts are of these."
)


def _facet(
    name: str, title: str, group: FieldGroup, value: Callable[[WorkItem], str], **more: Any
) -> Facet[WorkItem]:
    return Facet(name=name, title=title, group=group, value=value, **more)


FACETS: tuple[Facet[WorkItem], ...] = (
    _facet(
        "due",
        "Due",
        FieldGroup.WORK,
        lambda row: "" if row.has_ended else due_bucket(row.days_left),
        words=lambda value: DUE_WORDS.get(value, value),
        known=lambda _: DUE_WORDS,
    ),
    _facet(
        "allocation",
        "Allocation",
        FieldGroup.WORK,
        lambda row: "" if row.has_ended else UNALLOCATED if row.is_unallocated else ALLOCATED,
        words=lambda value: _ALLOCATION_WORDS.get(value, value),
        known=lambda _: _ALLOCATION_WORDS,
    ),
    _facet(
        "holder",
        "Owner",
        FieldGroup.WORK,
        lambda row: row.holder.value,
        known=lambda _: [one.value for one in Holder],
    ),
    _facet("owner", "Person or queue", FieldGroup.WORK, lambda row: row.owner, words=owner),
    *TICKET_FACETS,
    _facet("deadline", "Deadline", FieldGroup.WORK, lambda row: row.due_kind),
    _facet("payer", "Payer", FieldGroup.STATUS, lambda row: row.payer_id),
    _facet("cause", "Cause", FieldGroup.STATUS, lambda row: row.cause),
    _facet("state", "State", FieldGroup.STATUS, lambda row: row.state, words=state_words),
    _facet(
        "age",
        "Age since submission",
        FieldGroup.STATUS,
        lambda row: row.age_bucket,
        words=lambda value: BUCKET_WORDS.get(value, value),
        known=lambda _: BUCKETS,
    ),
    _facet("amount", "Amount", FieldGroup.MONEY, lambda row: amount_band(row.amount_cents)),
    _facet("priority", "Priority", FieldGroup.WORK, lambda row: str(row.priority)),
    _facet(
        "kind",
        "Kind of work",
        FieldGroup.WORK,
        lambda row: row.kind.value,
        known=lambda _: [one.value for one in WorkKind],
    ),
)

ORDERS: tuple[RowOrder[WorkItem], ...] = (
    RowOrder(
        name="deadline",
        words="earliest deadline, then most expected dollars",
        key=work_order,
        group=FieldGroup.MONEY,
    ),
    RowOrder(
        name="due",
        words="earliest deadline, then highest priority",
        key=lambda row: (row.due_on, row.priority, row.work_id),
        group=FieldGroup.WORK,
    ),
    RowOrder(
        name="value",
        words="most expected dollars first",
        key=lambda row: (-row.expected.cents, *work_order(row)),
        group=FieldGroup.MONEY,
    ),
    RowOrder(
        name="priority",
        words="highest priority first",
        key=lambda row: (row.priority, row.due_on, row.work_id),
        group=FieldGroup.WORK,
    ),
    BY_CLOCK,
    RowOrder(
        name="age",
        words="oldest submission first",
        key=lambda row: (-(row.age_days or 0), row.due_on, row.work_id),
        group=FieldGroup.STATUS,
    ),
)

WORK: Listing[WorkItem] = Listing(
    name="work",
    title="Work",
    resource=Resource.TICKET,
    action=Action.TICKETS_LISTED,
    columns=COLUMNS,
    orders=ORDERS,
    facets=FACETS,
    source=read_work,
    target=target_of,
    subject=lambda row: row.claim_id or row.work_id,
    selection=lambda row: row.selection,
    intro="Open work: what is due first is on top, and of one day what is worth most.",
    empty="No open work fits this view.",
    template="work.html",
    frame=work_frame,
)
