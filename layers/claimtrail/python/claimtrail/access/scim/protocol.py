"""Requests, responses and errors of SCIM, and the values of bodies as providers send them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs

MEDIA_TYPE = "application/scim+json"
ROOT = "/scim/v2"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
PAGE = 100
"""Resources of a page at most."""
MOST_BYTES = 64 * 1024
"""Of a body: the web ACL in front takes no more."""
_VERBS = frozenset({"add", "replace", "remove"})
_LONGEST_NUMBER = 6
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimRequest:
    """A request, authenticated."""

    method: str
    path: str
    """From `/scim/v2` on."""
    query: str = ""
    body: str = ""
    actor: str
    """`system:<name>` of the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimResponse:
    """A response: JSON of MEDIA_TYPE, or nothing with status 204."""

    status: int
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)

    @property
    def text(self) -> str:
        """Return the body as JSON; empty for none."""
        return "" if self.body is None else json.dumps(dict(self.body))


class ScimError(Exception):
    """A request that is answered by an error of SCIM (RFC 7644, section 3.12)."""

    def __init__(
        self,
        status: int,
        detail: str,
        scim_type: str = "",
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.scim_type, self.headers = status, detail, scim_type, headers

    @property
    def response(self) -> ScimResponse:
        """Return the answer; what was sent is not repeated in it."""
        body: dict[str, Any] = {
            "schemas": [ERROR],
            "status": str(self.status),
            "detail": self.detail,
        }
        if self.scim_type:
            body["scimType"] = self.scim_type
        return ScimResponse(status=self.status, body=body, headers=self.headers)


def page_of(request: ScimRequest, found: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return the resources of the page that a request asks for, and the list around them."""
    asked = parse_qs(request.query)
    start = max(_number(asked, "startIndex", 1), 1)
    count = min(max(_number(asked, "count", PAGE), 0), PAGE)
    page = found[start - 1 : start - 1 + count]
    return page, {
        "schemas": [LIST],
        "totalResults": len(found),
        "startIndex": start,
        "itemsPerPage": len(page),
    }


def asked_for(request: ScimRequest, name: str) -> str:
    """Return a parameter of a request; empty without it."""
    return parse_qs(request.query).get(name, [""])[0].strip()


def object_of(body: str) -> dict[str, Any]:
    """Return the JSON object of a body. Raises ScimError for any other body."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise ScimError(HTTPStatus.BAD_REQUEST, "the body is no JSON object", "invalidSyntax")
    return said


@dataclass(frozen=True, slots=True)
class PatchOperation:
    """One operation of a PatchOp."""

    verb: str
    """`add`, `replace` or `remove`; Microsoft Entra ID writes them with a capital."""
    path: str
    """Empty: the value is an object of attributes."""
    value: Any


def operations_of(body: str) -> Iterator[PatchOperation]:
    """Yield the operations of a PatchOp. Raises ScimError for what is none."""
    said = object_of(body)
    if PATCH not in said.get("schemas", ()) or not isinstance(said.get("Operations"), list):
        raise ScimError(HTTPStatus.BAD_REQUEST, "the body is no PatchOp", "invalidSyntax")
    for one in said["Operations"]:
        verb = str(one.get("op", "")).lower() if isinstance(one, dict) else ""
        if verb not in _VERBS:
            raise ScimError(
                HTTPStatus.BAD_REQUEST, "an operation is add, replace or remove", "invalidSyntax"
            )
        yield PatchOperation(verb, str(one.get("path") or "").strip(), one.get("value"))


def truth(value: Any) -> bool:
    """Return a Boolean, which Microsoft Entra ID sends as text; else raise ScimError."""
    if isinstance(value, bool):
        return value
    words = {"true": True, "false": False}
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    raise ScimError(HTTPStatus.BAD_REQUEST, "active is true or false", "invalidValue")


def _number(asked: Mapping[str, list[str]], name: str, usual: int) -> int:
    said = asked.get(name, [""])[0]
    return int(said) if said.isdecimal() and len(said) <= _LONGEST_NUMBER else usual
