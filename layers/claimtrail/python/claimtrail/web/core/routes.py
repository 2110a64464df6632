"""The form of a route: an address, its page, and the permission that it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
