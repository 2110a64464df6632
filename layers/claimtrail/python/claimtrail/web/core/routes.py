"""The form of a route: an address, its page, and the permission that it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import Principal
from claimtrail.web.core.lists.listing import Listing
from claimtrail.web.core.replies import Reply
from claimtrail.web.core.requests import PageRequest

Page = Callable[[PageRequest], Reply]


class Method(StrEnum):
    """The methods of requests that routes take; HEAD is answered as GET without its body."""

    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"


class MenuPlace(StrEnum):
    """A part of the menu."""

    WORK = "Work"
    FIND = "Find"
    FIGURES = "Figures"
    EVIDENCE = "Evidence"
    SETTINGS = "Settings"


class NamedAction(Protocol):
    """A form on the page of one thing: its name in the address, its title, what it needs."""

    @property
    def name(self) -> str:
        """Return the last part of its address."""
        ...

    @property
    def title(self) -> str:
        """Return its title."""
        ...

    @property
    def operation(self) -> Operation:
        """Return the least that it needs."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRoute:
    """One address."""

    path: str
    """`/claims/<claim_id>`; a variable part goes to the page as an argument."""
    page: Page
    resource: Resource | None
    """None: every signed-in person may ask, and the page decides what is in the answer."""
    operation: Operation = Operation.LIST
    method: Method = Method.GET
    title: str = ""
    """In the menu."""
    menu: MenuPlace | None = None
    key: str = ""
    """The letter that opens it after `g`."""
    listing: Listing[Any] | None = None
    """The list that it is the page of."""
    shows_claims: bool = True
    """True where a purpose of use must be stated before."""

    def is_open_to(self, person: Principal) -> bool:
        """Return whether the person's roles reach it for some thing at least."""
        return self.resource is None or may_at_all(person, self.operation, self.resource)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingRoutes:
    """Routes of one thing: its page, what is behind the page, and the forms on it."""

    path: str
    """Of its page."""
    resource: Resource

    def route(
        self,
        below: str,
        page: Page,
        operation: Operation,
        *,
        title: str = "",
        method: Method = Method.GET,
    ) -> PageRoute:
        """Return the route of an address that goes on with `below`."""
        return PageRoute(
            path=f"{self.path}{below}",
            page=page,
            resource=self.resource,
            operation=operation,
            method=method,
            title=title,
        )

    def form(self, kind: NamedAction, take: Page) -> PageRoute:
        """Return the route to which a form is sent."""
        return self.route(
            f"/{kind.name}", take, kind.operation, title=kind.title, method=Method.POST
        )
