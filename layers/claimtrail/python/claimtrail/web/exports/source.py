"""A list of these pages as an export reads it: for its person, by the same permissions.

A view that the list reads to its end is exported in its own order. A longer one is read by the
list's stream, in the order in which its rows are stored: to sort them would take all of them at
once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from claimtrail.access.resources import Operation
from claimtrail.access.sessions import Session
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.exports.columns import (
    CellValue,
    ColumnKind,
    ExportColumn,
    ExportPlace,
    ExportRow,
)
from claimtrail.exports.errors import list_refused
from claimtrail.exports.model import Export
from claimtrail.exports.ports import ExportSource
from claimtrail.kernel.money import from_cents
from claimtrail.web.core.errors import RequestError
from claimtrail.web.core.lists.columns import CellKind, ListColumn, Value
from claimtrail.web.core.lists.list_views import admission_of, wanted_of
from claimtrail.web.core.lists.listing import Admission, Listing, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.lists.restricted_rows import closed_among
from claimtrail.web.core.query import Query
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import PageRoute

if TYPE_CHECKING:
    from claimtrail.bootstrap.web import WebStores

Row = TypeVar("Row")
_ROWS_READ = 1_000
"""Rows that a list's source is asked for at once."""
_PAGES, _STREAM = "pages:", "stream:"
"""Beginnings of cursors: of the list's own pages, and of its stream."""
_BLOCK = 100
"""Rows of a stream whose restrictions are read together."""

KINDS: Mapping[CellKind, ColumnKind] = MappingProxyType(
    {
        CellKind.TEXT: ColumnKind.TEXT,
        CellKind.SENTENCE: ColumnKind.TEXT,
        CellKind.NUMBER: ColumnKind.NUMBER,
        CellKind.MONEY: ColumnKind.MONEY,
        CellKind.DATE: ColumnKind.DAY,
        CellKind.INSTANT: ColumnKind.INSTANT,
        CellKind.DAYS_LEFT: ColumnKind.NUMBER,
        CellKind.STATE: ColumnKind.TEXT,
        CellKind.ACTOR: ColumnKind.TEXT,
        CellKind.ID: ColumnKind.TEXT,
    }
)


def listings_of(routes: Sequence[PageRoute]) -> Mapping[str, Listing[Any]]:
    """Return the lists among pages, by their names in addresses."""
    return MappingProxyType({one.listing.name: one.listing for one in routes if one.listing})


def list_sources(
    stores: "WebStores", listings: Mapping[str, Listing[Any]]
) -> Callable[[Export], ExportSource]:
    """Return what gives the list of an export, restricted to what its person may see."""

    def source_of(export: Export) -> ExportSource:
        listing = listings.get(export.listing)
        if listing is None:
            raise list_refused(export.export_id)
        try:
            return ListSource(
                listing=listing,
                request=_request_of(export, stores),
                selection=export.selection,
            )
        except RequestError:
            raise list_refused(export.export_id) from None

    return source_of


def exported_columns(
    listing: Listing[Row], request: PageRequest
) -> tuple[tuple[ListColumn[Row], ExportColumn], ...]:
    """Return the columns that the person may export, as the list and as the export has them."""
    groups = request.groups_at_all(Operation.EXPORT, listing.resource)
    return tuple(
        (
            column,
            ExportColumn(
                name=column.name,
                title=column.title,
                group=column.group,
                kind=KINDS[column.kind],
                is_totaled=column.kind is CellKind.MONEY,
            ),
        )
        for column in listing.columns
        if column.group in groups
    )


@dataclass(kw_only=True)
class ListSource(Generic[Row]):
    """An ExportSource over a list."""

    listing: Listing[Row]
    request: PageRequest
    selection: tuple[str, ...] = ()
    """The rows that were selected; none: all rows of the view."""
    notes: tuple[str, ...] = field(default=(), init=False)
    """Sentences about what the rows that were read leave out."""

    def __post_init__(self) -> None:
        """Raise BadRequestError for an address that the list does not have for the person."""
        self._columns = exported_columns(self.listing, self.request)
        self._wanted = export_wanted(self.listing, self.request)
        self._groups_of: Admission[Row] = admission_of(self.listing, self.request, Operation.EXPORT)

    @property
    def title(self) -> str:
        """Return the list's own title."""
        return self.listing.title

    def columns(self) -> Sequence[ExportColumn]:
        """Return the columns that the person may export."""
        return [exported for _, exported in self._columns]

    def rows(self, after: str | None) -> Iterator[ExportRow | ExportPlace]:
        """Yield the rows after a cursor."""
        if self.selection and self.listing.selected:
            return self._selected(self.listing.selected(self.request, self.selection))
        if after and after.startswith(_STREAM):
            return self._streamed(after.removeprefix(_STREAM))
        return self._paged((after or "").removeprefix(_PAGES))

    def _selected(self, rows: Sequence[Row]) -> Iterator[ExportRow | ExportPlace]:
        """Yield rows that were read one by one, in the order of the view."""
        # What they are restricted for is learned before anything is decided about them.
        closed = self._closed(rows)
        order = next(one for one in self.listing.orders if one.name == self._wanted.order)
        for row in sorted(rows, key=order.key):
            yield from self._admitted(row, None, closed)

    def _is_wanted(self, row: Row) -> bool:
        """Return whether a row was selected, where rows were."""
        if not self.selection or self.listing.selection is None:
            return True
        return self.listing.selection(row) in self.selection

    def _paged(self, after: str) -> Iterator[ExportRow | ExportPlace]:
        while True:
            found = self.listing.source(
                self.request, replace(self._wanted, after=after), self._groups_of
            )
            if found.notes and self.listing.stream and not after:
                yield from self._streamed("")
                return
            self.notes = tuple(dict.fromkeys((*self.notes, *found.notes)))
            closed = self._closed(found.rows)
            for number, row in enumerate(found.rows, start=1):
                is_end = number == len(found.rows) and found.after
                cursor = f"{_PAGES}{found.after}" if is_end else None
                yield from self._admitted(row, cursor, closed)
            after = found.after
            if not after:
                return

    def _streamed(self, after: str) -> Iterator[ExportRow | ExportPlace]:
        if self.listing.stream is None:
            return
        fitting = MemoryRows(facets=self.listing.facets, orders=self.listing.orders)
        stream = self.listing.stream(self.request, self._wanted, after)
        while block := list(islice(stream, _BLOCK)):
            closed = self._closed([row for row, _ in block])
            for row, place in block:
                cursor = f"{_STREAM}{place}" if place else None
                if fitting.fits(row, self._wanted, self._groups_of):
                    yield from self._admitted(row, cursor, closed)
                elif cursor:
                    yield ExportPlace(cursor)

    def _closed(self, rows: Sequence[Row]) -> frozenset[str]:
        """Return the claims among rows that are closed to the person beyond roles."""
        return closed_among(
            self.request, rows, subject=self.listing.subject, claim=self.listing.claim
        )

    def _admitted(
        self, row: Row, cursor: str | None, closed: frozenset[str]
    ) -> Iterator[ExportRow | ExportPlace]:
        """Yield a row, cut to what the person sees of it; the place alone if that is nothing."""
        groups = self._groups_of(row)
        if groups and self._is_wanted(row) and self.listing.subject(row) not in closed:
            yield ExportRow(
                tuple(
                    exported_value(column.kind, column.value(row))
                    if column.group in groups
                    else None
                    for column, _ in self._columns
                ),
                self.listing.subject(row),
                cursor,
            )
        elif cursor:
            yield ExportPlace(cursor)


def export_wanted(listing: Listing[Any], request: PageRequest) -> WantedView:
    """Return what an export's address asks of the list, many rows at once.

    Raises BadRequestError for a value that does not exist for the person.
    """
    groups = request.groups_at_all(Operation.EXPORT, listing.resource)
    facets = tuple(one for one in listing.facets if one.group in groups)
    orders = tuple(one for one in listing.orders if one.group in groups)
    first_page = replace(request, query=request.query.replaced(after=None, rows=None))
    return replace(wanted_of(first_page, facets, orders), limit=_ROWS_READ)


def exported_value(kind: CellKind, value: Value) -> CellValue:
    """Return a value of a list as an export has it: dollars, and states in words."""
    if kind is CellKind.MONEY and isinstance(value, int):
        return from_cents(value)
    if kind is CellKind.STATE and isinstance(value, str):
        return state_words(value)
    return value


def _request_of(export: Export, stores: "WebStores") -> PageRequest:
    """Return the request that reads the list: the person's own, of the time of asking.

    Raises RequestError for a query that is none.
    """
    requester, at = export.requester, export.requested_at
    session = Session(
        session_id="",
        person_id=requester.person_id,
        roles=requester.roles,
        facilities=requester.facilities,
        payers=requester.payers,
        queues=requester.queues,
        purpose=requester.purpose,
        form_token="",
        signed_in_at=at,
        used_at=at,
        ends_at=export.expires_at,
    )
    return PageRequest(
        session=session,
        stores=stores,
        path=f"/{export.listing}",
        query=Query.parse(export.query),
        now=at,
        request_id=export.export_id,
        origin=requester.origin,
    )
