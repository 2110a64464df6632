"""The lists of all pages, for the function that writes exports."""

from functools import cache

from claimtrail.bootstrap.web import WebResources, web_stores
from claimtrail.exports.run import SourceOf
from claimtrail.web.exports.source import list_sources, listings_of
from claimtrail.web.table import PAGES


@cache
def page_lists(names: WebResources) -> SourceOf:
    """Return what gives the list of an export over the stores of a stage; one a process."""
    return list_sources(web_stores(names), listings_of(PAGES))
