"""A list as one person sees one view of it: rows, facets, orders, and what is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from claimtrail.access.decisions import may_at_all
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation
from claimtrail.access.subjects import AccessTarget
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.lists.columns import Cell, ColumnStack, ListColumn, plain
from claimtrail.web.core.lists.listing import (
    AFTER,
    COLUMNS,
    MOST_ROWS,
    ORDER,
    PAGE_ROWS,
    ROWS,
    SEARCH,
    VIEW,
    Admission,
    Facet,
    Listing,
    RowOrder,
    WantedView,
)
from claimtrail.web.core.lists.restricted_rows import closed_among, left_out_words
from claimtrail.web.core.query import Query, is_number
from claimtrail.web.core.requests import PageRequest

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row as the person sees it."""

    subject: str
    link: str
    cells: tuple[Cell | None, ...]
    """One a column; None where the person's roles do not see the row's value."""
    selection: str = ""
    """The value that a form sends of it; empty where it cannot be selected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value of a facet."""

    value: str
    words: str
    count: int | None
    is_chosen: bool
    link: str
    """The address of the view with it added, or removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetView:
    """A facet with its values, the most frequent first."""

    title: str
    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A list as one person sees one view of it."""

    columns: tuple[ListColumn[Any], ...]
    stacks: tuple[ColumnStack, ...]
    """The same columns as the page shows them."""
    rows: tuple[RowView, ...]
    facets: tuple[FacetView, ...]
    orders: tuple[tuple[str, str, str, bool], ...]
    """Name, words, address, and whether it is the view's own."""
    order_words: str
    total: int | None
    next_page: str
    """The address of the next page; empty on the last."""
    notes: tuple[str, ...]
    query: Query
    groups: frozenset[FieldGroup]
    """All groups that some row of the list shows."""
    sums: tuple[tuple[ListColumn[Any], int], ...] = ()
    """Cents by column that is shown, over all rows of the view."""


def view_of(listing: Listing[Row], request: PageRequest, *, operation: Operation) -> ListView:
    """Return a list's view.

    Raises BadRequestError for a value of a facet, order or column that does not exist.
    """
    groups_of = admission_of(listing, request, operation)
    may_see = request.groups_at_all(operation, listing.resource)
    facets = tuple(one for one in listing.facets if one.group in may_see)
    orders = tuple(one for one in listing.orders if one.group in may_see)
    wanted = wanted_of(request, facets, orders)
    found = listing.source(request, wanted, groups_of)
    seen = [(row, groups) for row in found.rows if (groups := groups_of(row))]
    closed = closed_among(
        request, [row for row, _ in seen], subject=listing.subject, claim=listing.claim
    )
    admitted = [(row, groups) for row, groups in seen if listing.subject(row) not in closed]
    shown = frozenset[FieldGroup]().union(*(groups for _, groups in admitted)) or may_see
    columns = tuple(
        one
        if one.opens is None or may_at_all(request.person, Operation.READ, one.opens)
        else replace(one, link=None)
        for one in _columns(listing, request.query, shown)
    )
    return ListView(
        columns=columns,
        stacks=stacks_of(columns, apart=bool(request.query.all(COLUMNS))),
        rows=tuple(_row_view(listing, columns, row, groups) for row, groups in admitted),
        facets=tuple(_facet_view(one, listing, request, found.counts) for one in facets),
        orders=tuple(
            (
                one.name,
                one.words,
                request.query.replaced(order=one.name, after=None).on(listing.path),
                one.name == wanted.order,
            )
            for one in orders
        ),
        order_words=next((one.words for one in orders if one.name == wanted.order), ""),
        total=found.total,
        next_page=request.query.replaced(after=found.after).on(listing.path) if found.after else "",
        notes=(
            *found.notes,
            *_unseen(listing, request, facets),
            *left_out_words(request),
        ),
        query=request.query,
        groups=shown,
        sums=tuple((one, found.sums[one.name]) for one in columns if one.name in found.sums),
    )


def stacks_of(columns: Sequence[ListColumn[Any]], *, apart: bool) -> tuple[ColumnStack, ...]:
    """Return columns as a page shows them; all apart where the person chose them one by one.

    A column whose place is below one that is not shown stands for itself.
    """
    heads = {one.name for one in columns if not one.below}
    below = [one.below if one.below in heads and not apart else "" for one in columns]
    return tuple(
        ColumnStack(
            column=column,
            place=place,
            below=tuple(lower for lower, head in enumerate(below) if head == column.name),
        )
        for place, column in enumerate(columns)
        if not below[place]
    )


def documents_of(view: ListView) -> Iterator[dict[str, str | int | None]]:
    """Yield the rows by column name, for JSON and CSV; what is not seen is left out."""
    for row in view.rows:
        yield {cell.column.name: plain(cell.column.kind, cell.value) for cell in row.cells if cell}


def wanted_of(
    request: PageRequest, facets: Sequence[Facet[Any]], orders: Sequence[RowOrder[Any]]
) -> WantedView:
    """Return what an address asks of a source. Raises BadRequestError for a value of none."""
    query = request.query
    known = {one.name for one in orders}
    order = query.first(ORDER, orders[0].name)
    if order not in known and query.first(VIEW):
        order = orders[0].name  # Somebody shared the view who sees more.
    if order not in known:
        raise bad_value(ORDER, known=", ".join(sorted(known)))
    for facet in facets:
        values = set(facet.known(request)) if facet.known else None
        if values is not None and not values.issuperset(query.all(facet.name)):
            raise bad_value(facet.name, known=", ".join(sorted(values)))
    limit = query.first(ROWS, str(PAGE_ROWS))
    if not is_number(limit) or not 0 < int(limit) <= MOST_ROWS:
        raise bad_value(ROWS, known=f"1 to {MOST_ROWS}")
    return WantedView(
        facets=MappingProxyType({one.name: query.all(one.name) for one in facets}),
        search=query.first(SEARCH).strip(),
        order=order,
        after=query.first(AFTER),
        limit=int(limit),
    )


def _unseen(
    listing: Listing[Any], request: PageRequest, seen: Sequence[Facet[Any]]
) -> Iterator[str]:
    """Yield a sentence for each facet that narrows the view, and not for this person."""
    for facet in listing.facets:
        if facet not in seen and request.query.all(facet.name):
            yield f"Not narrowed by {facet.title.lower()}, which your roles do not see."


def admission_of(
    listing: Listing[Row], request: PageRequest, operation: Operation
) -> Admission[Row]:
    """Return what tells the groups that the person sees of a row."""
    # Rows of one facility, payer and owner are decided about alike, unless one is restricted.
    known: dict[AccessTarget, frozenset[FieldGroup]] = {}

    def groups_of(row: Row) -> frozenset[FieldGroup]:
        target, subject = listing.target(row), listing.subject(row)
        is_alone = bool(target.restrictions or request.restrictions.get(subject))
        if target in known and not is_alone:
            return known[target]
        decision = request.decide(operation, target, subject=subject)
        groups = decision.groups if decision.is_allowed else frozenset[FieldGroup]()
        if not is_alone:
            known[target] = groups
        return groups

    return groups_of


def _columns(
    listing: Listing[Row], query: Query, groups: frozenset[FieldGroup]
) -> tuple[ListColumn[Row], ...]:
    allowed = tuple(one for one in listing.columns if one.group in groups)
    asked = [name for text in query.all(COLUMNS) for name in text.split(",") if name]
    if not asked:
        return tuple(one for one in allowed if one.is_main)
    by_name = {one.name: one for one in allowed}
    if not {one.name for one in listing.columns}.issuperset(asked):
        raise bad_value(COLUMNS, known=", ".join(by_name))
    return tuple(by_name[name] for name in dict.fromkeys(asked) if name in by_name)


def _row_view(
    listing: Listing[Row],
    columns: Sequence[ListColumn[Row]],
    row: Row,
    groups: frozenset[FieldGroup],
) -> RowView:
    cells = tuple(_cell(one, row) if one.group in groups else None for one in columns)
    return RowView(
        subject=listing.subject(row),
        link=next((cell.link for cell in cells if cell and cell.link), ""),
        cells=cells,
        selection=listing.selection(row) if listing.selection else "",
    )


def _cell(column: ListColumn[Row], row: Row) -> Cell:
    return Cell(
        column=column,
        value=column.value(row),
        link=column.link(row) if column.link else "",
        note=column.note(row) if column.note else "",
    )


def _facet_view(
    facet: Facet[Any],
    listing: Listing[Any],
    request: PageRequest,
    counts: Mapping[str, Mapping[str, int]],
) -> FacetView:
    query = request.query.replaced(after=None)
    chosen = query.all(facet.name)
    counted = counts.get(facet.name)
    values = dict.fromkeys((*chosen, *(counted or (facet.known(request) if facet.known else ()))))
    views = [
        FacetValue(
            value=value,
            words=facet.words(value),
            count=None if counted is None or facet.fits else counted.get(value, 0),
            is_chosen=value in chosen,
            link=query.toggled(facet.name, value).on(listing.path),
        )
        for value in values
    ]
    views.sort(key=lambda one: (-(one.count or 0), one.words))
    return FacetView(title=facet.title, name=facet.name, values=tuple(views))
