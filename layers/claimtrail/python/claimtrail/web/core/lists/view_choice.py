"""Saved views on lists: what a list opens with, what can be saved of it, and what is pinned."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from claimtrail.access.resources import Operation
from claimtrail.access.saved_views import SavedView, may_read, user
from claimtrail.web.core.errors import BadRequestError
from claimtrail.web.core.lists.list_views import view_of
from claimtrail.web.core.lists.listing import AFTER, ROWS, SEARCH, VIEW, Listing
from claimtrail.web.core.query import Query
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.home import landing_of

PLAIN = "none"
"""Of no view: the list as it is without one."""
NOT_SAVED = (AFTER, ROWS, SEARCH, VIEW)
"""Names of the address that no view keeps: pages, and words that may name a patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """The part of a list that is about saved views."""

    listing: str
    query: str
    """The part of the address that would be saved."""
    name: str
    """Of the view that is shown; empty for none."""
    plain: str
    """The address of the list without a view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedView:
    """A view on the landing page."""

    name: str
    link: str
    count: int | None
    """The rows that the person would see; None where the list counts none, or refuses the view."""


def address_of_view(view: SavedView) -> str:
    """Return the address of a view, which says whose it is."""
    return Query.parse(view.query).replaced(**{VIEW: view.view_id}).on(f"/{view.listing}")


def default_address(request: PageRequest, listing: Listing[Any]) -> str:
    """Return the address with which a list opens for the person; empty where it is plain.

    An address that says anything, if only that it is plain, is taken as it is.
    """
    if request.query.values or request.path != listing.path:
        return ""
    choices = request.stores.saved_views.choices_of(user(request.person.id))
    view = _readable(request, choices.defaults.get(listing.name, ""))
    return address_of_view(view) if view and view.listing == listing.name else ""


def saving_of(request: PageRequest, listing: Listing[Any]) -> Saving:
    """Return what the list says about saved views."""
    view = _readable(request, request.query.first(VIEW).replace(PLAIN, ""))
    return Saving(
        listing=listing.name,
        query=request.query.replaced(**dict.fromkeys(NOT_SAVED)).text(),
        name=view.name if view else "",
        plain=f"{listing.path}?{VIEW}={PLAIN}",
    )


def pinned_views(request: PageRequest) -> tuple[PinnedView, ...]:
    """Return the views that stand on the person's landing page; none on other pages."""
    if request.path != landing_of(request.person):
        return ()
    choices = request.stores.saved_views.choices_of(user(request.person.id))
    return tuple(_pinned(request, choices.pinned))


def _pinned(request: PageRequest, view_ids: tuple[str, ...]) -> Iterator[PinnedView]:
    for view_id in view_ids:
        view = _readable(request, view_id)
        route = request.lists.get(view.listing) if view else None
        if view and route and route.is_open_to(request.person):
            yield PinnedView(
                name=view.name,
                link=address_of_view(view),
                count=_count(request, route.listing, Query.parse(view.query)),
            )


def _count(request: PageRequest, listing: Listing[Any] | None, query: Query) -> int | None:
    """Return how many rows a view has for the person; None where that is not known."""
    if listing is None:
        return None
    asked = replace(request, path=listing.path, query=query.replaced(**{ROWS: "1"}))
    try:
        return view_of(listing, asked, operation=Operation.LIST).total
    except BadRequestError:  # A facet, order or column of an earlier release, or of another role.
        return None


def _readable(request: PageRequest, view_id: str) -> SavedView | None:
    view = request.stores.saved_views.find(view_id) if view_id else None
    return view if view and may_read(view, request.person) else None
