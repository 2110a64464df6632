"""The lists of finance: payments that 835s explain, and adjustments of providers beside claims."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.facts.payments import PaymentCopy, ProviderAdjustmentFact
from claimtrail.claims.views.provider_adjustment_words import plb_words
from claimtrail.trail.access_log import Action
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_routes
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, PageRoute
from claimtrail.web.files.listing import file_address

MOST_READ = 1_000
"""Payments of one payer that a view reads at most."""
ADDS_UP, DOES_NOT = "adds up", "does not add up"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPayment:
    """A payment as the earliest of its files states it."""

    copy: PaymentCopy
    files: int
    """Files that state it; more than one is a remittance sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAdjustment:
    """One reason of a PLB with the payment that it stands in."""

    copy: PaymentCopy
    fact: ProviderAdjustmentFact


def payment_target(copy: PaymentCopy) -> AccessTarget:
    """Return a payment as decisions go by it."""
    return AccessTarget(resource=Resource.PAYMENT, payer=copy.payer_id)


def balance_of(copy: PaymentCopy) -> str:
    """Return whether claims and adjustments explain the payment."""
    return ADDS_UP if copy.balanced else DOES_NOT


def read_payments(
    request: PageRequest, wanted: WantedView, groups_of: Admission[ListedPayment]
) -> Found[ListedPayment]:
    """Return a page of payments; `since` in the address leaves out earlier ones."""
    rows, notes = _payments(request)
    return PAYMENT_ROWS.page(rows, wanted, groups_of, notes=notes)


def read_adjustments(
    request: PageRequest, wanted: WantedView, groups_of: Admission[ListedAdjustment]
) -> Found[ListedAdjustment]:
    """Return a page of provider-level adjustments."""
    rows, notes = _payments(request)
    adjustments = (
        ListedAdjustment(copy=row.copy, fact=fact)
        for row in rows
        for fact in row.copy.provider_adjustments
    )
    return ADJUSTMENT_ROWS.page(adjustments, wanted, groups_of, notes=notes)


def _payments(request: PageRequest) -> tuple[list[ListedPayment], tuple[str, ...]]:
    since = _since(request)
    rows: list[ListedPayment] = []
    cut: list[str] = []
    for payer_id in request.stores.payer_ids:
        copies = request.stores.payments.list_payments(
            payer_id=payer_id, first_day=since, limit=MOST_READ
        )
        rows += _rows(copies)
        if len(copies) >= MOST_READ:
            cut.append(payer_id)
    notes = (f"Only the latest {MOST_READ:,} payments were read of {', '.join(cut)}.",)
    return rows, notes if cut else ()


def _rows(copies: list[PaymentCopy]) -> Iterator[ListedPayment]:
    by_payment: dict[str, list[PaymentCopy]] = {}
    for copy in copies:
        by_payment.setdefault(copy.payment_id, []).append(copy)
    for found in by_payment.values():
        yield ListedPayment(copy=min(found, key=PaymentCopy.order), files=len(found))


def _since(request: PageRequest) -> date | None:
    text = request.query.first("since")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise bad_value("since", known="a day, for instance 2026-10-05") from None


PAYMENT_FACETS: tuple[Facet[ListedPayment], ...] = (
    Facet(
        name="payer",
        title="Payer",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.copy.payer_id,
    ),
    Facet(
        name="balance",
        title="Balance",
        group=FieldGroup.MONEY,
        value=lambda row: balance_of(row.copy),
    ),
    Facet(name="method", title="Method", group=FieldGroup.MONEY, value=lambda row: row.copy.method),
)
PAYMENT_ORDERS: tuple[RowOrder[ListedPayment], ...] = (
    RowOrder(
        name="latest",
        words="latest first",
        key=lambda row: (-row.copy.paid_on.toordinal(), row.copy.payment_id),
    ),
    RowOrder(
        name="amount",
        words="largest first",
        key=lambda row: (-row.copy.amount_cents, row.copy.payment_id),
        group=FieldGroup.MONEY,
    ),
)
PAYMENT_COLUMNS: tuple[ListColumn[ListedPayment], ...] = (
    ListColumn(
        name="paid_on",
        title="Paid on",
        group=FieldGroup.STATUS,
        value=lambda row: row.copy.paid_on,
        kind=CellKind.DATE,
    ),
    ListColumn(
        name="payer",
        title="Payer",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.copy.payer_id,
    ),
    ListColumn(
        name="trace",
        title="Trace (TRN02)",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.copy.trace_number,
    ),
    ListColumn(
        name="method",
        title="Method",
        group=FieldGroup.MONEY,
        value=lambda row: row.copy.method,
    ),
    ListColumn(
        name="amount",
        title="Amount",
        group=FieldGroup.MONEY,
        value=lambda row: row.copy.amount_cents,
        kind=CellKind.MONEY,
    ),
    ListColumn(
        name="claims",
        title="Claims",
        group=FieldGroup.STATUS,
        value=lambda row: row.copy.claim_count,
        kind=CellKind.NUMBER,
    ),
    ListColumn(
        name="claim_payments",
        title="Claim payments",
        group=FieldGroup.MONEY,
        value=lambda row: row.copy.claims_paid_cents,
        kind=CellKind.MONEY,
    ),
    ListColumn(
        name="withheld",
        title="Withheld (PLB)",
        group=FieldGroup.MONEY,
        value=lambda row: row.copy.withheld_cents,
        kind=CellKind.MONEY,
        link=lambda row: f"/adjustments?trace={row.copy.trace_number}",
    ),
    ListColumn(
        name="unexplained",
        title="Unexplained",
        group=FieldGroup.MONEY,
        value=lambda row: row.copy.difference_cents,
        kind=CellKind.MONEY,
        note=lambda row: "" if row.copy.balanced else DOES_NOT,
    ),
    ListColumn(
        name="file",
        title="File",
        group=FieldGroup.SOURCE,
        value=lambda row: row.copy.source.file_id,
        kind=CellKind.ID,
        link=lambda row: file_address(row.copy.source.file_id),
        opens=Resource.FILE,
        note=lambda row: f"and in {row.files - 1} more" if row.files > 1 else "",
        below="trace",
    ),
)
PAYMENT_ROWS = MemoryRows(facets=PAYMENT_FACETS, orders=PAYMENT_ORDERS, columns=PAYMENT_COLUMNS)
PAYMENTS: Listing[ListedPayment] = Listing(
    name="payments",
    title="Payments",
    resource=Resource.PAYMENT,
    action=Action.PAYMENTS_LISTED,
    columns=PAYMENT_COLUMNS,
    orders=PAYMENT_ORDERS,
    facets=PAYMENT_FACETS,
    source=read_payments,
    target=lambda row: payment_target(row.copy),
    subject=lambda row: row.copy.payment_id,
    intro="Checks and transfers that 835s explain. What the bank confirmed is not known here.",
    empty="No payment fits this view.",
)

ADJUSTMENT_FACETS: tuple[Facet[ListedAdjustment], ...] = (
    Facet(
        name="reason",
        title="Reason",
        group=FieldGroup.MONEY,
        value=lambda row: row.fact.reason_code,
        words=lambda code: f"{code}: {plb_words(code)}",
    ),
    Facet(
        name="payer",
        title="Payer",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.copy.payer_id,
    ),
    Facet(
        name="trace",
        title="Payment",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.copy.trace_number,
    ),
)
ADJUSTMENT_ORDERS: tuple[RowOrder[ListedAdjustment], ...] = (
    RowOrder(
        name="latest",
        words="latest first",
        key=lambda row: (
            -row.copy.paid_on.toordinal(),
            row.copy.payment_id,
            row.fact.reason_code,
            row.fact.reference,
        ),
    ),
    RowOrder(
        name="amount",
        words="largest first",
        key=lambda row: (-abs(row.fact.amount_cents), row.copy.payment_id),
        group=FieldGroup.MONEY,
    ),
)
ADJUSTMENT_COLUMNS: tuple[ListColumn[ListedAdjustment], ...] = (
    ListColumn(
        name="paid_on",
        title="Paid on",
        group=FieldGroup.STATUS,
        value=lambda row: row.copy.paid_on,
        kind=CellKind.DATE,
    ),
    ListColumn(
        name="payer",
        title="Payer",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.copy.payer_id,
    ),
    ListColumn(
        name="trace",
        title="Trace (TRN02)",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.copy.trace_number,
    ),
    ListColumn(
        name="reason",
        title="Reason",
        group=FieldGroup.MONEY,
        value=lambda row: row.fact.reason_code,
        note=lambda row: plb_words(row.fact.reason_code),
    ),
    ListColumn(
        name="withheld",
        title="Withheld",
        group=FieldGroup.MONEY,
        value=lambda row: row.fact.amount_cents,
        kind=CellKind.MONEY,
    ),
    ListColumn(
        name="provider",
        title="Provider",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.fact.provider_identifier,
    ),
    # It may be an account's or a claim's number: for those who read the payer's own words.
    ListColumn(
        name="reference",
        title="Payer's reference",
        group=FieldGroup.SOURCE,
        value=lambda row: row.fact.reference,
    ),
    ListColumn(
        name="file",
        title="File",
        group=FieldGroup.SOURCE,
        value=lambda row: row.copy.source.file_id,
        kind=CellKind.ID,
        link=lambda row: file_address(row.copy.source.file_id),
        opens=Resource.FILE,
    ),
)
ADJUSTMENT_ROWS = MemoryRows(
    facets=ADJUSTMENT_FACETS, orders=ADJUSTMENT_ORDERS, columns=ADJUSTMENT_COLUMNS
)
ADJUSTMENTS: Listing[ListedAdjustment] = Listing(
    name="adjustments",
    title="Provider-level adjustments (PLB)",
    resource=Resource.PAYMENT,
    action=Action.PAYMENTS_LISTED,
    columns=ADJUSTMENT_COLUMNS,
    orders=ADJUSTMENT_ORDERS,
    facets=ADJUSTMENT_FACETS,
    source=read_adjustments,
    target=lambda row: payment_target(row.copy),
    subject=lambda row: row.copy.payment_id,
    intro="Money that payers gave or kept beside claims; a positive amount was withheld.",
    empty="No adjustment fits this view.",
)

ROUTES: tuple[PageRoute, ...] = (
    *list_routes(PAYMENTS, menu=MenuPlace.FIGURES, key="p"),
    *list_routes(ADJUSTMENTS, menu=MenuPlace.FIGURES, key="a"),
)
