"""Incidents: the list, one of them with its steps, and taking it on or calling it done."""

from collections.abc import Iterable

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.incidents.causes import KIND_WORDS
from claimtrail.incidents.model import INCIDENT_STATE_WORDS, Incident, IncidentState
from claimtrail.incidents.own_steps import own_steps
from claimtrail.incidents.service import Grouper
from claimtrail.intake.model.finding_words import cause_words
from claimtrail.tickets.masking.guarding import guarded_alone
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.listing import address_of
from claimtrail.web.core.errors import missing, refused_notes, wrong_field
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.files.listing import file_address

MOST_READ = 500
"""Incidents of one state that a view reads at most."""
TARGET = AccessTarget(resource=Resource.INCIDENT)


def read_incidents(
    request: PageRequest, wanted: WantedView, groups_of: Admission[Incident]
) -> Found[Incident]:
    """Return a page of incidents; the resolved ones where the view asks for them."""
    asked = tuple(map(IncidentState, wanted.facets["state"]))
    states = asked or (IncidentState.OPEN, IncidentState.ACKNOWLEDGED)
    rows: Iterable[Incident] = (
        one
        for state in states
        for one in request.stores.incidents.list_by_state(state, limit=MOST_READ)
    )
    return ROWS.page(rows, wanted, groups_of)


def open_failures(incident: Incident) -> int | None:
    """Return how many failures have not healed; None once somebody says that it is done."""
    return None if incident.state is IncidentState.RESOLVED else incident.open_count


FACETS: tuple[Facet[Incident], ...] = (
    Facet(
        name="state",
        title="State",
        group=FieldGroup.STATUS,
        value=lambda row: row.state.value,
        words=lambda value: INCIDENT_STATE_WORDS[IncidentState(value)],
        known=lambda _: [one.value for one in IncidentState],
    ),
    Facet(
        name="kind",
        title="What failed",
        group=FieldGroup.STATUS,
        value=lambda row: row.kind,
        words=lambda kind: KIND_WORDS.get(kind, kind),
    ),
    Facet(name="party", title="Partner", group=FieldGroup.STATUS, value=lambda row: row.party),
)
ORDERS: tuple[RowOrder[Incident], ...] = (
    RowOrder(
        name="latest",
        words="latest failure first",
        key=lambda row: (-row.last_at.timestamp(), row.incident_id),
    ),
    RowOrder(
        name="failures",
        words="most failures first",
        key=lambda row: (-row.failure_count, row.incident_id),
        group=FieldGroup.STATUS,
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)

INCIDENTS: Listing[Incident] = Listing(
    name="incidents",
    title="Incidents",
    resource=Resource.INCIDENT,
    action=Action.INCIDENTS_READ,
    columns=(
        ListColumn(
            name="incident_id",
            title="Incident",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.incident_id,
            kind=CellKind.ID,
            link=lambda row: f"/incidents/{row.incident_id}",
        ),
        ListColumn(
            name="what",
            title="What failed",
            group=FieldGroup.STATUS,
            value=lambda row: KIND_WORDS.get(row.kind, row.kind),
        ),
        ListColumn(
            name="cause",
            title="Cause",
            group=FieldGroup.STATUS,
            value=lambda row: cause_words(row.code),
        ),
        ListColumn(
            name="party", title="Partner", group=FieldGroup.STATUS, value=lambda row: row.party
        ),
        ListColumn(
            name="failures",
            title="Failures",
            group=FieldGroup.STATUS,
            value=lambda row: row.failure_count,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="open",
            title="Open",
            group=FieldGroup.STATUS,
            value=open_failures,
            kind=CellKind.NUMBER,
        ),
        ListColumn(
            name="state",
            title="State",
            group=FieldGroup.STATUS,
            value=lambda row: INCIDENT_STATE_WORDS[row.state],
        ),
        ListColumn(
            name="latest",
            title="Latest",
            group=FieldGroup.STATUS,
            value=lambda row: row.last_at,
            kind=CellKind.INSTANT,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_incidents,
    target=lambda _: TARGET,
    subject=lambda row: row.incident_id,
    intro="Updates that failed for one cause, and what to do about it.",
    empty="No incident is open.",
)


def show_incident(request: PageRequest) -> Reply:
    """Show one incident: its timeline, the steps, and some files and claims that it concerns."""
    incident = _found(request)
    groups = request.decide(Operation.READ, TARGET).groups
    files = incident.file_ids if FieldGroup.SOURCE in groups else ()
    return PageReply(
        template="incident.html",
        title=KIND_WORDS.get(incident.kind, incident.kind),
        view={
            "incident": incident,
            "cause": cause_words(incident.code),
            "state": INCIDENT_STATE_WORDS[incident.state],
            "open_failures": open_failures(incident),
            "timeline": [
                one.model_copy(update={"note": cause_words(one.note)}) for one in incident.timeline
            ],
            "steps": own_steps(incident, file_ids=files) if FieldGroup.TECHNICAL in groups else (),
            "files": [(one, file_address(one)) for one in files],
            "claims": [(one, address_of(one)) for one in incident.claim_ids],
            "may_decide": request.decide(Operation.DECIDE, TARGET).is_allowed
            and incident.state is not IncidentState.RESOLVED,
        },
        shows=(
            ShownData(
                action=Action.INCIDENTS_READ,
                subjects=(incident.incident_id, *files, *incident.claim_ids),
                fields=tuple(Incident.model_fields),
            ),
        ),
    )


def change_incident(request: PageRequest) -> Reply:
    """Take an incident on, or call it done. Raises BadRequestError for a field that is wrong."""
    incident = _found(request)
    change, note = request.form.first("change"), request.form.first("note").strip()
    grouper = Grouper(
        store=request.stores.incidents,
        publisher=request.stores.publisher,
        clock=request.stores.clock,
    )
    changes = {"acknowledge": grouper.acknowledge, "resolve": grouper.resolve}
    if change not in changes:
        raise wrong_field("change", wanted="acknowledge or resolve")
    if not note:
        raise wrong_field("note", wanted="a note, without patients' names")
    with refused_notes():
        changes[change](
            incident.incident_id, actor=f"user:{request.person.id}", note=guarded_alone(note)
        )
    return RedirectReply(location=f"/incidents/{incident.incident_id}")


def _found(request: PageRequest) -> Incident:
    """Return the incident of the address. Raises MissingError."""
    [incident_id] = request.arguments
    incident = request.stores.incidents.get(incident_id)
    if incident is None:
        raise missing("incident")
    return incident


ROUTES: tuple[PageRoute, ...] = (
    *list_routes(INCIDENTS, menu=MenuPlace.WORK, key="i", shows_claims=False),
    PageRoute(
        path="/incidents/<incident_id>",
        page=show_incident,
        resource=Resource.INCIDENT,
        operation=Operation.READ,
    ),
    PageRoute(
        path="/incidents/<incident_id>",
        page=change_incident,
        resource=Resource.INCIDENT,
        operation=Operation.DECIDE,
        method=Method.POST,
        title="changes of incidents",
    ),
)
