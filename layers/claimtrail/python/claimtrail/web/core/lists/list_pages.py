"""The three forms of a list as pages: HTML, CSV, JSON; each tells first what it shows."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation
from claimtrail.web.core.lists.downloads import csv_reply, json_reply
from claimtrail.web.core.lists.list_views import ListView, view_of
from claimtrail.web.core.lists.listing import Listing
from claimtrail.web.core.lists.view_choice import default_address, pinned_views, saving_of
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Page, PageRoute


def list_page(listing: Listing[Any]) -> Page:
    """Return the page of a list."""

    def page(request: PageRequest) -> Reply:
        opened = default_address(request, listing)
        if opened:
            return RedirectReply(location=opened)
        view = view_of(listing, request, operation=Operation.LIST)
        more = listing.frame(request, view) if listing.frame else {}
        return PageReply(
            template=listing.template,
            title=listing.title,
            view={
                "listing": listing,
                "list": view,
                "saving": saving_of(request, listing),
                "pinned": pinned_views(request),
                "export_link": _export_link(listing, request),
                "may_export": may_at_all(request.person, Operation.EXPORT, listing.resource),
                **more,
            },
            shows=shown_in(listing, view),
        )

    return page


def list_twin(listing: Listing[Any], form: str) -> Page:
    """Return the twin of a list in CSV or JSON."""
    reply = _TWINS[form]

    def page(request: PageRequest) -> Reply:
        view = view_of(listing, request, operation=Operation.LIST)
        return reply(listing.name, view, shows=shown_in(listing, view))

    return page


def list_routes(
    listing: Listing[Any],
    *,
    menu: MenuPlace | None = None,
    key: str = "",
    shows_claims: bool = True,
) -> tuple[PageRoute, ...]:
    """Return the addresses of a list and its twins."""
    page = PageRoute(
        path=listing.path,
        page=list_page(listing),
        resource=listing.resource,
        operation=Operation.LIST,
        title=listing.title,
        menu=menu,
        key=key,
        listing=listing,
        shows_claims=shows_claims,
    )
    twins = (
        PageRoute(
            path=f"{listing.path}.{form}",
            page=list_twin(listing, form),
            resource=listing.resource,
            operation=Operation.LIST,
            shows_claims=shows_claims,
        )
        for form in _TWINS
    )
    return (page, *twins)


_TWINS: Mapping[str, Callable[..., Reply]] = MappingProxyType(
    {"csv": csv_reply, "json": json_reply}
)


def _export_link(listing: Listing[Any], request: PageRequest) -> str:
    """Return the address of the form that exports the view; empty where the roles may not."""
    if not may_at_all(request.person, Operation.EXPORT, listing.resource):
        return ""
    view = urlencode({"list": listing.name, "view": request.query.replaced(after=None).text()})
    return f"/exports/new?{view}"


def shown_in(listing: Listing[Any], view: ListView) -> tuple[ShownData, ...]:
    """Return what a view shows of which rows, for the access log."""
    subjects = tuple(row.subject for row in view.rows)
    fields = tuple(one.name for one in view.columns)
    return (ShownData(action=listing.action, subjects=subjects, fields=fields),) if subjects else ()
