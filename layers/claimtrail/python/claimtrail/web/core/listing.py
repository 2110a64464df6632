"""Lists: columns, facets and orders as data; one list is a page, a CSV file and a JSON document.

The address is the view: facets, order, columns and page are all in it. A row is read, then admitted
by the permission table, then cut to the columns that the person's roles see of it. What is not
admitted is neither shown nor counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from claimtrail.access.decisions import may_at_all
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.fold.model import Claim
from claimtrail.trail.access_log import Action
from claimtrail.web.core.columns import Cell, ListColumn, plain
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.query import Query
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted_rows import closed_among, left_out_words

Row = TypeVar("Row")

PAGE_ROWS = 50
MOST_ROWS = 500
"""Rows of one page at most, whatever the address asks for."""
_MOST_DIGITS = 9
ORDER, COLUMNS, AFTER, ROWS, SEARCH, VIEW = "order", "columns", "after", "rows", "q", "view"
"""Names of the address that are no facets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet(Generic[Row]):
    """A field by whose values a list is narrowed."""

    name: str
    title: str
    group: FieldGroup
    value: Callable[[Row], str]
    """The row's value; empty: the row has none, and stands in no value's count."""
    words: Callable[[str], str] = str
    """A value as people read it."""
    known: Callable[[PageRequest], Iterable[str]] | None = None
    """Every value that an address may have; None: those that rows have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOrder(Generic[Row]):
    """An order of the list."""

    name: str
    words: str
    key: Callable[[Row], Any]
    group: FieldGroup = FieldGroup.REFERENCE
    """Of what it goes by: rows are not ordered by what the person may not see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedView:
    """The part of an address that a source of rows goes by."""

    facets: Mapping[str, tuple[str, ...]]
    search: str
    order: str
    after: str
    """The token of a page, as the source gave it; empty for the first."""
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[Row]):
    """The rows of one page, and what is known of all."""

    rows: Sequence[Row]
    after: str = ""
    """The token of the next page; empty on the last."""
    total: int | None = None
    """All rows of the view; None where they are not counted."""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Rows by facet and value."""
    notes: tuple[str, ...] = ()
    """Sentences about what is not in the list."""


Admission: TypeAlias = Callable[[Row], frozenset[FieldGroup]]
"""Tells the groups that the person sees of a row; none: the row is not the person's to see."""


class RowSource(Protocol[Row]):
    """Reads rows for a view."""

    def __call__(
        self, request: PageRequest, wanted: WantedView, groups_of: Admission[Row]
    ) -> Found[Row]:
        """Return one page of rows; those that are not admitted are left out by the list."""
        ...


RowStream: TypeAlias = Callable[[PageRequest, WantedView, str], Iterator[tuple[Row, str]]]
"""Yields every row of a view after a place, however many, in the order in which they are stored.

Each comes with the place after it, empty where a reader cannot go on from there. Rows that are not
admitted, and rows that do not fit the facets, may be among them.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[Row]):
    """A list, whole."""

    name: str
    """Of its address: `claims` is `/claims`, `/claims.csv`, `/claims.json`."""
    title: str
    resource: Resource
    action: Action
    columns: tuple[ListColumn[Row], ...]
    orders: tuple[RowOrder[Row], ...]
    """The first one is the list's own."""
    source: RowSource[Row]
    target: Callable[[Row], AccessTarget]
    subject: Callable[[Row], str]
    """The id under which the access log has a row."""
    claim: Callable[[Row], Claim] | None = None
    """The claim of a row; None where rows have the claim's id alone."""
    selection: Callable[[Row], str] | None = None
    """The value that a form sends of a selected row; None: rows cannot be selected."""
    facets: tuple[Facet[Row], ...] = ()
    intro: str = ""
    """A sentence below the title."""
    empty: str = "Nothing fits this view."
    template: str = "list.html"
    is_searched: bool = False
    """True if `q` narrows it."""
    stream: RowStream[Row] | None = None
    """Reads every row, for exports; None where the source does."""
    frame: Callable[[PageRequest, "ListView"], Mapping[str, Any]] | None = None
    """More that the template of the list needs."""

    @property
    def path(self) -> str:
        """Return the address of the list."""
        return f"/{self.name}"


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
    )


def documents_of(view: ListView) -> Iterator[dict[str, str | int | None]]:
    """Yield the rows by column name, for JSON and CSV; what is not seen is left out."""
    for row in view.rows:
        yield {cell.column.name: plain(cell.column.kind, cell.value) for cell in row.cells if cell}


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRows(Generic[Row]):
    """Rows that fit in memory: narrowed, counted by facet, ordered, and cut into pages."""

    facets: tuple[Facet[Row], ...]
    orders: tuple[RowOrder[Row], ...]
    search: Callable[[Row, str], bool] | None = None
    """Tells whether a row fits a text that is searched for."""

    def page(
        self,
        rows: Iterable[Row],
        wanted: WantedView,
        groups_of: Admission[Row],
        *,
        notes: tuple[str, ...] = (),
    ) -> Found[Row]:
        """Return a page of rows, with the counts of every facet.

        A facet's counts are over the rows that fit the other facets, so that each tells what
        choosing a value would show.
        """
        admitted = [
            (row, groups)
            for row in rows
            if (groups := groups_of(row)) and self._is_searched_for(row, wanted.search)
        ]
        order = next(one for one in self.orders if one.name == wanted.order)
        chosen = [(one, values) for one in self.facets if (values := wanted.facets.get(one.name))]
        fitting = (row for row, groups in admitted if _fits(row, groups, chosen))
        ordered = sorted(fitting, key=order.key)
        start = int(wanted.after) if _is_number(wanted.after) else 0
        end = start + wanted.limit
        return Found(
            rows=ordered[start:end],
            after=str(end) if end < len(ordered) else "",
            total=len(ordered),
            counts={facet.name: _counts(facet, admitted, chosen) for facet in self.facets},
            notes=notes,
        )

    def fits(self, row: Row, wanted: WantedView, groups_of: Admission[Row]) -> bool:
        """Return whether a row is admitted, and fits every facet of a view."""
        groups = groups_of(row)
        chosen = [(one, values) for one in self.facets if (values := wanted.facets.get(one.name))]
        return bool(groups) and _fits(row, groups, chosen)

    def _is_searched_for(self, row: Row, text: str) -> bool:
        return not text or self.search is None or self.search(row, text)


_Chosen: TypeAlias = Sequence[tuple[Facet[Row], tuple[str, ...]]]
"""The facets by which a view is narrowed, each with its values."""


def _counts(
    facet: Facet[Row],
    admitted: Sequence[tuple[Row, frozenset[FieldGroup]]],
    chosen: _Chosen[Row],
) -> Counter[str]:
    others = [(one, values) for one, values in chosen if one is not facet]
    group, value_of = facet.group, facet.value
    counts = Counter(
        value_of(row)
        for row, groups in admitted
        if group in groups and (not others or _fits(row, groups, others))
    )
    del counts[""]
    return counts


def _fits(row: Row, groups: frozenset[FieldGroup], chosen: _Chosen[Row]) -> bool:
    return all(_seen_value(facet, row, groups) in values for facet, values in chosen)


def _seen_value(facet: Facet[Row], row: Row, groups: frozenset[FieldGroup]) -> str:
    """Return a row's value of a facet; empty where the person does not see it."""
    return facet.value(row) if facet.group in groups else ""


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
    if not _is_number(limit) or not 0 < int(limit) <= MOST_ROWS:
        raise bad_value(ROWS, known=f"1 to {MOST_ROWS}")
    return WantedView(
        facets=MappingProxyType({one.name: query.all(one.name) for one in facets}),
        search=query.first(SEARCH).strip(),
        order=order,
        after=query.first(AFTER),
        limit=int(limit),
    )


def _is_number(text: str) -> bool:
    """Return whether a text is a number of a length that is read."""
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS


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
            count=None if counted is None else counted.get(value, 0),
            is_chosen=value in chosen,
            link=query.toggled(facet.name, value).on(listing.path),
        )
        for value in values
    ]
    views.sort(key=lambda one: (-(one.count or 0), one.words))
    return FacetView(title=facet.title, name=facet.name, values=tuple(views))
