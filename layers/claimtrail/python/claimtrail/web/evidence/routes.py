"""The routes of the pages of evidence, in the order of the menu."""

from itertools import chain

from claimtrail.web.core.routes import PageRoute
from claimtrail.web.evidence.access_log import ROUTES as ACCESS_LOG_ROUTES
from claimtrail.web.evidence.disclosures import ROUTES as DISCLOSURE_ROUTES
from claimtrail.web.evidence.exported import ROUTES as EXPORTED_ROUTES
from claimtrail.web.evidence.holds import ROUTES as HOLD_ROUTES
from claimtrail.web.evidence.people import ROUTES as PEOPLE_ROUTES
from claimtrail.web.evidence.trail import ROUTES as TRAIL_ROUTES
from claimtrail.web.evidence.trail_entries import ROUTES as ENTRY_ROUTES

ROUTES: tuple[PageRoute, ...] = tuple(
    chain(
        TRAIL_ROUTES,
        ENTRY_ROUTES,
        ACCESS_LOG_ROUTES,
        DISCLOSURE_ROUTES,
        EXPORTED_ROUTES,
        HOLD_ROUTES,
        PEOPLE_ROUTES,
    )
)
