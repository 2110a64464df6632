"""The search: a form that is posted, so that no name stands in an address, a log or a history.

One claim opens at once; several are a list; none says what was looked up and how. Nothing of what
was typed is kept.
"""

from dataclasses import replace

from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import AccessTarget
from claimtrail.claims.views.listed import listed_claim
from claimtrail.web.claims.listing import CLAIMS
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.lists.list_views import view_of
from claimtrail.web.core.lists.listing import Found
from claimtrail.web.core.query import NO_QUERY
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.restricted import learn_restrictions
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.search.finding import SearchResult, find_claims
from claimtrail.web.search.terms import MOST_LETTERS, SearchPart, Term, terms_of
from claimtrail.web.work.items import target_of_ticket

PATH = "/search"
_TEMPLATE = "search.html"


def search_page(_request: PageRequest) -> Reply:
    """Show the form, and what can be searched for."""
    return PageReply(template=_TEMPLATE, title="Search", view=_view(said=""))


def search(request: PageRequest) -> Reply:
    """Answer a search."""
    said = " ".join(request.form.first("q").split())[:MOST_LETTERS]
    terms = terms_of(said)
    if not terms:
        return search_page(request)
    address = _of_id(request, terms[0])
    if address:
        return RedirectReply(location=address)
    found = find_claims(request, terms)
    if len(found.claims) == 1 and not found.are_near:
        return RedirectReply(location=address_of(found.claims[0].claim_id))
    return _listed(request, said, found)


def _of_id(request: PageRequest, term: Term) -> str:
    """Return the page of a ticket's or file's id; empty for others, and for what is not seen."""
    if term.kind is SearchPart.TICKET_ID:
        return _of_ticket(request, term.value)
    return _of_file(request, term.value) if term.kind is SearchPart.FILE_ID else ""


def _of_ticket(request: PageRequest, ticket_id: str) -> str:
    ticket = request.stores.tickets.get(ticket_id)
    if ticket is None:
        return ""
    claim = request.stores.claims.find(ticket.claim_id) if ticket.claim_id else None
    learn_restrictions(request, [claim] if claim else [])
    target, subject = target_of_ticket(ticket, claim), ticket.claim_id or ticket.ticket_id
    if not request.decide(Operation.READ, target, subject=subject).is_allowed:
        return ""
    return address_of(ticket.claim_id) if ticket.claim_id else "/work?view=none"


def _of_file(request: PageRequest, file_id: str) -> str:
    targets = (
        AccessTarget(resource=Resource.FILE, payer=one.partner_id)
        for one in request.stores.files.receipts_of(file_id)
    )
    may = any(request.decide(Operation.READ, target).is_allowed for target in targets)
    return f"/files/{file_id}" if may else ""


def _listed(request: PageRequest, said: str, found: SearchResult) -> Reply:
    """Return the page with the claims that were found, by the columns of the list of claims."""
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
        statement="search",
    )
    return PageReply(
        template=_TEMPLATE,
        title="Search",
        view=_view(said=said, found=found, list=view, listing=listing),
        shows=(shown,) if subjects else (),
    )


def _view(**given: object) -> dict[str, object]:
    return {"found": None, "list": None, "listing": None, "most_letters": MOST_LETTERS, **given}


ROUTES: tuple[PageRoute, ...] = (
    PageRoute(
        path=PATH,
        page=search_page,
        resource=Resource.CLAIM,
        operation=Operation.LIST,
        title="Search",
        menu=MenuPlace.FIND,
        key="s",
    ),
    PageRoute(
        path=PATH,
        page=search,
        resource=Resource.CLAIM,
        operation=Operation.LIST,
        method=Method.POST,
    ),
)
