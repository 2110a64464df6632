"""The pages of a deployed stage: one application a process, made at its first request."""

from functools import cache

from claimtrail.bootstrap.web import WebResources, web_stores
from claimtrail.web.app import WebApp


@cache
def application(names: WebResources) -> WebApp:
    """Return the application over the stores of a stage."""
    return WebApp(web_stores(names))
