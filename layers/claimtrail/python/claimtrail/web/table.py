"""The routes of all pages, in the order of the menu."""

from itertools import chain

from claimtrail.web.access.accounts import ROUTES as ACCOUNT_ROUTES
from claimtrail.web.access.attestations import ROUTES as ATTESTATION_ROUTES
from claimtrail.web.access.opening_page import ROUTES as OPENING_ROUTES
from claimtrail.web.access.rounds import ROUTES as ROUND_ROUTES
from claimtrail.web.account.notices import ROUTES as NOTICE_ROUTES
from claimtrail.web.claims.documents import ROUTES as DOCUMENT_ROUTES
from claimtrail.web.claims.list_routes import ROUTES as CLAIM_LIST_ROUTES
from claimtrail.web.claims.routes import ROUTES as CLAIM_ROUTES
from claimtrail.web.core.routes import MenuPlace, Method, PageRoute
from claimtrail.web.desk.routes import ROUTES as DESK_ROUTES
from claimtrail.web.evidence.routes import ROUTES as EVIDENCE_ROUTES
from claimtrail.web.exports.pages import export_routes
from claimtrail.web.figures.overview import ROUTES as OVERVIEW_ROUTES
from claimtrail.web.files.page import ROUTES as FILE_ROUTES
from claimtrail.web.home import land
from claimtrail.web.incidents.pages import ROUTES as INCIDENT_ROUTES
from claimtrail.web.money.payments import ROUTES as MONEY_ROUTES
from claimtrail.web.money.unapplied import ROUTES as UNAPPLIED_ROUTES
from claimtrail.web.review.exceptions import ROUTES as EXCEPTION_ROUTES
from claimtrail.web.review.unmatched import ROUTES as UNMATCHED_ROUTES
from claimtrail.web.search.pages import ROUTES as SEARCH_ROUTES
from claimtrail.web.session_pages import about, ask_purpose, sign_out, state_purpose
from claimtrail.web.sign_in.pages import OPEN_ROUTES as SIGN_IN_ROUTES
from claimtrail.web.tickets.routes import ROUTES as TICKET_ROUTES
from claimtrail.web.views.pages import ROUTES as VIEW_ROUTES
from claimtrail.web.work.pages import ROUTES as WORK_ROUTES

SESSION: tuple[PageRoute, ...] = (
    PageRoute(path="/", page=land, resource=None, shows_claims=False),
    PageRoute(
        path="/about",
        page=about,
        resource=None,
        title="You",
        menu=MenuPlace.SETTINGS,
        shows_claims=False,
    ),
    PageRoute(path="/purpose", page=ask_purpose, resource=None, shows_claims=False),
    PageRoute(
        path="/purpose",
        page=state_purpose,
        resource=None,
        method=Method.POST,
        shows_claims=False,
    ),
    PageRoute(
        path="/sign-out", page=sign_out, resource=None, method=Method.POST, shows_claims=False
    ),
)

OPEN_ROUTES = SIGN_IN_ROUTES

PAGES: tuple[PageRoute, ...] = tuple(
    chain(
        SESSION,
        WORK_ROUTES,
        TICKET_ROUTES,
        DESK_ROUTES,
        SEARCH_ROUTES,
        VIEW_ROUTES,
        CLAIM_LIST_ROUTES,
        DOCUMENT_ROUTES,
        EXCEPTION_ROUTES,
        UNMATCHED_ROUTES,
        INCIDENT_ROUTES,
        FILE_ROUTES,
        MONEY_ROUTES,
        UNAPPLIED_ROUTES,
        OVERVIEW_ROUTES,
        EVIDENCE_ROUTES,
        ROUND_ROUTES,
        ATTESTATION_ROUTES,
        OPENING_ROUTES,
        ACCOUNT_ROUTES,
        NOTICE_ROUTES,
        CLAIM_ROUTES,
    )
)

ROUTES: tuple[PageRoute, ...] = (*PAGES, *export_routes(PAGES))
"""Exports come last, since they are of the lists among the other pages."""
