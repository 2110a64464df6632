"""The list of a clinician: claims whose payment waits for documents of the provider.

It holds the minimum that the job needs (45 CFR 164.502(b)): whose record, of which days, what the
payer asks for, and by when; no dollar.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.next_actions import NextAction, next_action
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.ports import EventLog
from claimtrail.claims.views.code_words import words_of
from claimtrail.kernel.clock import days_between
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.listing import address_of, target_of
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, PageRoute

MOST_READ = 500
"""Claims of one payer that a view reads at most."""


@dataclass(frozen=True, kw_only=True)
class AwaitingRow:
    """A claim that waits for documents; the patient is read when the row is shown."""

    claim: Claim
    action: NextAction | None
    days_left: int | None
    """Until the payer's last day; None where no such day is known."""
    read: Callable[[], Submitted | None]

    @cached_property
    def submission(self) -> Submitted | None:
        """Return the 837 of the claim."""
        return self.read()

    @property
    def patient(self) -> str:
        """Return `LAST, FIRST`; empty before the 837."""
        if self.submission is None:
            return ""
        person = self.submission.patient
        return ", ".join(filter(None, (person.last_name, person.first_name)))

    @property
    def procedures(self) -> str:
        """Return the procedures of the claim's lines, each once."""
        lines = self.submission.lines if self.submission else ()
        return ", ".join(dict.fromkeys(filter(None, (line.procedure_code for line in lines))))

    @property
    def asked_for(self) -> str:
        """Return the payer's last word in plain language."""
        return words_of(self.claim.steps[-1].codes) if self.claim.steps else ""


def read_awaiting(
    request: PageRequest, wanted: WantedView, groups_of: Admission[AwaitingRow]
) -> Found[AwaitingRow]:
    """Return a page of claims that wait for documents."""
    rows: list[AwaitingRow] = []
    for payer_id in request.stores.payer_ids:
        claims, _ = request.stores.claims.list_claims(
            payer_id=payer_id, state=State.PENDED_PROVIDER_INFO, limit=MOST_READ
        )
        rows += [_row(request, one) for one in claims if not one.is_hidden]
    return ROWS.page(rows, wanted, groups_of)


def _row(request: PageRequest, claim: Claim) -> AwaitingRow:
    action = next_action(claim, request.stores.deadlines(claim), today=request.today)
    deadline = action.deadline if action else None
    log: EventLog = request.stores.claims
    return AwaitingRow(
        claim=claim,
        action=action,
        days_left=days_between(request.today, deadline) if deadline else None,
        read=lambda: _submission(log, claim.claim_id),
    )


def _submission(log: EventLog, claim_id: str) -> Submitted | None:
    """Return the latest 837 of a claim; None before one has come."""
    sent = [one for one in log.events_of(claim_id) if isinstance(one.fact, Submitted)]
    latest = max(sent, key=lambda one: one.source.received_at, default=None)
    return latest.fact if latest and isinstance(latest.fact, Submitted) else None


FACETS: tuple[Facet[AwaitingRow], ...] = (
    Facet(
        name="payer",
        title="Payer",
        group=FieldGroup.STATUS,
        value=lambda row: row.claim.payer_id,
    ),
    Facet(
        name="facility",
        title="Facility",
        group=FieldGroup.SERVICE,
        value=lambda row: row.claim.facility_npi,
    ),
)
_NEVER = 100_000
"""Days: in the place of a last day that is not known."""
ORDERS: tuple[RowOrder[AwaitingRow], ...] = (
    RowOrder(
        name="due",
        words="earliest last day first",
        key=lambda row: (
            _NEVER if row.days_left is None else row.days_left,
            row.claim.state_since,
            row.claim.claim_id,
        ),
        group=FieldGroup.STATUS,
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)

DOCUMENTS: Listing[AwaitingRow] = Listing(
    name="documents",
    title="Documents that payers wait for",
    resource=Resource.CLAIM,
    action=Action.CLAIMS_LISTED,
    columns=(
        ListColumn(
            name="patient",
            title="Patient",
            group=FieldGroup.PATIENT,
            value=lambda row: row.patient,
            link=lambda row: address_of(row.claim.claim_id),
        ),
        ListColumn(
            name="claim_id",
            title="Claim",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.claim.claim_id,
            kind=CellKind.ID,
            link=lambda row: address_of(row.claim.claim_id),
            is_main=False,
        ),
        ListColumn(
            name="service",
            title="Day of service",
            group=FieldGroup.SERVICE,
            value=lambda row: row.claim.service_from,
            kind=CellKind.DATE,
        ),
        ListColumn(
            name="procedures",
            title="Procedures",
            group=FieldGroup.CLINICAL,
            value=lambda row: row.procedures,
        ),
        ListColumn(
            name="payer",
            title="Payer",
            group=FieldGroup.STATUS,
            value=lambda row: row.claim.payer_id,
        ),
        ListColumn(
            name="asked_for",
            title="The payer says",
            group=FieldGroup.CLINICAL,
            value=lambda row: row.asked_for,
            kind=CellKind.SENTENCE,
        ),
        ListColumn(
            name="next_action",
            title="What to do",
            group=FieldGroup.STATUS,
            value=lambda row: row.action.action if row.action else "",
            kind=CellKind.SENTENCE,
        ),
        ListColumn(
            name="days_left",
            title="Time left",
            group=FieldGroup.STATUS,
            value=lambda row: row.days_left,
            kind=CellKind.DAYS_LEFT,
        ),
        ListColumn(
            name="since",
            title="Waiting since",
            group=FieldGroup.STATUS,
            value=lambda row: row.claim.state_since,
            kind=CellKind.DATE,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_awaiting,
    target=lambda row: target_of(row.claim),
    subject=lambda row: row.claim.claim_id,
    claim=lambda row: row.claim,
    intro="Payment of these claims waits for records of yours.",
    empty="No payer waits for documents.",
)

ROUTES: tuple[PageRoute, ...] = list_routes(DOCUMENTS, menu=MenuPlace.WORK, key="d")
