"""The addresses of the desk's tables; nothing of a claim is on them."""

from claimtrail.access.resources import Operation, Resource
from claimtrail.web.core.routes import MenuPlace, Page, PageRoute
from claimtrail.web.desk.calendars import calendars_json, show_calendars
from claimtrail.web.desk.clocks import clocks_csv, clocks_json, show_clocks
from claimtrail.web.desk.taxonomy import show_taxonomy, taxonomy_csv, taxonomy_json


def _route(
    path: str, page: Page, *, title: str = "", resource: Resource = Resource.RULES
) -> PageRoute:
    return PageRoute(
        path=path,
        page=page,
        resource=resource,
        operation=Operation.READ,
        title=title,
        menu=MenuPlace.SETTINGS if title else None,
        shows_claims=False,
    )


ROUTES: tuple[PageRoute, ...] = (
    _route("/desk/taxonomy", show_taxonomy, title="Taxonomy of tickets"),
    _route("/desk/taxonomy.csv", taxonomy_csv),
    _route("/desk/taxonomy.json", taxonomy_json),
    _route("/desk/clocks", show_clocks, title="Clocks of tickets"),
    _route("/desk/clocks.csv", clocks_csv),
    _route("/desk/clocks.json", clocks_json),
    _route("/desk/calendars", show_calendars, title="Working hours", resource=Resource.DESK),
    _route("/desk/calendars.json", calendars_json, resource=Resource.DESK),
)
