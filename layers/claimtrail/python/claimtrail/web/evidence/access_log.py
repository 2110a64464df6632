"""The access log: who looked at what, when, for what purpose, and from where.

It is read from the index of accesses. A view of the log is an access itself, and is recorded under
the days or the claim that it was asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.kernel.ids import CLAIM_PREFIX
from claimtrail.kernel.retention import SIX_YEARS
from claimtrail.trail.access_index.model import RecordedAccess, merged
from claimtrail.trail.access_log import Action, Purpose
from claimtrail.trail.retention import ROUTINE_DAYS
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, PageRoute
from claimtrail.web.core.words import person
from claimtrail.web.evidence.period import Period, period_of
from claimtrail.web.files.listing import file_address

CLAIM = "claim"
DAYS, MOST_DAYS = 7, 31
"""Days of the log that a view shows unless it says otherwise, and at most."""
MOST_A_DAY, MOST_OF_CLAIM = 1_000, 5_000
"""Accesses of a day, and to a claim, that a view reads at most."""
_LONGEST_ID = 64
_FILE = "fil_"
_TARGET = AccessTarget(resource=Resource.ACCESS_LOG)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAccess:
    """An access with the part of the log in which it was found."""

    access: RecordedAccess
    log_of: str
    """The day or the claim: what the view of the log is recorded under."""


def claim_in(request: PageRequest) -> str:
    """Return the claim that a view is about; empty for all. Raises BadRequestError."""
    claim_id = request.query.first(CLAIM)
    if claim_id and not (claim_id.startswith(CLAIM_PREFIX) and len(claim_id) <= _LONGEST_ID):
        raise bad_value(CLAIM, known="the whole id of a claim")
    return claim_id


def log_period(request: PageRequest) -> Period:
    """Return the period of a view: of one claim six years, else the last days."""
    if claim_in(request):
        return period_of(request, days=SIX_YEARS, most=SIX_YEARS)
    return period_of(request, days=DAYS, most=MOST_DAYS)


def read_accesses(
    request: PageRequest, wanted: WantedView, groups_of: Admission[ListedAccess]
) -> Found[ListedAccess]:
    """Return a page of the accesses of a period, or of those to one claim."""
    claim_id, period = claim_in(request), log_period(request)
    if claim_id:
        rows, notes = _of_claim(request, claim_id, period)
    else:
        rows, notes = _of_days(request, period)
    return ROWS.page(rows, wanted, groups_of, notes=notes)


def _of_claim(
    request: PageRequest, claim_id: str, period: Period
) -> tuple[list[ListedAccess], tuple[str, ...]]:
    found = request.stores.accesses.of_subject(
        claim_id, first=period.first, last=period.last, most=MOST_OF_CLAIM
    )
    notes = [
        (
            "Accesses for treatment, payment, operations and for the patient stand here for "
            f"{ROUTINE_DAYS} days, all others for six years; the trail keeps all of them."
        )
    ]
    if len(found) >= MOST_OF_CLAIM:
        notes.append(f"Only the latest {MOST_OF_CLAIM:,} were read.")
    return [ListedAccess(access=one, log_of=claim_id) for one in found], tuple(notes)


def _of_days(request: PageRequest, period: Period) -> tuple[list[ListedAccess], tuple[str, ...]]:
    by_day = {
        day: request.stores.accesses.of_day(day, most=MOST_A_DAY) for day in period.latest_first()
    }
    notes = [
        (
            f"Of {period.first} through {period.last} (UTC), a row for each request. What was just "
            "looked at is here within a minute."
        )
    ]
    cut = sorted(day for day, found in by_day.items() if len(found) >= MOST_A_DAY)
    if cut:
        notes.append(
            f"Only the latest {MOST_A_DAY:,} were read of {', '.join(map(str, cut))}; "
            "Athena's table access_log has them all."
        )
    rows = [
        ListedAccess(access=one, log_of=day.isoformat())
        for day, found in by_day.items()
        for one in merged(found)
    ]
    return rows, tuple(notes)


def _more(subjects: tuple[str, ...]) -> str:
    return f"and {len(subjects) - 1} more" if len(subjects) > 1 else ""


def _first(subjects: tuple[str, ...]) -> str:
    return next(iter(subjects), "")


def _other_link(row: ListedAccess) -> str:
    first = _first(row.access.other_subjects)
    return file_address(first) if first.startswith(_FILE) else ""


FACETS: tuple[Facet[ListedAccess], ...] = (
    Facet(
        name="person",
        title="Who",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.access.actor,
        words=person,
    ),
    Facet(
        name="purpose",
        title="Purpose",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.access.purpose,
        known=lambda _: [one.value for one in Purpose],
    ),
    Facet(
        name="action",
        title="Action",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.access.action,
        known=lambda _: [one.value for one in Action],
    ),
    Facet(name="role", title="Role", group=FieldGroup.WORK, value=lambda row: row.access.role),
)
ORDERS: tuple[RowOrder[ListedAccess], ...] = (
    RowOrder(
        name="latest",
        words="latest first",
        key=lambda row: (-row.access.accessed_at.timestamp(), row.access.access_id),
    ),
    RowOrder(
        name="earliest",
        words="earliest first",
        key=lambda row: (row.access.accessed_at, row.access.access_id),
    ),
    RowOrder(
        name="most",
        words="most at once first",
        key=lambda row: (-len(row.access.subjects), -row.access.accessed_at.timestamp()),
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)
COLUMNS: tuple[ListColumn[ListedAccess], ...] = (
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
        name="purpose",
        title="Purpose",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.access.purpose,
    ),
    ListColumn(
        name="action",
        title="Action",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.access.action,
    ),
    ListColumn(
        name="claim",
        title="Claim",
        group=FieldGroup.REFERENCE,
        value=lambda row: _first(row.access.claim_ids),
        kind=CellKind.ID,
        link=lambda row: address_of(_first(row.access.claim_ids)),
        opens=Resource.CLAIM,
        note=lambda row: _more(row.access.claim_ids),
    ),
    ListColumn(
        name="other",
        title="Other thing",
        group=FieldGroup.REFERENCE,
        value=lambda row: _first(row.access.other_subjects),
        kind=CellKind.ID,
        link=_other_link,
        opens=Resource.FILE,
        note=lambda row: _more(row.access.other_subjects),
    ),
    ListColumn(
        name="fields",
        title="Fields",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.access.fields,
    ),
    ListColumn(
        name="origin",
        title="From",
        group=FieldGroup.TECHNICAL,
        value=lambda row: row.access.origin,
    ),
    ListColumn(
        name="statement",
        title="Question",
        group=FieldGroup.TECHNICAL,
        value=lambda row: row.access.statement,
        is_main=False,
    ),
    ListColumn(
        name="things",
        title="Things",
        group=FieldGroup.REFERENCE,
        value=lambda row: len(row.access.subjects),
        kind=CellKind.NUMBER,
        is_main=False,
    ),
    ListColumn(
        name="all_things",
        title="All things",
        group=FieldGroup.REFERENCE,
        value=lambda row: " ".join(row.access.subjects),
        is_main=False,
    ),
    ListColumn(
        name="request",
        title="Request",
        group=FieldGroup.TECHNICAL,
        value=lambda row: row.access.correlation_id,
        is_main=False,
    ),
)


def _frame(request: PageRequest, _view: ListView) -> Mapping[str, Any]:
    period, claim_id = log_period(request), claim_in(request)
    return {
        "period": period,
        "claim_id": claim_id,
        "disclosures": f"/disclosures?claim={claim_id}" if claim_id else "",
    }


ACCESS_LOG: Listing[ListedAccess] = Listing(
    name="access-log",
    title="Access log",
    resource=Resource.ACCESS_LOG,
    action=Action.ACCESS_LOG_READ,
    columns=COLUMNS,
    orders=ORDERS,
    facets=FACETS,
    source=read_accesses,
    target=lambda _: _TARGET,
    subject=lambda row: f"access_log:{row.log_of}",
    intro="Who looked at what, for what purpose, and from where. Values are never in it.",
    empty="Nobody looked, as far as this view goes.",
    template="access_log.html",
    frame=_frame,
)

ROUTES: tuple[PageRoute, ...] = list_routes(ACCESS_LOG, menu=MenuPlace.EVIDENCE, key="l")
