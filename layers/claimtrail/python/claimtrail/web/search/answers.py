"""Answers of a search for pages and programs: claims as their list shows them, and seen ids."""

from dataclasses import dataclass, replace
from typing import Any

from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.views.listed import listed_claim
from claimtrail.tickets.model import Ticket
from claimtrail.web.claims.listing import CLAIMS
from claimtrail.web.core.lists.list_views import ListView, view_of
from claimtrail.web.core.lists.listing import Found, Listing
from claimtrail.web.core.query import NO_QUERY
from claimtrail.web.core.replies import ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_restrictions
from claimtrail.web.search.finding import SearchResult
from claimtrail.web.tickets.reading import subject_of
from claimtrail.web.work.items import target_of_ticket

STATEMENT = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClaims:
    """The claims of a search by the columns of the list of claims."""

    listing: Listing[Any]
    view: ListView
    shows: tuple[ShownData, ...]


def found_claims(request: PageRequest, found: SearchResult) -> FoundClaims:
    """Return the claims that were found, and what of them is shown."""
    rows = [
        listed_claim(one, deadlines=request.stores.deadlines, today=request.today)
        for one in found.claims
    ]
    listing = replace(
        CLAIMS, title="Search", facets=(), source=lambda *_: Found(rows=rows, total=len(rows))
    )
    view = view_of(listing, replace(request, query=NO_QUERY), operation=Operation.LIST)
    subjects = tuple(row.subject for row in view.rows)
    shown = ShownData(
        action=listing.action,
        subjects=subjects,
        fields=tuple(one.name for one in view.columns),
        statement=STATEMENT,
    )
    return FoundClaims(listing=listing, view=view, shows=(shown,) if subjects else ())


def seen_ticket(request: PageRequest, ticket_id: str) -> Ticket | None:
    """Return a ticket that the person may read; None for others."""
    ticket = request.stores.tickets.get(ticket_id)
    if ticket is None:
        return None
    claim = request.stores.claims.find(ticket.claim_id) if ticket.claim_id else None
    learn_restrictions(request, [claim] if claim else [])
    target = target_of_ticket(ticket, claim)
    is_seen = request.decide(Operation.READ, target, subject=subject_of(ticket)).is_allowed
    return ticket if is_seen else None


def sees_file(request: PageRequest, file_id: str) -> bool:
    """Return whether the person may read what became of a file."""
    return any(
        request.decide(
            Operation.READ, AccessTarget(resource=Resource.FILE, payer=one.partner_id)
        ).is_allowed
        for one in request.stores.files.receipts_of(file_id)
    )
