"""Reads of the API: every list of the pages, a claim, a ticket, a file, the figures."""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.sign_in.scopes import PEOPLE_ONLY
from claimtrail.analytics.figures.model import FigureSums, OwnerLoad, scope_of
from claimtrail.analytics.figures.rows import AgeAnchor
from claimtrail.intake.views import FileTrail
from claimtrail.kernel.clock import format_instant
from claimtrail.trail.access_log import Action
from claimtrail.web.api.parameters import list_parameters
from claimtrail.web.api.routes import BASE, ApiPage, ApiRoute, Schema
from claimtrail.web.api.schemas import (
    DOLLARS,
    list_of,
    object_of,
    or_null,
    page_schema,
    row_schema,
    view_schema,
)
from claimtrail.web.claims.page.pages import claim_document
from claimtrail.web.claims.page.whole import PAGE_TABLES, ClaimPage
from claimtrail.web.core.lists.columns import dollars, plain
from claimtrail.web.core.lists.downloads import JSON_TYPE
from claimtrail.web.core.lists.list_pages import shown_in
from claimtrail.web.core.lists.list_views import documents_of, view_of
from claimtrail.web.core.lists.listing import Listing
from claimtrail.web.core.replies import DataReply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import PageRoute
from claimtrail.web.figures.shown import figures_shown
from claimtrail.web.files.listing import COLUMNS, file_target
from claimtrail.web.files.page import MOST_FINDINGS, MOST_SETS, trails_of
from claimtrail.web.tickets.page.whole import TICKET_PAGE_TABLES, TicketPage
from claimtrail.web.tickets.pages import ticket_document

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_INSTANT: Schema = {"type": "string", "format": "date-time"}


def json_reply(document: Mapping[str, Any], *, shows: tuple[ShownData, ...] = ()) -> DataReply:
    """Return a document."""
    return DataReply(
        content_type=JSON_TYPE, body=json.dumps(document, ensure_ascii=False), shows=shows
    )


# Lists

_PARTS_OF_LISTS: Mapping[str, tuple[tuple[Resource, Operation], ...]] = MappingProxyType(
    {"work": ((Resource.EXCEPTION, Operation.LIST), (Resource.MATCH, Operation.LIST))}
)
"""By the name of a list with rows of several kinds."""


def list_reads(routes: Iterable[PageRoute]) -> tuple[ApiRoute, ...]:
    """Return the addresses of the lists among the pages that a machine's scope may name.

    Lists for people alone have their twins beside the pages.
    """
    return tuple(
        ApiRoute(
            name=f"list_{route.listing.name.replace('-', '_')}",
            path=route.listing.path,
            page=_list_page(route.listing),
            resource=route.listing.resource,
            operation=Operation.LIST,
            summary=f"List: {route.listing.title}",
            description=route.listing.intro,
            answer=_answer_of(route.listing),
            parameters=list_parameters(route.listing),
            parts=_PARTS_OF_LISTS.get(route.listing.name, ()),
            shows_claims=route.shows_claims,
        )
        for route in routes
        if route.listing and (route.listing.resource, Operation.LIST) not in PEOPLE_ONLY
    )


def _answer_of(listing: Listing[Any]) -> Any:
    return lambda: page_schema(listing)


def _list_page(listing: Listing[Any]) -> ApiPage:
    def page(request: PageRequest) -> DataReply:
        view = view_of(listing, request, operation=Operation.LIST)
        document = {
            "data": list(documents_of(view)),
            "total": view.total,
            "next": BASE + view.next_page if view.next_page else None,
            "notes": list(view.notes),
        }
        return json_reply(document, shows=shown_in(listing, view))

    return page


# Files

_SET: Schema = object_of(
    {
        "identifier": _TEXT,
        "control_number": _TEXT,
        "outcome": _TEXT,
        "facts": _COUNT,
        "findings": _COUNT,
        "is_held": {"type": "boolean"},
    }
)
_FINDING: Schema = object_of(
    {
        "code": _TEXT,
        "severity": _TEXT,
        "text": _TEXT,
        "next_step": _TEXT,
        "offset": _COUNT,
        "segment_id": _TEXT,
        "loop_id": _TEXT,
    }
)


def read_file(request: PageRequest) -> DataReply:
    """Return what became of a file in each dropbox to which it came. Raises as the page does."""
    trails = trails_of(request, Operation.READ)
    documents = [_file(request, one) for one in trails]
    shown = ShownData(
        action=Action.FILE_READ,
        subjects=tuple(dict.fromkeys(one.receipt.file_id for one in trails)),
        fields=tuple(dict.fromkeys(name for one in documents for name in one)),
    )
    return json_reply({"data": documents}, shows=(shown,))


def _file(request: PageRequest, trail: FileTrail) -> dict[str, Any]:
    receipt = trail.receipt
    groups = request.decide(Operation.READ, file_target(receipt)).groups
    shown: dict[str, Any] = {
        one.name: plain(one.kind, one.value(receipt)) for one in COLUMNS if one.group in groups
    }
    if FieldGroup.STATUS not in groups:
        return shown
    return shown | {
        "deliveries": len(trail.deliveries),
        "set_outcomes": [
            {
                "identifier": one.identifier,
                "control_number": one.control_number,
                "outcome": one.verdict.value,
                "facts": one.event_count,
                "findings": one.finding_count,
                "is_held": one.is_held,
            }
            for one in trail.sets[:MOST_SETS]
        ],
        "finding_details": [
            {
                "code": one.code,
                "severity": one.severity.value,
                "text": one.text,
                "next_step": trail.next_step_of(one),
                "offset": one.offset,
                "segment_id": one.segment_id,
                "loop_id": one.loop_id,
            }
            for one in trail.findings[:MOST_FINDINGS]
        ],
    }


def _file_schema() -> Schema:
    row = row_schema(COLUMNS)
    row["properties"] |= {
        "deliveries": _COUNT,
        "set_outcomes": list_of(_SET),
        "finding_details": list_of(_FINDING),
    }
    return object_of({"data": list_of(row)})


# Figures

_MONEY_NAMES = ("charge", "paid", "balance", "denied")


def read_figures(request: PageRequest) -> DataReply:
    """Return the figures of the caller's own payers and facilities, without any claim."""
    groups = request.groups_at_all(Operation.READ, Resource.FIGURES)
    has_money = FieldGroup.MONEY in groups
    figures = request.stores.figures.read(scope_of(request.person))

    def lines(name: str, sums: Mapping[str, FigureSums]) -> list[dict[str, Any]]:
        return [{name: key} | _sums(one, has_money=has_money) for key, one in sorted(sums.items())]

    document: dict[str, Any] = {
        "on": figures.on.isoformat(),
        "counted_at": format_instant(figures.counted_at) if figures.counted_at else None,
        "is_rebuilding": figures.is_rebuilding,
        "totals": _sums(figures.totals, has_money=has_money),
        "by_payer": lines("payer", figures.by_payer),
        "by_state": lines("state", figures.by_state),
        "denials": lines("category", figures.denials),
        "aging": [
            {"since": anchor.value, "payer": payer, "days": bucket.value}
            | _sums(sums, has_money=has_money)
            for anchor, aging in figures.aging.items()
            for payer, buckets in aging.items()
            for bucket, sums in buckets.items()
        ],
    }
    if FieldGroup.WORK in groups and figures.owners is not None:
        document["owners"] = [
            _load(owner, load, has_money=has_money)
            for owner, load in sorted(figures.owners.items())
        ]
    return json_reply(document, shows=(figures_shown(groups),))


def _sums(sums: FigureSums, *, has_money: bool) -> dict[str, Any]:
    counted: dict[str, Any] = {"claims": sums.claims}
    if has_money:
        counted |= {name: dollars(getattr(sums, f"{name}_cents")) for name in _MONEY_NAMES}
    return counted


def _load(owner: str, load: OwnerLoad, *, has_money: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"owner": owner, "tickets": load.tickets}
    return found | ({"amount": dollars(load.amount_cents)} if has_money else {})


def _sums_schema(*names: str) -> Schema:
    keys = dict.fromkeys(names, _TEXT)
    money = dict.fromkeys(_MONEY_NAMES, DOLLARS)
    return object_of(keys | {"claims": {"type": "integer"}} | money, optional=_MONEY_NAMES)


def _figures_schema() -> Schema:
    aging = _sums_schema("since", "payer", "days")
    aging["properties"]["since"] = {"type": "string", "enum": [one.value for one in AgeAnchor]}
    owner = object_of(
        {"owner": _TEXT, "tickets": {"type": "integer"}, "amount": DOLLARS}, optional=("amount",)
    )
    return object_of(
        {
            "on": {"type": "string", "format": "date"},
            "counted_at": or_null(_INSTANT),
            "is_rebuilding": {"type": "boolean"},
            "totals": _sums_schema(),
            "by_payer": list_of(_sums_schema("payer")),
            "by_state": list_of(_sums_schema("state")),
            "denials": list_of(_sums_schema("category")),
            "aging": list_of(aging),
            "owners": list_of(owner),
        },
        optional=("owners",),
    )


READS: tuple[ApiRoute, ...] = (
    ApiRoute(
        name="read_claim",
        path="/claims/<claim_id>",
        page=claim_document,
        resource=Resource.CLAIM,
        operation=Operation.READ,
        summary="Read a claim",
        description="All that the claim's page shows to the caller.",
        parts=((Resource.PAYMENT, Operation.READ), (Resource.TICKET, Operation.LIST)),
        answer=lambda: view_schema(ClaimPage, PAGE_TABLES),
    ),
    ApiRoute(
        name="read_ticket",
        path="/tickets/<ticket_id>",
        page=ticket_document,
        resource=Resource.TICKET,
        operation=Operation.READ,
        summary="Read a ticket",
        description="All that the ticket's page shows to the caller, with its clocks.",
        answer=lambda: view_schema(TicketPage, TICKET_PAGE_TABLES),
    ),
    ApiRoute(
        name="read_file",
        path="/files/<file_id>",
        page=read_file,
        resource=Resource.FILE,
        operation=Operation.READ,
        summary="Read what became of a file",
        description="One entry for each dropbox to which the file came.",
        answer=_file_schema,
    ),
    ApiRoute(
        name="read_figures",
        path="/figures",
        page=read_figures,
        resource=Resource.FIGURES,
        operation=Operation.READ,
        summary="Read the figures",
        description="Counts and dollars of the caller's own payers and facilities.",
        answer=_figures_schema,
        shows_claims=False,
    ),
)
