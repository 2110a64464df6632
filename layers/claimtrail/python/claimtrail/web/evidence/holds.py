"""Legal holds and retention: what is kept for which docket, and what goes when.

Holds are set and released by `claimtrail hold`, in a role that the pages do not have.
"""

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.ids import CLAIM_PREFIX, FILE_PREFIX, TICKET_PREFIX
from claimtrail.trail.access_log import Action
from claimtrail.trail.holding.holds import Hold, HoldPhase
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.errors import missing
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.replies import PageReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, PageRoute
from claimtrail.web.files.listing import file_address

MOST_OBJECTS = 200
"""Objects of one hold that its page shows."""
PHASE_WORDS = {
    HoldPhase.SETTING: "being set: set it again",
    HoldPhase.STANDING: "stands",
    HoldPhase.RELEASING: "being released: release it again",
    HoldPhase.RELEASED: "released",
}
_KINDS = {CLAIM_PREFIX: "claim", FILE_PREFIX: "file", TICKET_PREFIX: "ticket"}
_LONGEST_ID = 64
_TARGET = AccessTarget(resource=Resource.HOLD)


def address_of_holds(subject_id: str) -> str:
    """Return the address of the holds on a claim or file."""
    return f"/holds/{subject_id}"


def kind_of(hold: Hold) -> str:
    """Return the kind of thing that is held."""
    return next(kind for prefix, kind in _KINDS.items() if hold.subject_id.startswith(prefix))


def _link_of(subject_id: str) -> str:
    """Return the address of what is held; of a ticket, that of the search which leads to it."""
    if subject_id.startswith(TICKET_PREFIX):
        return f"/search?q={subject_id}"
    return (
        address_of(subject_id) if subject_id.startswith(CLAIM_PREFIX) else file_address(subject_id)
    )


def read_holds(request: PageRequest, wanted: WantedView, groups_of: Admission[Hold]) -> Found[Hold]:
    """Return a page of the holds that are not released altogether."""
    return ROWS.page(request.stores.holds.list_open(), wanted, groups_of)


FACETS: tuple[Facet[Hold], ...] = (
    Facet(name="docket", title="Docket", group=FieldGroup.REFERENCE, value=lambda row: row.docket),
    Facet(
        name="phase",
        title="Phase",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.phase.value,
        words=lambda value: PHASE_WORDS[HoldPhase(value)],
        known=lambda _: [one.value for one in HoldPhase],
    ),
    Facet(name="kind", title="Of what", group=FieldGroup.REFERENCE, value=kind_of),
    Facet(name="by", title="Set by", group=FieldGroup.REFERENCE, value=lambda row: row.set_by),
)
ORDERS: tuple[RowOrder[Hold], ...] = (
    RowOrder(
        name="earliest",
        words="earliest first",
        key=lambda row: (row.set_at, row.subject_id, row.docket),
    ),
    RowOrder(
        name="latest",
        words="latest first",
        key=lambda row: (-row.set_at.timestamp(), row.subject_id, row.docket),
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)
HOLDS: Listing[Hold] = Listing(
    name="holds",
    title="Legal holds",
    resource=Resource.HOLD,
    action=Action.HOLDS_LISTED,
    columns=(
        ListColumn(
            name="subject",
            title="Held",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.subject_id,
            kind=CellKind.ID,
            link=lambda row: address_of_holds(row.subject_id),
            note=kind_of,
        ),
        ListColumn(
            name="docket",
            title="Docket",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.docket,
        ),
        ListColumn(
            name="phase",
            title="Phase",
            group=FieldGroup.REFERENCE,
            value=lambda row: PHASE_WORDS[row.phase],
        ),
        ListColumn(
            name="objects",
            title="Objects kept",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.object_count,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="set_at",
            title="Since",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.set_at,
            kind=CellKind.INSTANT,
        ),
        ListColumn(
            name="set_by",
            title="Set by",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.set_by,
        ),
        ListColumn(
            name="reason",
            title="Reason",
            group=FieldGroup.NOTES,
            value=lambda row: row.reason,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_holds,
    target=lambda _: _TARGET,
    subject=lambda row: f"hold:{row.subject_id}",
    intro="What a docket keeps beyond its time. Set and released at the command line.",
    empty="Nothing is held.",
    template="holds.html",
)


def show_holds(request: PageRequest) -> Reply:
    """Show the holds on a claim or file, with the objects that each keeps."""
    [subject_id] = request.arguments
    is_id = subject_id.startswith(tuple(_KINDS)) and len(subject_id) <= _LONGEST_ID
    found = request.stores.holds.holds_on(subject_id) if is_id else []
    if not found:
        raise missing("hold")
    objects = {
        one.cover_key: list(request.stores.holds.objects_of(one))[:MOST_OBJECTS] for one in found
    }
    return PageReply(
        template="hold.html",
        title="Legal holds",
        view={
            "subject_id": subject_id,
            "link": _link_of(subject_id),
            "holds": found,
            "objects": objects,
            "words": PHASE_WORDS,
        },
        shows=(
            ShownData(
                action=Action.HOLDS_LISTED,
                subjects=(f"hold:{subject_id}",),
                fields=("docket", "phase", "reason", "objects"),
            ),
        ),
    )


def show_retention(_request: PageRequest) -> Reply:
    """Show how long each class of data is kept, and when what is written today goes."""
    return PageReply(
        template="retention.html",
        title="Retention",
        view={"rules": tuple(RETENTION)},
    )


ROUTES: tuple[PageRoute, ...] = (
    *list_routes(HOLDS, menu=MenuPlace.EVIDENCE, key="h", shows_claims=False),
    PageRoute(
        path="/holds/<subject_id>",
        page=show_holds,
        resource=Resource.HOLD,
        shows_claims=False,
    ),
    PageRoute(
        path="/retention",
        page=show_retention,
        resource=Resource.HOLD,
        shows_claims=False,
    ),
)
