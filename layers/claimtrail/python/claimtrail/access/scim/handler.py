"""The addresses of SCIM, and what answers each. Whoever mounts it has authenticated the feed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from claimtrail.access.people.service import PeopleService
from claimtrail.access.scim.discovery import PROVIDER_CONFIG, RESOURCE_TYPES, SCHEMAS, all_of
from claimtrail.access.scim.groups import ScimGroups
from claimtrail.access.scim.model import GroupStore
from claimtrail.access.scim.protocol import (
    MOST_BYTES,
    ROOT,
    ScimError,
    ScimRequest,
    ScimResponse,
)
from claimtrail.access.scim.users import ScimUsers


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimHandler:
    """Answers the requests of an identity provider."""

    people: PeopleService
    groups: GroupStore
    base: str = ""
    """The address of the pages, before `/scim/v2`."""

    def answer(self, request: ScimRequest) -> ScimResponse:
        """Return the response to a request; what it asks is done when this returns.

        Raises what the stores raise: the provider repeats a request that got no answer.
        """
        try:
            return self._answer(request)
        except ScimError as error:
            return error.response

    def _answer(self, request: ScimRequest) -> ScimResponse:
        if len(request.body) > MOST_BYTES:
            raise ScimError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large")
        kind, _, segment = request.path.removeprefix(ROOT).strip("/").partition("/")
        name = unquote(segment)
        if kind in _DOCUMENTS:
            _require(request.method == "GET")
            return ScimResponse(status=HTTPStatus.OK, body=_document(kind, name))
        if kind not in _RESOURCES:
            raise ScimError(HTTPStatus.NOT_FOUND, "there is no such resource type")
        resources = _RESOURCES[kind](self)
        if not name:
            _require(request.method in _OF_ALL)
            return _OF_ALL[request.method](resources, request)
        _require(request.method in _OF_ONE)
        return _OF_ONE[request.method](resources, request, name)

    def _users(self) -> ScimUsers:
        return ScimUsers(people=self.people, base=self.base)

    def _groups(self) -> ScimGroups:
        return ScimGroups(store=self.groups, people=self.people, base=self.base)


def _require(is_supported: bool) -> None:  # noqa: FBT001 - the condition
    if not is_supported:
        raise ScimError(HTTPStatus.METHOD_NOT_ALLOWED, "the method is not supported here")


def _document(kind: str, name: str) -> Mapping[str, Any]:
    found = _DOCUMENTS[kind]
    if found is None:
        return PROVIDER_CONFIG
    if not name:
        return all_of(found)
    if name not in found:
        raise ScimError(HTTPStatus.NOT_FOUND, "there is no such document")
    return found[name]


_DOCUMENTS: Mapping[str, Mapping[str, Mapping[str, Any]] | None] = MappingProxyType(
    {"ServiceProviderConfig": None, "Schemas": SCHEMAS, "ResourceTypes": RESOURCE_TYPES}
)
_Resources = ScimUsers | ScimGroups
_RESOURCES: Mapping[str, Callable[[ScimHandler], _Resources]] = MappingProxyType(
    {
        "Users": ScimHandler._users,  # noqa: SLF001 - the class's own table
        "Groups": ScimHandler._groups,  # noqa: SLF001 - as above
    }
)
_OF_ALL: Mapping[str, Callable[[_Resources, ScimRequest], ScimResponse]] = MappingProxyType(
    {
        "GET": lambda resources, request: resources.listed(request),
        "POST": lambda resources, request: resources.create(request),
    }
)
_OF_ONE: Mapping[str, Callable[[_Resources, ScimRequest, str], ScimResponse]] = MappingProxyType(
    {
        "GET": lambda resources, request, name: resources.read(request, name),
        "PATCH": lambda resources, request, name: resources.patch(request, name),
        "PUT": lambda resources, request, name: resources.replace(request, name),
        "DELETE": lambda resources, request, name: resources.delete(request, name),
    }
)
