"""Requests as they come, before anybody is known, and the pages that need nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimtrail.web.core.query import Query
from claimtrail.web.core.replies import DataReply, PageReply, RedirectReply
from claimtrail.web.core.routes import Method

if TYPE_CHECKING:
    from claimtrail.bootstrap.web import WebStores


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRequest:
    """A request as it came, before anybody is known."""

    method: Method
    path: str
    query: Query
    form: Query
    cookies: Mapping[str, str]
    headers: Mapping[str, str]
    """By name in lower case."""
    source_ip: str
    request_id: str

    @property
    def address(self) -> str:
        """Return path and query."""
        return self.query.on(self.path)

    @property
    def wants_data(self) -> bool:
        """Return whether a machine asks: errors are answered as documents."""
        return self.path.endswith((".json", ".csv")) or self.path.startswith("/api/")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """A request for a page that needs no session."""

    asked: WebRequest
    stores: "WebStores"
    arguments: tuple[str, ...] = ()
    """The variable parts of the path, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRoute:
    """An address that needs no session; nothing of a claim is behind it."""

    path: str
    page: Callable[[OpenRequest], DataReply | PageReply | RedirectReply]
    method: Method = Method.GET
