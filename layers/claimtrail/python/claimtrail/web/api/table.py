"""All addresses of the API: the lists of the pages, single things, the search, and changes."""

from claimtrail.web.api.changes import CHANGES
from claimtrail.web.api.reads import READS, list_reads
from claimtrail.web.api.routes import ApiRoute
from claimtrail.web.api.searching import SEARCH
from claimtrail.web.table import PAGES

API_ROUTES: tuple[ApiRoute, ...] = (*list_reads(PAGES), *READS, *SEARCH, *CHANGES)
