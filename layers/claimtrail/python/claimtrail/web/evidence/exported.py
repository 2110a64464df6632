"""Exports that people made: who, of which list, when, and how many rows.

They are read from the access log, which has each row of an export before its file exists; what is
still stored of an export adds its state and number of rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.exports.model import EXPORT_PREFIX, Export
from claimtrail.trail.access_index.model import RecordedAccess, merged
from claimtrail.trail.access_log import Action
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, PageRoute
from claimtrail.web.core.words import person
from claimtrail.web.evidence.period import period_of

DAYS, MOST_DAYS = 7, 31
MOST_A_DAY = 2_000
"""Accesses of a day among which exports are looked for, the latest of them."""
_USER = "user:"
_TARGET = AccessTarget(resource=Resource.ACCESS_LOG)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeExport:
    """An export as the access log has it, with what is still stored of it."""

    access: RecordedAccess
    stored: Export | None

    @property
    def listing(self) -> str:
        """Return the list and form: `claims.csv`; empty for a package of evidence."""
        return self.access.statement

    @property
    def rows(self) -> int:
        """Return how many rows it has: as stored, else the things in the log."""
        return self.stored.rows_written if self.stored else len(self.access.subjects)

    @property
    def state(self) -> str:
        """Return its state; empty once nothing of it is stored."""
        return self.stored.state.value if self.stored else ""


def read_exported(
    request: PageRequest, wanted: WantedView, groups_of: Admission[MadeExport]
) -> Found[MadeExport]:
    """Return a page of the exports of a period."""
    period = period_of(request, days=DAYS, most=MOST_DAYS)
    by_day = {
        day: request.stores.accesses.of_day(day, most=MOST_A_DAY) for day in period.latest_first()
    }
    notes = [f"Of {period.first} through {period.last} (UTC)."]
    cut = sorted(day for day, found in by_day.items() if len(found) >= MOST_A_DAY)
    if cut:
        days = ", ".join(map(str, cut))
        notes.append(f"Only the latest {MOST_A_DAY:,} accesses were read of {days}.")
    found = (one for some in by_day.values() for one in some if one.action == Action.EXPORTED)
    return ROWS.page(_made(request, merged(found)), wanted, groups_of, notes=tuple(notes))


def _made(request: PageRequest, accesses: list[RecordedAccess]) -> Iterator[MadeExport]:
    for access in accesses:
        if not access.subjects[0].startswith(EXPORT_PREFIX):  # A file of one that was fetched.
            yield MadeExport(access=access, stored=_stored(request, access))


def _stored(request: PageRequest, access: RecordedAccess) -> Export | None:
    if not access.correlation_id.startswith(EXPORT_PREFIX):
        return None
    return request.stores.exports.store.find(
        access.actor.removeprefix(_USER), access.correlation_id
    )


FACETS: tuple[Facet[MadeExport], ...] = (
    Facet(
        name="person",
        title="Who",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.access.actor,
        words=person,
    ),
    Facet(name="list", title="List", group=FieldGroup.REFERENCE, value=lambda row: row.listing),
    Facet(
        name="purpose",
        title="Purpose",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.access.purpose,
    ),
)
ORDERS: tuple[RowOrder[MadeExport], ...] = (
    RowOrder(
        name="latest",
        words="latest first",
        key=lambda row: (-row.access.accessed_at.timestamp(), row.access.access_id),
    ),
    RowOrder(
        name="rows", words="most rows first", key=lambda row: (-row.rows, row.access.access_id)
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)


def _frame(request: PageRequest, _view: ListView) -> Mapping[str, Any]:
    return {"period": period_of(request, days=DAYS, most=MOST_DAYS), "claim_id": ""}


EXPORTED: Listing[MadeExport] = Listing(
    name="exported",
    title="Exports made",
    resource=Resource.ACCESS_LOG,
    action=Action.ACCESS_LOG_READ,
    columns=(
        ListColumn(
            name="at",
            title="When",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.access.accessed_at,
            kind=CellKind.INSTANT,
        ),
        ListColumn(
            name="person",
            title="Who",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.access.actor,
            kind=CellKind.ACTOR,
            note=lambda row: row.access.role,
        ),
        ListColumn(
            name="list",
            title="List",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.listing,
        ),
        ListColumn(
            name="rows",
            title="Rows",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.rows,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="state",
            title="State",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.state,
        ),
        ListColumn(
            name="purpose",
            title="Purpose",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.access.purpose,
        ),
        ListColumn(
            name="fields",
            title="Columns",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.access.fields,
        ),
        ListColumn(
            name="origin",
            title="From",
            group=FieldGroup.TECHNICAL,
            value=lambda row: row.access.origin,
            is_main=False,
        ),
        ListColumn(
            name="export",
            title="Export",
            group=FieldGroup.TECHNICAL,
            value=lambda row: row.access.correlation_id,
            kind=CellKind.ID,
            is_main=False,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_exported,
    target=lambda _: _TARGET,
    subject=lambda row: f"access_log:{row.access.accessed_at.date()}",
    intro="What people took out of the pages as files, or handed over as packages.",
    empty="Nobody exported anything in this period.",
    template="access_log.html",
    frame=_frame,
)

ROUTES: tuple[PageRoute, ...] = list_routes(EXPORTED, menu=MenuPlace.EVIDENCE, shows_claims=False)
