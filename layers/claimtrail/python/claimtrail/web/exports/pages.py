"""Pages of exports: a person's own, the form for one, canceling one, and fetching its files.

A link to a file is made at the click, for the session that clicks, and works for minutes. The
access is recorded before it is given.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import urlencode

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation
from claimtrail.exports.errors import ExportLimitError, ExportRefusedError
from claimtrail.exports.model import QUERY_CHARACTERS, ExportRequester
from claimtrail.exports.views import export_view
from claimtrail.kernel.errors import ConflictError
from claimtrail.trail.access_log import Action
from claimtrail.web.core.errors import TooManyError, bad_value, forbidden, missing
from claimtrail.web.core.lists.listing import Listing
from claimtrail.web.core.query import Query
from claimtrail.web.core.replies import PageReply, RedirectReply, Reply, ShownData
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.exports.forms import (
    LIST,
    VIEW,
    check_view,
    export_form,
    filled_format,
    filled_header,
    filled_selection,
)
from claimtrail.web.exports.source import exported_columns, listings_of

PATH = "/exports"
FOLLOW = "follow"
"""In the address of a page that the person wants to be loaded again by itself."""
FOLLOW_SECONDS = 5
Listings = Mapping[str, Listing[Any]]


def export_routes(pages: Sequence[PageRoute]) -> tuple[PageRoute, ...]:
    """Return the addresses of exports of the lists among other pages."""
    listings = listings_of(pages)

    def with_lists(
        page: Callable[[Listings, PageRequest], Reply],
    ) -> Callable[[PageRequest], Reply]:
        return partial(page, listings)

    return (
        PageRoute(
            path=PATH,
            page=with_lists(own_exports),
            resource=None,
            title="Exports",
            menu=MenuPlace.WORK,
            key="x",
            shows_claims=False,
        ),
        PageRoute(path=f"{PATH}/new", page=with_lists(new_export), resource=None),
        PageRoute(
            path=f"{PATH}/selected",
            page=with_lists(export_selected),
            resource=None,
            method=Method.POST,
        ),
        PageRoute(path=PATH, page=with_lists(ask), resource=None, method=Method.POST),
        PageRoute(
            path=f"{PATH}/<export_id>/cancel",
            page=cancel,
            resource=None,
            method=Method.POST,
            shows_claims=False,
        ),
        PageRoute(path=f"{PATH}/<export_id>/files/<number>", page=fetch, resource=None),
    )


def own_exports(listings: Listings, request: PageRequest) -> Reply:
    """Show the person's exports with their progress and files."""
    views = [export_view(one) for one in request.stores.exports.exports_of(request.person.id)]
    is_followed = bool(request.query.all(FOLLOW)) and any(not one.is_finished for one in views)
    return PageReply(
        template="exports.html",
        title="Exports",
        view={
            "exports": views,
            "titles": {name: one.title for name, one in listings.items()},
            "is_followed": is_followed,
            "may_follow": any(not one.is_finished for one in views),
            "seconds": FOLLOW_SECONDS,
        },
        headers={"Refresh": str(FOLLOW_SECONDS)} if is_followed else {},
    )


def new_export(listings: Listings, request: PageRequest) -> Reply:
    """Show the form for an export of a view."""
    listing = _listing(listings, request, request.query)
    form = export_form(listing, request, _view(request.query))
    return PageReply(template="new_export.html", title="Export", view={"form": form})


def export_selected(listings: Listings, request: PageRequest) -> Reply:
    """Show the form for an export of the rows that were selected in a list.

    Raises BadRequestError where none were.
    """
    listing = _listing(listings, request, request.form)
    selection = filled_selection(request.form)
    if not selection or listing.selection is None:
        raise bad_value("selected", known="one row of the list or more")
    view = _view(Query.parse(urlencode({VIEW: request.form.first("back")})))
    form = export_form(listing, request, view, selection=selection)
    return PageReply(template="new_export.html", title="Export", view={"form": form})


def ask(listings: Listings, request: PageRequest) -> Reply:
    """Take the form, and lead to the person's exports.

    Raises TooManyError when the person has as many exports as one may have.
    """
    form = request.form
    listing = _listing(listings, request, form)
    view = _view(form)
    check_view(listing, request, view)
    columns = [column for _, column in exported_columns(listing, request)]
    try:
        request.stores.exports.ask(
            ExportRequester.of(
                request.person,
                actor=f"user:{request.person.id}",
                purpose=request.session.purpose,
                origin=request.origin,
            ),
            listing=listing.name,
            query=view.text(),
            format=filled_format(form),
            header=filled_header(form, columns),
            selection=filled_selection(form),
        )
    except ExportLimitError as error:
        raise TooManyError(error.explanation) from None
    return RedirectReply(location=PATH)


def cancel(request: PageRequest) -> Reply:
    """Cancel one of the person's exports. Raises NotFoundError for another's."""
    request.stores.exports.cancel(request.person.id, request.arguments[0])
    return RedirectReply(location=PATH)


def fetch(request: PageRequest) -> Reply:
    """Lead to a file of one of the person's exports, by a link that works for minutes.

    Raises NotFoundError for another's, ConflictError for one that cannot be fetched now.
    """
    export_id, number = request.arguments
    if not number.isdecimal():
        raise missing("file")
    try:
        link = request.stores.exports.link(request.person, export_id, int(number))
    except ExportRefusedError as error:
        raise ConflictError(error.explanation) from None
    return RedirectReply(
        location=link,
        shows=(
            ShownData(action=Action.EXPORTED, subjects=(export_id,), fields=(f"file {number}",)),
        ),
    )


def _listing(listings: Listings, request: PageRequest, named: Query) -> Listing[Any]:
    """Return the list to export. Raises MissingError, ForbiddenError."""
    listing = listings.get(named.first(LIST))
    if listing is None:
        raise missing("list")
    if not may_at_all(request.person, Operation.EXPORT, listing.resource):
        raise forbidden(f"exports of {listing.title.lower()}")
    return listing


def _view(named: Query) -> Query:
    """Return the view to export, from its beginning. Raises BadRequestError."""
    text = named.first(VIEW)
    if len(text) <= QUERY_CHARACTERS:
        with suppress(ValueError):
            return Query.parse(text).replaced(after=None, rows=None)
    raise bad_value(VIEW, known=f"the query of a list's address, up to {QUERY_CHARACTERS} letters")
