"""The addresses of the desk's tables; claims are on none of them, tickets on the one of vendors."""

from claimtrail.web.core.routes import MenuPlace, Method, Page, PageRoute
from claimtrail.web.desk.calendars import calendars_json, show_calendars
from claimtrail.web.desk.clocks import clocks_csv, clocks_json, show_clocks
from claimtrail.web.desk.rights import (
    APPROVE_RULES,
    CHANGE_RULES,
    READ_HOURS,
    READ_TABLES,
    READ_VENDORS,
    DeskRight,
)
from claimtrail.web.desk.rule_moves import move_tickets, show_moves
from claimtrail.web.desk.rules import (
    apply_rules,
    approve_rules,
    propose_rules,
    reorder_rules,
    rules_csv,
    rules_json,
    show_rules,
    try_rules,
)
from claimtrail.web.desk.taxonomy import show_taxonomy, taxonomy_csv, taxonomy_json
from claimtrail.web.desk.vendors import hand_offs_csv, show_vendors, vendors_json


def _route(  # noqa: PLR0913 - a row of the table below, by keyword
    path: str,
    page: Page,
    *,
    title: str = "",
    right: DeskRight = READ_TABLES,
    method: Method = Method.GET,
    shows_claims: bool = False,
) -> PageRoute:
    return PageRoute(
        path=path,
        page=page,
        resource=right.resource,
        operation=right.operation,
        method=method,
        title=title,
        menu=MenuPlace.SETTINGS if title else None,
        shows_claims=shows_claims,
    )


def _form(path: str, page: Page, right: DeskRight) -> tuple[PageRoute, PageRoute]:
    """Return the address of a form; opened, as by loading its answer again, it shows the page."""
    return (
        _route(path, page, right=right, method=Method.POST),
        _route(path, show_rules),
    )


ROUTES: tuple[PageRoute, ...] = (
    _route("/desk/taxonomy", show_taxonomy, title="Taxonomy of tickets"),
    _route("/desk/taxonomy.csv", taxonomy_csv),
    _route("/desk/taxonomy.json", taxonomy_json),
    _route("/desk/clocks", show_clocks, title="Clocks of tickets"),
    _route("/desk/clocks.csv", clocks_csv),
    _route("/desk/clocks.json", clocks_json),
    _route("/desk/calendars", show_calendars, title="Working hours", right=READ_HOURS),
    _route("/desk/calendars.json", calendars_json, right=READ_HOURS),
    _route("/desk/rules", show_rules, title="Rules of tickets"),
    _route("/desk/rules.csv", rules_csv),
    _route("/desk/rules.json", rules_json),
    _route("/desk/rules/moves", show_moves, right=CHANGE_RULES, shows_claims=True),
    _route(
        "/desk/rules/moves",
        move_tickets,
        right=CHANGE_RULES,
        method=Method.POST,
        shows_claims=True,
    ),
    *_form("/desk/rules/order", reorder_rules, CHANGE_RULES),
    *_form("/desk/rules/test", try_rules, READ_TABLES),
    *_form("/desk/rules/propose", propose_rules, CHANGE_RULES),
    *_form("/desk/rules/<version>/approve", approve_rules, APPROVE_RULES),
    *_form("/desk/rules/<version>/apply", apply_rules, CHANGE_RULES),
    _route("/desk/vendors", show_vendors, title="Vendors", right=READ_VENDORS, shows_claims=True),
    _route("/desk/vendors.csv", hand_offs_csv, right=READ_VENDORS, shows_claims=True),
    _route("/desk/vendors.json", vendors_json, right=READ_VENDORS),
)
