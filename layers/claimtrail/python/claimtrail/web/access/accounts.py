"""Accounts: who may sign in by the identity provider, beside those that ClaimTrail knows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from claimtrail.access.errors import NotAllowedError, UnusableTextError
from claimtrail.access.fields import FieldGroup
from claimtrail.access.free_text import GUIDANCE, LEAST, MOST, checked_words
from claimtrail.access.people.accounts import PersonAccount
from claimtrail.access.people.model import END_CAUSE_WORDS, AccountStanding
from claimtrail.access.people.service import PEOPLE
from claimtrail.access.resources import Operation, Resource
from claimtrail.trail.access_log import Action
from claimtrail.web.access.columns import roles_words
from claimtrail.web.access.due import ACCOUNTS_PATH
from claimtrail.web.access.rows import STANDING_WORDS
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.lists.list_pages import list_page, list_routes
from claimtrail.web.core.lists.list_views import ListView
from claimtrail.web.core.lists.listing import Admission, Facet, Found, Listing, RowOrder, WantedView
from claimtrail.web.core.lists.memory_rows import MemoryRows
from claimtrail.web.core.query import Query, is_number
from claimtrail.web.core.recording import record
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute

DONE = "done"
MOST_SELECTED = 100
_ENDED, _SIGNED_OUT = "end", "sign-out"
_DONE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        _ENDED: "without access now, and signed out",
        _SIGNED_OUT: "signed out, and free to sign in again",
    }
)


def read_accounts(
    request: PageRequest, wanted: WantedView, groups_of: Admission[PersonAccount]
) -> Found[PersonAccount]:
    """Return a page of everybody that the provider or ClaimTrail knows; read once a request."""
    if "accounts" not in request.memo:
        request.memo["accounts"] = request.stores.people.accounts()
    return ROWS.page(request.memo["accounts"], wanted, groups_of)


def _roles(row: PersonAccount) -> str:
    """Return the roles of the last sign-in and of the provider's groups."""
    listed = row.listed.roles if row.listed else frozenset()
    return roles_words(tuple(sorted({*listed, *(row.known.roles if row.known else ())})))


def _ended(row: PersonAccount) -> str:
    cause = row.known.end_cause if row.known else None
    return END_CAUSE_WORDS[cause] if cause else ""


FACETS: tuple[Facet[PersonAccount], ...] = (
    Facet(
        name="account",
        title="Account",
        group=FieldGroup.WORK,
        value=lambda row: row.standing.value,
        words=lambda value: STANDING_WORDS[AccountStanding(value)],
        known=lambda _: [one.value for one in AccountStanding],
    ),
    Facet(name="roles", title="Roles", group=FieldGroup.WORK, value=_roles),
    Facet(name="ended", title="Ended by", group=FieldGroup.WORK, value=_ended),
)
ORDERS: tuple[RowOrder[PersonAccount], ...] = (
    RowOrder(name="person", words="by person", key=lambda row: row.person_id),
)
ROWS = MemoryRows(facets=FACETS, orders=ORDERS)


def accounts_frame(request: PageRequest, view: ListView) -> Mapping[str, Any]:
    """Return what the template needs beside the list: the form of administrators."""
    return {
        "may_change": request.decide(Operation.CHANGE, PEOPLE).is_allowed,
        "back": view.query.text(),
        "result": "",
        "refused": "",
        "words": "",
        "checked": frozenset(),
        "guidance": GUIDANCE.replace("the patient", "a patient"),
        "least": LEAST,
        "most": MOST,
    }


ACCOUNTS: Listing[PersonAccount] = Listing(
    name=ACCOUNTS_PATH.removeprefix("/"),
    title="Accounts",
    resource=Resource.PERSON,
    action=Action.PEOPLE_LISTED,
    columns=(
        ListColumn(
            name="person",
            title="Person",
            group=FieldGroup.REFERENCE,
            value=lambda row: row.person_id,
        ),
        ListColumn(
            name="account",
            title="Account",
            group=FieldGroup.WORK,
            value=lambda row: STANDING_WORDS[row.standing],
        ),
        ListColumn(name="roles", title="Roles", group=FieldGroup.WORK, value=_roles),
        ListColumn(
            name="last_sign_in",
            title="Last sign-in",
            group=FieldGroup.WORK,
            value=lambda row: row.known.last_sign_in_at if row.known else None,
            kind=CellKind.INSTANT,
        ),
        ListColumn(
            name="last_use",
            title="Last use",
            group=FieldGroup.WORK,
            value=lambda row: row.known.last_used_on if row.known else None,
            kind=CellKind.DATE,
        ),
        ListColumn(
            name="contract_ends",
            title="Contract ends",
            group=FieldGroup.WORK,
            value=lambda row: row.listed.contract_ends_on if row.listed else None,
            kind=CellKind.DATE,
        ),
        ListColumn(
            name="leaves_on",
            title="Leaves",
            group=FieldGroup.WORK,
            value=lambda row: row.known.leaves_on if row.known else None,
            kind=CellKind.DATE,
        ),
        ListColumn(
            name="ended_at",
            title="Ended",
            group=FieldGroup.WORK,
            value=lambda row: row.known.ended_at if row.known else None,
            kind=CellKind.INSTANT,
            note=_ended,
        ),
        ListColumn(
            name="manager",
            title="Manager",
            group=FieldGroup.WORK,
            value=lambda row: row.listed.manager_id if row.listed else "",
            is_main=False,
        ),
        ListColumn(
            name="department",
            title="Department",
            group=FieldGroup.WORK,
            value=lambda row: row.listed.department if row.listed else "",
            is_main=False,
        ),
    ),
    orders=ORDERS,
    facets=FACETS,
    source=read_accounts,
    target=lambda _: PEOPLE,
    subject=lambda row: row.person_id,
    selection=lambda row: row.person_id,
    intro="Accounts of the identity provider beside the people who signed in or were announced. "
    "An account that nobody used, and a person without one, each stand out.",
    empty="Nobody fits this view.",
    template="accounts.html",
    frame=accounts_frame,
)
_LIST = list_page(ACCOUNTS)


def accounts_page(request: PageRequest) -> Reply:
    """Show the list, with the result of the form that led here."""
    said, _, count = request.query.first(DONE).partition(".")
    reply = _LIST(replace(request, query=request.query.replaced(done=None)))
    if not isinstance(reply, PageReply) or said not in _DONE_WORDS or not is_number(count):
        return reply
    return replace(reply, view={**reply.view, "result": f"{count} {_DONE_WORDS[said]}"})


def change_people(request: PageRequest) -> Reply:
    """End the access of the selected people, or their sessions alone; oneself is left out.

    Words that are no reason lead to the list again. Raises BadRequestError for another action.
    """
    said, words = request.form.first("action"), request.form.first("words")
    if said not in _DEEDS:
        raise bad_value("action", known=", ".join(_DEEDS))
    selected = tuple(dict.fromkeys(request.form.all("selected")))[:MOST_SELECTED]
    try:
        checked_words(words)
    except UnusableTextError as error:
        return _again(request, error)
    acted = ShownData(action=Action.ACCESS_REVIEWED, subjects=selected, statement=said)
    record(request, (acted,) if selected else ())
    done = sum(_act(request, said, one, words) for one in selected)
    back = Query.parse(request.form.first("back"))
    return RedirectReply(location=back.replaced(done=f"{said}.{done}").on(ACCOUNTS_PATH))


def _act(request: PageRequest, said: str, person_id: str, words: str) -> bool:
    try:
        _DEEDS[said](request, person_id, words)
    except NotAllowedError:
        return False
    return True


def _again(request: PageRequest, error: UnusableTextError) -> Reply:
    """Return the list with the words that were typed, and what is wrong with them."""
    back = Query.parse(request.form.first("back")).replaced(done=None)
    reply = _LIST(replace(request, path=ACCOUNTS_PATH, query=back))
    if not isinstance(reply, PageReply):
        return reply
    said = error.explanation
    typed = {
        "refused": f"{said.what[:1].upper()}{said.what[1:]}. {said.next_step}",
        "words": request.form.first("words"),
        "checked": frozenset(request.form.all("selected")),
    }
    return replace(reply, view={**reply.view, **typed})


_DEEDS: Mapping[str, Callable[[PageRequest, str, str], object]] = MappingProxyType(
    {
        _ENDED: lambda request, person_id, words: request.stores.people.end(
            person_id, by=request.person, why=words
        ),
        _SIGNED_OUT: lambda request, person_id, words: request.stores.people.sign_out(
            person_id, by=request.person, why=words
        ),
    }
)

_PAGE, *_TWINS = list_routes(ACCOUNTS, menu=MenuPlace.EVIDENCE, key="n", shows_claims=False)
ROUTES: tuple[PageRoute, ...] = (
    replace(_PAGE, page=accounts_page),
    *_TWINS,
    PageRoute(
        path=f"{ACCOUNTS_PATH}/actions",
        page=change_people,
        resource=Resource.PERSON,
        operation=Operation.CHANGE,
        method=Method.POST,
        title="ending access",
        shows_claims=False,
    ),
)
