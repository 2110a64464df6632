"""The trail by day: what is sealed, what a verification of each day said, and its objects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.kernel.errors import ConflictError
from claimtrail.trail.access_log import Action
from claimtrail.trail.chaining.seals import Statement
from claimtrail.trail.verification.day_checks import DayVerification, verification_of
from claimtrail.trail.verification.days import MOST_VERIFIED, DayChain, DayTooLargeError
from claimtrail.web.core.errors import missing
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.evidence.period import period_of

DAYS, MOST_DAYS = 14, 92
"""Days of the trail that a view shows unless it says otherwise, and at most."""
SEALED, GAP, UNSEALED = "sealed", "gap", "unsealed"
SEALING_WORDS = {
    SEALED: "sealed",
    GAP: "no seal, or numbers missing",
    UNSEALED: "before the first seal",
}
FAULTS, PART, UNVERIFIED = "faults", "part", "unverified"
VERIFIED_WORDS = {
    PART: "no fault in this day's objects",
    FAULTS: "faults",
    UNVERIFIED: "not verified here",
}
TARGET = AccessTarget(resource=Resource.TRAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailDay:
    """One day of the trail."""

    day: date
    sealing: str
    first_seal: int | None = None
    last_seal: int | None = None
    seals: int = 0
    verification: DayVerification | None = None

    @property
    def verified(self) -> str:
        """Return what a verification of the day said, as a word of VERIFIED_WORDS."""
        if self.verification is None:
            return UNVERIFIED
        return PART if self.verification.is_sound else FAULTS


@dataclass(slots=True)
class _Numbering:
    """The last number of a seal, as days go on."""

    last: int | None = field(default=None)

    def sealing(self, seals: DayChain | None) -> str:
        """Return how a day is sealed, and go on from it."""
        if seals is None:
            return UNSEALED if self.last is None else GAP
        first, last = seals.objects[0].seq, seals.objects[-1].seq
        follows = self.last is None or first == self.last + 1
        self.last = last
        return SEALED if follows and not seals.missing else GAP


def address_of_day(day: date) -> str:
    """Return the address of a day of the trail."""
    return f"/trail/{day.isoformat()}"


def read_days(
    request: PageRequest, wanted: WantedView, groups_of: Admission[TrailDay]
) -> Found[TrailDay]:
    """Return a page of the days of a period."""
    period = period_of(request, days=DAYS, most=MOST_DAYS)
    stores = request.stores
    seals = _seals(request, period.first, period.last)
    verified = {one.day: one for one in stores.day_verifications.between(period.first, period.last)}
    days = reversed(list(period.latest_first()))
    note = (
        f"Days from {period.first} through {period.last} (UTC). A day before the first seal of "
        "this period is called so; choose an earlier period to see more."
    )
    return ROWS.page(_days(days, seals, verified), wanted, groups_of, notes=(note,))


def _seals(request: PageRequest, first: date, last: date) -> Mapping[date, DayChain]:
    """Return the seals of a period, which the list and its heading read once."""
    name = f"{__name__} {first} {last}"
    if name not in request.memo:
        request.memo[name] = request.stores.trail.seals(first, last)
    seals: Mapping[date, DayChain] = request.memo[name]
    return seals


def _days(
    days: Iterator[date],
    seals: Mapping[date, DayChain],
    verified: Mapping[date, DayVerification],
) -> Iterator[TrailDay]:
    numbering = _Numbering()
    for day in days:
        found = seals.get(day)
        yield TrailDay(
            day=day,
            sealing=numbering.sealing(found),
            first_seal=found.objects[0].seq if found else None,
            last_seal=found.objects[-1].seq if found else None,
            seals=len(found.objects) if found else 0,
            verification=verified.get(day),
        )


def _verified_at(row: TrailDay) -> datetime | None:
    return row.verification.verified_at if row.verification else None


FACETS: tuple[Facet[TrailDay], ...] = (
    Facet(
        name="sealing",
        title="Seals",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.sealing,
        words=SEALING_WORDS.__getitem__,
        known=lambda _: SEALING_WORDS,
    ),
    Facet(
        name="verified",
        title="Verification",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.verified,
        words=VERIFIED_WORDS.__getitem__,
        known=lambda _: VERIFIED_WORDS,
    ),
)
ORDERS: tuple[RowOrder[TrailDay], ...] = (
    RowOrder(name="latest", words="latest first", key=lambda row: -row.day.toordinal()),
    RowOrder(name="earliest", words="earliest first", key=lambda row: row.day),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)


def _frame(request: PageRequest, _view: ListView) -> Mapping[str, Any]:
    period = period_of(request, days=DAYS, most=MOST_DAYS)
    return {"period": period, "newest": _newest(request, period.first, period.last)}


def _newest(request: PageRequest, first: date, last: date) -> Statement | None:
    """Return the newest seal of a period; None without one."""
    seals = _seals(request, first, last)
    return request.stores.trail.statement(seals[max(seals)].objects[-1]) if seals else None


TRAIL: Listing[TrailDay] = Listing(
    name="trail",
    title="Trail",
    resource=Resource.TRAIL,
    action=Action.TRAIL_READ,
    columns=(
        ListColumn(
            name="day",
            title="Day",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.day,
            kind=CellKind.DATE,
            link=lambda row: address_of_day(row.day),
        ),
        ListColumn(
            name="sealing",
            title="Sealed",
            group=FieldGroup.REFERENCE,
            value=lambda row: SEALING_WORDS[row.sealing],
        ),
        ListColumn(
            name="seals",
            title="Seals",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.seals,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="first_seal",
            title="First number",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.first_seal,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="last_seal",
            title="Last number",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.last_seal,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="verified",
            title="Verification of the day",
            group=FieldGroup.REFERENCE,
            value=lambda row: VERIFIED_WORDS[row.verified],
        ),
        ListColumn(
            name="verified_at",
            title="Verified",
            group=FieldGroup.REFERENCE,
            value=_verified_at,
            kind=CellKind.INSTANT,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_days,
    target=lambda _: TARGET,
    subject=lambda row: f"trail:{row.day}",
    intro="Everything that happened, sealed by day. The command line verifies the whole trail.",
    empty="No day of this period fits this view.",
    template="trail.html",
    frame=_frame,
)


def show_day(request: PageRequest) -> Reply:
    """Show a day of the trail: its chains, and the last verification of it."""
    day = day_of(request)
    stores = request.stores
    chains = stores.trail.chains(day)
    found = stores.day_verifications.between(day, day)
    return PageReply(
        template="trail_day.html",
        title=f"Trail of {day}",
        view={
            "day": day,
            "chains": chains,
            "verification": found[0] if found else None,
            "words": VERIFIED_WORDS,
            "most": MOST_VERIFIED,
            "entries": f"/trail-entries?day={day}",
            "may_verify": request.decide(Operation.EXPORT, TARGET).is_allowed,
        },
        shows=(_shown(Action.TRAIL_READ, day, "chains", "verification"),),
    )


def verify_day(request: PageRequest) -> Reply:
    """Verify a day of the trail, keep what the report says, and lead to it.

    Raises ConflictError for a day of more objects than are verified while somebody waits.
    """
    day = day_of(request)
    record(request, (_shown(Action.TRAIL_VERIFIED, day, "verification"),))
    try:
        report = request.stores.trail.verify(day)
    except DayTooLargeError as error:
        raise ConflictError(error.explanation) from None
    request.stores.day_verifications.save(
        verification_of(report, day=day, at=request.now, by=f"user:{request.person.id}")
    )
    return RedirectReply(location=address_of_day(day))


def day_of(request: PageRequest) -> date:
    """Return the day of the address. Raises MissingError."""
    try:
        return date.fromisoformat(request.arguments[0])
    except ValueError:
        raise missing("day") from None


def _shown(action: Action, day: date, *fields: str) -> ShownData:
    return ShownData(action=action, subjects=(f"trail:{day}",), fields=fields)


ROUTES: tuple[PageRoute, ...] = (
    *list_routes(TRAIL, menu=MenuPlace.EVIDENCE, key="t", shows_claims=False),
    PageRoute(
        path="/trail/<day>",
        page=show_day,
        resource=Resource.TRAIL,
        operation=Operation.READ,
        shows_claims=False,
    ),
    PageRoute(
        path="/trail/<day>/verify",
        page=verify_day,
        resource=Resource.TRAIL,
        operation=Operation.EXPORT,
        method=Method.POST,
        title="verifying the trail",
        shows_claims=False,
    ),
)
