"""The form of an address of the API: a page of data, what it needs, and what OpenAPI says of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from claimtrail.access.decisions import may_at_all
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import Principal
from claimtrail.web.api.bodies import BodyField
from claimtrail.web.api.parameters import Parameter
from claimtrail.web.core.replies import DataReply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import Method

BASE = "/api/v1"
"""The addresses of version 1. Within it nothing is removed; docs/api.md says what a version is."""
DOCUMENT_PATH = f"{BASE}/openapi.json"

ApiPage = Callable[[PageRequest], DataReply]
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRoute:
    """One address with one method."""

    name: str
    """The operation's id in OpenAPI."""
    path: str
    """Below the version: `/claims/<claim_id>`; a variable part goes to the page."""
    page: ApiPage
    resource: Resource
    operation: Operation
    summary: str
    description: str = ""
    answer: Callable[[], Schema]
    """Gives the schema of the answer."""
    example: Mapping[str, Any] | None = None
    """Of the answer."""
    method: Method = Method.GET
    parameters: tuple[Parameter, ...] = ()
    fields: tuple[BodyField, ...] = ()
    """Of the body."""
    is_question: bool = False
    """True for a read whose words stand in a body: no address, log or history has them."""
    shows_claims: bool = True
    """True where a purpose of use must be stated."""
    parts: tuple[tuple[Resource, Operation], ...] = ()
    """Actions on other things that parts of the answer need: without them, these are left out."""

    @property
    def address(self) -> str:
        """Return the whole path."""
        return BASE + self.path

    @property
    def is_change(self) -> bool:
        """Return whether it changes something, under an idempotency key."""
        return self.has_body and not self.is_question

    @property
    def has_body(self) -> bool:
        """Return whether a body comes with it."""
        return self.method is not Method.GET

    def is_open_to(self, caller: Principal) -> bool:
        """Return whether the caller's roles and token reach it for some thing at least."""
        return may_at_all(caller, self.operation, self.resource)
