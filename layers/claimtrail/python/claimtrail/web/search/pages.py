"""The search: a form that is posted, so that no name stands in an address, a log or a history.

One claim opens at once; several are a list; none says what was looked up and how. Nothing of what
was typed is kept.
"""

from claimtrail.access.resources import Operation, Resource
from claimtrail.web.claims.subject import address_of
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.search.answers import found_claims, seen_ticket, sees_file
from claimtrail.web.search.finding import SearchResult, find_claims
from claimtrail.web.search.terms import MOST_LETTERS, SearchPart, Term, terms_of
from claimtrail.web.tickets.subject import ticket_address

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
    if term.kind is SearchPart.TICKET_ID and seen_ticket(request, term.value):
        return ticket_address(term.value)
    is_file = term.kind is SearchPart.FILE_ID and sees_file(request, term.value)
    return f"/files/{term.value}" if is_file else ""


def _listed(request: PageRequest, said: str, found: SearchResult) -> Reply:
    """Return the page with the claims that were found, by the columns of the list of claims."""
    listed = found_claims(request, found)
    return PageReply(
        template=_TEMPLATE,
        title="Search",
        view=_view(said=said, found=found, list=listed.view, listing=listed.listing),
        shows=listed.shows,
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
