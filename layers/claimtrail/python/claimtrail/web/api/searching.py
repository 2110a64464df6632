"""Search by the API: the words stand in the body, so that no address, log or history has them."""

from claimtrail.access.resources import Operation, Resource
from claimtrail.web.api.bodies import BodyField
from claimtrail.web.api.reads import json_reply
from claimtrail.web.api.routes import ApiRoute, Schema
from claimtrail.web.api.schemas import list_of, object_of, row_schema
from claimtrail.web.claims.listing import CLAIMS
from claimtrail.web.core.lists.list_views import documents_of
from claimtrail.web.core.replies import DataReply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import Method
from claimtrail.web.search.answers import found_claims, seen_ticket, sees_file
from claimtrail.web.search.finding import MOST_FOUND, find_claims
from claimtrail.web.search.terms import MOST_LETTERS, SearchPart, Term, terms_of

_IDS = {"type": "string"}


def search_claims(request: PageRequest) -> DataReply:
    """Return the claims that fit every part of the words, or the ticket or file of an id."""
    terms = terms_of(" ".join(request.form.first("q").split()))
    found = find_claims(request, terms)
    listed = found_claims(request, found)
    document = {
        "claims": list(documents_of(listed.view)),
        "are_near": found.are_near,
        "is_cut": found.is_cut,
        "tickets": _seen(request, terms, SearchPart.TICKET_ID),
        "files": _seen(request, terms, SearchPart.FILE_ID),
    }
    return json_reply(document, shows=listed.shows)


def _seen(request: PageRequest, terms: tuple[Term, ...], kind: SearchPart) -> list[str]:
    """Return the ids of tickets or files among the words, those that the caller may read."""
    is_seen = seen_ticket if kind is SearchPart.TICKET_ID else sees_file
    return [one.value for one in terms if one.kind is kind and is_seen(request, one.value)]


def _answer() -> Schema:
    return object_of(
        {
            "claims": list_of(row_schema(CLAIMS.columns)),
            "are_near": {
                "type": "boolean",
                "description": "True: no claim has the number, and these have one like it.",
            },
            "is_cut": {
                "type": "boolean",
                "description": f"True: more than {MOST_FOUND} claims fit some part.",
            },
            "tickets": list_of(_IDS),
            "files": list_of(_IDS),
        }
    )


SEARCH: tuple[ApiRoute, ...] = (
    ApiRoute(
        name="search",
        path="/search",
        page=search_claims,
        resource=Resource.CLAIM,
        operation=Operation.LIST,
        method=Method.POST,
        is_question=True,
        parts=((Resource.TICKET, Operation.READ), (Resource.FILE, Operation.READ)),
        summary="Search claims",
        description="By patient control number, payer's number, member id, name, date of service, "
        "amount or id; by those alone that the caller's roles see. Nothing of the words is kept.",
        answer=_answer,
        fields=(
            BodyField(
                name="q",
                description="Words, as the search of the pages takes them.",
                example="ZT2610050050000003",
                most=MOST_LETTERS,
            ),
        ),
    ),
)
