"""The routes of the pages of evidence, in the order of the menu."""

from claimtrail.web.core.routes import PageRoute
from claimtrail.web.evidence.access_log import ROUTES as ACCESS_LOG_ROUTES
from claimtrail.web.evidence.disclosures import ROUTES as DISCLOSURE_ROUTES

ROUTES: tuple[PageRoute, ...] = (*ACCESS_LOG_ROUTES, *DISCLOSURE_ROUTES)
