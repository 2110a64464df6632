"""The page of saved views, and the forms that save and change them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claimtrail.access.resources import Operation, Resource
from claimtrail.access.roles import JobRole, role_words
from claimtrail.access.saved_views import (
    MOST_LETTERS,
    MOST_QUERY,
    MOST_SHARES,
    MOST_VIEWS,
    ROLE,
    USER,
    SavedView,
    is_audience,
    may_read,
    readers_of,
    user,
    view_id_of,
)
from claimtrail.access.subjects import AccessTarget
from claimtrail.web.core.errors import bad_value, forbidden, missing
from claimtrail.web.core.lists.view_choice import NOT_SAVED, address_of_view
from claimtrail.web.core.query import Query
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute

PATH = "/views"
_TARGET = AccessTarget(resource=Resource.SAVED_VIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRow:
    """A saved view as its page shows it."""

    view: SavedView
    link: str
    list_title: str
    shared_with: tuple[tuple[str, str], ...]
    """Each person and role as it is stored, and in words."""
    is_own: bool
    is_default: bool
    is_pinned: bool


def views_page(request: PageRequest) -> Reply:
    """Show the person's own views and those that were shared with the person."""
    choices = request.stores.saved_views.choices_of(user(request.person.id))
    found = request.stores.saved_views.readable_by(readers_of(request.person))
    rows = [
        ViewRow(
            view=one,
            link=address_of_view(one),
            list_title=route.title,
            shared_with=tuple((each, audience_words(each)) for each in one.shared_with),
            is_own=one.owner == user(request.person.id),
            is_default=choices.defaults.get(one.listing) == one.view_id,
            is_pinned=one.view_id in choices.pinned,
        )
        for one in found
        if (route := request.lists.get(one.listing)) and route.is_open_to(request.person)
    ]
    return PageReply(
        template="views.html",
        title="Saved views",
        view={
            "rows": rows,
            "may_share": request.decide(Operation.SHARE, _TARGET).is_allowed,
            "audiences": [
                (f"{ROLE}{one.value}", audience_words(f"{ROLE}{one.value}")) for one in JobRole
            ],
            "most_letters": MOST_LETTERS,
        },
    )


def audience_words(audience: str) -> str:
    """Return a person or role as people read it: `ann`, `every biller`."""
    if audience.startswith(ROLE):
        return f"every {role_words(audience.removeprefix(ROLE))}"
    return audience.removeprefix(USER)


def save_view(request: PageRequest) -> Reply:
    """Save the view of a list under a name, and lead to it.

    Raises BadRequestError for a list or name that cannot be, and ForbiddenError beyond MOST_VIEWS.
    """
    name, listing = _name(request), request.form.first("listing")
    route = request.lists.get(listing)
    if route is None or not route.is_open_to(request.person):
        raise bad_value("listing", known="the lists of the menu")
    query = Query.parse(request.form.first("query")).replaced(**dict.fromkeys(NOT_SAVED)).text()
    if len(query) > MOST_QUERY:
        raise bad_value("query", known=f"a query of {MOST_QUERY:,} letters at most")
    owner, store = user(request.person.id), request.stores.saved_views
    own = [one for one in store.readable_by((owner,)) if one.owner == owner]
    if len(own) >= MOST_VIEWS:
        raise bad_value("name", known=f"{MOST_VIEWS} views a person; delete one first")
    view_id = view_id_of(owner=owner, listing=listing, saved_at=request.now, name=name)
    stored = store.find(view_id)
    view = SavedView(
        version=stored.version + 1 if stored else 1,
        view_id=view_id,
        name=name,
        listing=listing,
        query=query,
        owner=owner,
        shared_with=stored.shared_with if stored else (),
        saved_at=request.now,
    )
    store.save(view, previous=stored)
    return RedirectReply(location=address_of_view(view))


def change_view(request: PageRequest) -> Reply:
    """Change a view, or what the person chose about it, and lead back to the page of views.

    Raises MissingError for a view that the person does not find, ForbiddenError for what only its
    owner may do, and BadRequestError for a value that cannot be.
    """
    view = request.stores.saved_views.find(request.arguments[0])
    if view is None or not may_read(view, request.person):
        raise missing("saved view")
    action = request.form.first("action")
    if action in _OF_OWNER:
        if view.owner != user(request.person.id):
            raise forbidden("changing a view of somebody else")
        _OF_OWNER[action](request, view)
    elif action in _OF_READER:
        _OF_READER[action](request, view)
    else:
        raise bad_value("action", known=", ".join((*_OF_OWNER, *_OF_READER)))
    return RedirectReply(location=PATH)


def _name(request: PageRequest) -> str:
    name = " ".join(request.form.first("name").split())
    if not 0 < len(name) <= MOST_LETTERS or not name.isprintable():
        raise bad_value("name", known=f"a name of 1 to {MOST_LETTERS} letters")
    return name


def _rename(request: PageRequest, view: SavedView) -> None:
    _replace(request, view, name=_name(request))


def _share(request: PageRequest, view: SavedView) -> None:
    if not request.decide(Operation.SHARE, _TARGET).is_allowed:
        raise forbidden("sharing saved views")
    audience = request.form.first("with").strip() or f"{USER}{request.form.first('person').strip()}"
    shared = tuple(dict.fromkeys((*view.shared_with, audience)))
    if not is_audience(audience) or len(shared) > MOST_SHARES:
        raise bad_value("with", known=f"a role or a person's sign-in id, {MOST_SHARES} at most")
    _replace(request, view, shared_with=shared)


def _unshare(request: PageRequest, view: SavedView) -> None:
    left = request.form.first("with")
    _replace(request, view, shared_with=tuple(one for one in view.shared_with if one != left))


def _delete(request: PageRequest, view: SavedView) -> None:
    request.stores.saved_views.delete(view)
    _forget(request, view)


def _replace(request: PageRequest, view: SavedView, **changes: object) -> None:
    changed = view.model_copy(update={**changes, "version": view.version + 1})
    request.stores.saved_views.save(changed, previous=view)


def _make_default(request: PageRequest, view: SavedView) -> None:
    _choose_default(request, view, view.view_id)


def _end_default(request: PageRequest, view: SavedView) -> None:
    _choose_default(request, view, "")


def _choose_default(request: PageRequest, view: SavedView, view_id: str) -> None:
    choices = request.stores.saved_views.choices_of(user(request.person.id))
    request.stores.saved_views.save_choices(choices.with_default(view.listing, view_id))


def _pin(request: PageRequest, view: SavedView) -> None:
    _choose_pin(request, view, is_pinned=True)


def _unpin(request: PageRequest, view: SavedView) -> None:
    _choose_pin(request, view, is_pinned=False)


def _choose_pin(request: PageRequest, view: SavedView, *, is_pinned: bool) -> None:
    choices = request.stores.saved_views.choices_of(user(request.person.id))
    chosen = choices.with_pin(view.view_id, is_pinned=is_pinned)
    request.stores.saved_views.save_choices(chosen)


def _forget(request: PageRequest, view: SavedView) -> None:
    """Drop a deleted view of what its owner chose; of others it is passed over."""
    choices = request.stores.saved_views.choices_of(user(request.person.id))
    if view.view_id in {*choices.pinned, *choices.defaults.values()}:
        request.stores.saved_views.save_choices(choices.without(view.view_id))


_Change = Callable[[PageRequest, SavedView], None]
_OF_OWNER: Mapping[str, _Change] = MappingProxyType(
    {"rename": _rename, "share": _share, "unshare": _unshare, "delete": _delete}
)
_OF_READER: Mapping[str, _Change] = MappingProxyType(
    {
        "default": _make_default,
        "no-default": _end_default,
        "pin": _pin,
        "unpin": _unpin,
    }
)

ROUTES: tuple[PageRoute, ...] = (
    PageRoute(
        path=PATH,
        page=views_page,
        resource=Resource.SAVED_VIEW,
        operation=Operation.READ,
        title="Saved views",
        menu=MenuPlace.SETTINGS,
        key="v",
        shows_claims=False,
    ),
    PageRoute(
        path=PATH,
        page=save_view,
        resource=Resource.SAVED_VIEW,
        operation=Operation.CHANGE,
        method=Method.POST,
        shows_claims=False,
    ),
    PageRoute(
        path=f"{PATH}/<view_id>",
        page=change_view,
        resource=Resource.SAVED_VIEW,
        operation=Operation.CHANGE,
        method=Method.POST,
        shows_claims=False,
    ),
)
