"""Payments that are applied to no claim: a payer paid under a number that could mean several."""

from collections.abc import Iterator
from dataclasses import dataclass

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.matching.model import Match, Relation
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, PageRoute

MOST_OF_PAYER, MOST_READ = 200, 100
"""Responses of one payer, and of all, that a view lists and looks into at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnappliedPayment:
    """A remittance of a response that no claim counts yet."""

    match: Match
    event: ClaimEvent
    remitted: Remitted

    @property
    def likeliest_id(self) -> str:
        """Return the claim that it could likeliest mean; empty for none."""
        return next((one.claim_id for one in self.match.candidates), "")


def read_unapplied(
    request: PageRequest, wanted: WantedView, groups_of: Admission[UnappliedPayment]
) -> Found[UnappliedPayment]:
    """Return a page of the payments that are applied to no claim."""
    claims = request.stores.claims
    by_payer = {
        payer_id: claims.list_unmatched(payer_id=payer_id, limit=MOST_OF_PAYER)
        for payer_id in request.stores.payer_ids
    }
    matches = [
        one for found in by_payer.values() for one in found if one.relation is Relation.EVIDENCE
    ]
    cut = [payer_id for payer_id, found in by_payer.items() if len(found) >= MOST_OF_PAYER]
    notes = []
    if cut:
        notes.append(f"Only {MOST_OF_PAYER} responses were read of {', '.join(cut)}.")
    if len(matches) > MOST_READ:
        notes.append(f"Only {MOST_READ} of {len(matches):,} responses were looked into.")
    rows = (row for one in matches[:MOST_READ] for row in _payments_of(request, one))
    return ROWS.page(rows, wanted, groups_of, notes=tuple(notes))


def _payments_of(request: PageRequest, match: Match) -> Iterator[UnappliedPayment]:
    for event in request.stores.claims.events_of(match.claim_id):
        if isinstance(event.fact, Remitted) and event.fact.paid_cents:
            yield UnappliedPayment(match=match, event=event, remitted=event.fact)


FACETS: tuple[Facet[UnappliedPayment], ...] = (
    Facet(
        name="payer",
        title="Payer",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.match.payer_id,
    ),
)
ORDERS: tuple[RowOrder[UnappliedPayment], ...] = (
    RowOrder(
        name="oldest",
        words="oldest first",
        key=lambda row: (row.event.effective_on, row.event.event_id),
    ),
    RowOrder(
        name="amount",
        words="largest first",
        key=lambda row: (-abs(row.remitted.paid_cents), row.event.event_id),
        group=FieldGroup.MONEY,
    ),
)
COLUMNS: tuple[ListColumn[UnappliedPayment], ...] = (
    ListColumn(
        name="response",
        title="Response",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.match.claim_id,
        kind=CellKind.ID,
        link=lambda row: address_of(row.match.claim_id),
        opens=Resource.CLAIM,
    ),
    ListColumn(
        name="payer",
        title="Payer",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.match.payer_id,
    ),
    ListColumn(
        name="paid_on",
        title="Paid on",
        group=FieldGroup.STATUS,
        value=lambda row: row.event.effective_on,
        kind=CellKind.DATE,
    ),
    ListColumn(
        name="trace",
        title="Trace (TRN02)",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.remitted.payment_trace_number,
        link=lambda row: f"/adjustments?trace={row.remitted.payment_trace_number}",
    ),
    ListColumn(
        name="charged",
        title="Charged",
        group=FieldGroup.MONEY,
        value=lambda row: row.remitted.charge_cents,
        kind=CellKind.MONEY,
    ),
    ListColumn(
        name="paid",
        title="Paid, not applied",
        group=FieldGroup.MONEY,
        value=lambda row: row.remitted.paid_cents,
        kind=CellKind.MONEY,
    ),
    ListColumn(
        name="could_be",
        title="Likeliest claim",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.likeliest_id,
        kind=CellKind.ID,
        link=lambda row: address_of(row.likeliest_id),
        opens=Resource.CLAIM,
    ),
    ListColumn(
        name="candidates",
        title="Claims that it could mean",
        group=FieldGroup.STATUS,
        value=lambda row: len(row.match.candidates),
        kind=CellKind.NUMBER,
    ),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS, columns=COLUMNS)
UNAPPLIED: Listing[UnappliedPayment] = Listing(
    name="unapplied",
    title="Unapplied payments",
    resource=Resource.PAYMENT,
    action=Action.PAYMENTS_LISTED,
    columns=COLUMNS,
    orders=ORDERS,
    facets=FACETS,
    source=read_unapplied,
    target=lambda row: AccessTarget(resource=Resource.PAYMENT, payer=row.match.payer_id),
    subject=lambda row: row.match.claim_id,
    intro="What payers paid under numbers that could mean several claims. It counts for none of "
    "them until a person decides which one is meant.",
    empty="Every payment that was read is applied to a claim.",
)

ROUTES: tuple[PageRoute, ...] = list_routes(UNAPPLIED, menu=MenuPlace.FIGURES)
