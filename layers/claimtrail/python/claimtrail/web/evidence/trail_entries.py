"""The entries of a day of the trail: what happened, to what, by whom, in which object it stands.

A day may have millions of entries. A view reads a bounded number of the day's objects, says which
ones, and leads to those after them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.kernel.clock import parse_instant
from claimtrail.trail.access_log import Action
from claimtrail.trail.chaining.chain import ChainPosition
from claimtrail.trail.datasets.dataset import Row
from claimtrail.trail.datasets.rows import AUDIT
from claimtrail.trail.verification.days import TrailDays
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.query import is_number
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import PageRoute
from claimtrail.web.core.words import person
from claimtrail.web.evidence.trail import TARGET, address_of_day
from claimtrail.web.files.listing import file_address

DAY, START = "day", "start"
"""In the address: the day, and the number of the first object that is read."""
MOST_OBJECTS, MOST_ROWS_READ = 40, 20_000
"""Objects that a view reads at most; none is begun once so many rows were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEntry:
    """A row of `audit` with the object that it stands in."""

    row: Row
    place: ChainPosition

    def text(self, name: str) -> str:
        """Return a column's text; empty for none."""
        return str(self.row.get(name) or "")

    @property
    def at(self) -> datetime:
        """Return when it happened."""
        return parse_instant(self.text("occurred_at"))

    @property
    def noun(self) -> str:
        """Return the kind of thing that it happened to: `claim` of `claim.status_changed`."""
        return self.text("detail_type").partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWindow:
    """The objects of a day that a view reads."""

    day: date
    places: tuple[ChainPosition, ...]
    """Of the day, all."""
    entries: tuple[TrailEntry, ...]
    last: int
    """Number of the last object that was read; 0 for none."""

    @property
    def next_start(self) -> int | None:
        """Return the number of the object after those that were read; None at the end."""
        return next((one.seq for one in self.places if one.seq > self.last), None)


def window_of(request: PageRequest) -> EntryWindow:
    """Return what a view reads. Raises BadRequestError."""
    day, start = _day(request), request.query.first(START, "0")
    if not is_number(start):
        raise bad_value(START, known="the number of an object of the day")
    name = f"{__name__} {day} {start}"
    if name not in request.memo:
        request.memo[name] = _read(request.stores.trail, day, int(start))
    window: EntryWindow = request.memo[name]
    return window


def _read(trail: TrailDays, day: date, start: int) -> EntryWindow:
    objects = trail.objects(AUDIT.name, day)
    entries: list[TrailEntry] = []
    last = 0
    for place, rows in trail.rows(
        [one for one in objects if one.place.seq >= start][:MOST_OBJECTS]
    ):
        entries += [TrailEntry(row=row, place=place) for row in rows]
        last = place.seq
        if len(entries) >= MOST_ROWS_READ:
            break
    places = tuple(one.place for one in objects)
    return EntryWindow(day=day, places=places, entries=tuple(entries), last=last)


def _day(request: PageRequest) -> date:
    text = request.query.first(DAY)
    try:
        return date.fromisoformat(text) if text else request.today
    except ValueError:
        raise bad_value(DAY, known="a day, for instance 2026-10-05") from None


def read_entries(
    request: PageRequest, wanted: WantedView, groups_of: Admission[TrailEntry]
) -> Found[TrailEntry]:
    """Return a page of the entries of the objects that the view reads."""
    window = window_of(request)
    return ROWS.page(window.entries, wanted, groups_of, notes=tuple(_notes(window)))


def _notes(window: EntryWindow) -> Iterator[str]:
    if window.entries:
        yield (
            f"Of objects {window.entries[0].place.seq} to {window.last}; the day has "
            f"{len(window.places)}, up to number {window.places[-1].seq}. Counts are of these "
            "objects."
        )


def _value(name: str, row: TrailEntry) -> str:
    return row.text(name)


def _column(
    name: str,
    title: str,
    *,
    column: str = "",
    group: FieldGroup = FieldGroup.REFERENCE,
    **more: Any,
) -> ListColumn[TrailEntry]:
    """Return a column that shows a column of the dataset."""
    value = partial(_value, column or name)
    return ListColumn(name=name, title=title, group=group, value=value, **more)


FACETS: tuple[Facet[TrailEntry], ...] = tuple(
    Facet(name=name, title=title, group=FieldGroup.REFERENCE, value=value, words=words)
    for name, title, value, words in (
        ("noun", "Of what", lambda row: row.noun, str),
        ("event", "Event", partial(_value, "detail_type"), str),
        ("actor", "By", partial(_value, "actor"), person),
        ("payer", "Payer", partial(_value, "payer_id"), str),
    )
)
ORDERS: tuple[RowOrder[TrailEntry], ...] = (
    RowOrder(
        name="chain",
        words="in the order of the chain",
        key=lambda row: (row.place.seq, row.at, row.text("audit_id")),
    ),
    RowOrder(
        name="latest",
        words="latest first",
        key=lambda row: (-row.at.timestamp(), row.text("audit_id")),
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)
COLUMNS: tuple[ListColumn[TrailEntry], ...] = (
    ListColumn(
        name="at",
        title="When",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.at,
        kind=CellKind.INSTANT,
    ),
    _column("event", "Event", column="detail_type"),
    _column("actor", "By", below="event", kind=CellKind.ACTOR),
    _column(
        "claim",
        "Claim",
        column="claim_id",
        kind=CellKind.ID,
        link=lambda row: address_of(row.text("claim_id")),
        opens=Resource.CLAIM,
    ),
    _column(
        "file",
        "File",
        column="file_id",
        kind=CellKind.ID,
        link=lambda row: file_address(row.text("file_id")),
        opens=Resource.FILE,
    ),
    _column("before", "Before", column="state_before", kind=CellKind.STATE),
    _column("after", "After", column="state_after", kind=CellKind.STATE),
    _column("payer", "Payer", column="payer_id", below="claim"),
    ListColumn(
        name="object",
        title="Object of the trail",
        group=FieldGroup.TECHNICAL,
        value=lambda row: row.place.key,
    ),
    _column("rule", "Rule", group=FieldGroup.TECHNICAL, is_main=False),
    _column("subject", "Subject", column="subject_id", kind=CellKind.ID, is_main=False),
    _column("evidence", "Evidence", column="evidence_event_id", is_main=False),
    _column(
        "source",
        "Source file",
        column="source_file_id",
        group=FieldGroup.SOURCE,
        kind=CellKind.ID,
        is_main=False,
        link=lambda row: file_address(row.text("source_file_id")),
        opens=Resource.FILE,
    ),
    _column(
        "source_start",
        "From byte",
        group=FieldGroup.SOURCE,
        is_main=False,
    ),
    _column("source_end", "To byte", group=FieldGroup.SOURCE, is_main=False),
    _column("entry", "Entry", column="audit_id", is_main=False),
    _column(
        "request",
        "Began with",
        column="correlation_id",
        group=FieldGroup.TECHNICAL,
        is_main=False,
    ),
)


def _frame(request: PageRequest, _view: ListView) -> Mapping[str, Any]:
    window = window_of(request)
    after = window.next_start
    query = request.query.replaced(after=None, start=str(after))
    return {
        "day": window.day,
        "of_day": address_of_day(window.day),
        "next_objects": query.on(TRAIL_ENTRIES.path) if after else "",
    }


TRAIL_ENTRIES: Listing[TrailEntry] = Listing(
    name="trail-entries",
    title="Entries of the trail",
    resource=Resource.TRAIL,
    action=Action.TRAIL_READ,
    columns=COLUMNS,
    orders=ORDERS,
    facets=FACETS,
    source=read_entries,
    target=lambda _: TARGET,
    subject=lambda row: f"trail:{row.place.day}",
    intro="What happened, to what, by whom, and the object in which the trail says so.",
    empty="No entry of this day fits this view.",
    template="trail_entries.html",
    frame=_frame,
)

ROUTES: tuple[PageRoute, ...] = list_routes(TRAIL_ENTRIES)
