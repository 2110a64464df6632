"""Payments that are applied to no claim: under a number that means several claims, or none."""

from collections.abc import Iterator
from dataclasses import dataclass

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.matching.model import Match
from claimtrail.claims.views.held_money import held_remittances
from claimtrail.claims.views.unmatched import unmatched_responses
from claimtrail.trail.access_log import Action
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, PageRoute
from claimtrail.web.review.unmatched import rejected_words

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
    found = unmatched_responses(
        request.stores.payer_ids, store=request.stores.claims, limit=MOST_OF_PAYER
    )
    with_money = [one for one in found.matches if found.paid_cents.get(one.claim_id)]
    notes = [f"Only {MOST_OF_PAYER} responses of a payer were read."] if found.is_cut else []
    if len(with_money) > MOST_READ:
        notes.append(f"Only {MOST_READ} of {len(with_money):,} responses were looked into.")
    if found.rejected:
        notes.append(rejected_words(found.rejected))
    rows = (row for one in with_money[:MOST_READ] for row in _payments_of(request, one))
    return ROWS.page(rows, wanted, groups_of, notes=tuple(notes))


def _payments_of(request: PageRequest, match: Match) -> Iterator[UnappliedPayment]:
    claims = request.stores.claims
    claim = claims.find(match.claim_id)
    for event, remitted in held_remittances(claim, claims.events_of(match.claim_id)):
        if remitted.paid_cents:
            yield UnappliedPayment(match=match, event=event, remitted=remitted)


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
    intro="What payers paid under numbers that could mean several claims, or that no claim of ours "
    "has. It counts for none until a person decides which one is meant, or the 837 comes.",
    empty="Every payment that was read is applied to a claim.",
)

ROUTES: tuple[PageRoute, ...] = list_routes(UNAPPLIED, menu=MenuPlace.FIGURES)
