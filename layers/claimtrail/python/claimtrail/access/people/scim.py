"""The leaver feed of an identity provider: SCIM 2.0 (RFC 7643, RFC 7644), as far as people go.

    PATCH /scim/v2/Users/dana
    {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
     "Operations": [{"op": "replace", "path": "active", "value": false}]}

A person's id and `userName` are the person id of sign-in. Roles come from groups when a person
signs in, so that a person who is created here has none. Whoever mounts it has authenticated the
provider, and records the call.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from claimtrail.access.people.model import EndCause, KnownPerson
from claimtrail.access.people.service import PeopleService
from claimtrail.kernel.clock import format_instant

MEDIA_TYPE = "application/scim+json"
ROOT = "/scim/v2"
MOST_PERSON_ID = 128
"""Characters of a person id, as Cognito has it for a user name."""
_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
_LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
_PROVIDER = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
_BY_NAME = re.compile(r'(?i:username) +(?i:eq) +"([^"\\]{1,128})"')
"""The one filter that providers need to find a person (RFC 7644, section 3.4.2.2)."""
_PAGE = 100
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimRequest:
    """A request, authenticated."""

    method: str
    path: str
    """From `/scim/v2` on."""
    query: str = ""
    body: str = ""
    actor: str
    """`system:<client id>` of the identity provider's client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimResponse:
    """A response: JSON of MEDIA_TYPE, or nothing with status 204."""

    status: int
    body: Mapping[str, Any] | None = None

    @property
    def text(self) -> str:
        """Return the body as JSON; empty for none."""
        return "" if self.body is None else json.dumps(dict(self.body))


class _ScimError(Exception):
    def __init__(self, status: int, detail: str, scim_type: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.scim_type = status, detail, scim_type


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimHandler:
    """Answers the requests of an identity provider."""

    people: PeopleService

    def answer(self, request: ScimRequest) -> ScimResponse:
        """Return the response to a request; what it asks is done when this returns.

        Raises what the stores raise: the provider repeats a request that got no answer.
        """
        try:
            return self._answer(request)
        except _ScimError as error:
            body: dict[str, Any] = {
                "schemas": [_ERROR],
                "status": str(error.status),
                "detail": error.detail,
            }
            if error.scim_type:
                body["scimType"] = error.scim_type
            return ScimResponse(status=error.status, body=body)

    def _answer(self, request: ScimRequest) -> ScimResponse:
        if len(request.body) > _MOST_BYTES:
            raise _ScimError(413, "the body is too large")
        path = request.path.removeprefix(ROOT).strip("/")
        if path == "ServiceProviderConfig" and request.method == "GET":
            return ScimResponse(status=200, body=PROVIDER_CONFIG)
        collection, _, segment = path.partition("/")
        if collection != "Users":
            raise _ScimError(404, "there is no such resource type")
        person_id = unquote(segment)
        if len(person_id) > MOST_PERSON_ID or "/" in segment:
            raise _ScimError(404, "there is no such person")
        methods = _OF_ONE if person_id else _OF_ALL
        if request.method not in methods:
            raise _ScimError(405, "the method is not supported here")
        return methods[request.method](self, request, person_id)

    def _list(self, request: ScimRequest, _: str) -> ScimResponse:
        asked = parse_qs(request.query)
        start = max(_number(asked, "startIndex", 1), 1)
        count = min(max(_number(asked, "count", _PAGE), 0), _PAGE)
        found = self._found(asked.get("filter", [""])[0])
        page = found[start - 1 : start - 1 + count]
        return ScimResponse(
            status=200,
            body={
                "schemas": [_LIST],
                "totalResults": len(found),
                "startIndex": start,
                "itemsPerPage": len(page),
                "Resources": list(map(_shown, page)),
            },
        )

    def _found(self, condition: str) -> list[KnownPerson]:
        if not condition:
            return self.people.store.listed()
        named = _BY_NAME.fullmatch(condition.strip())
        if named is None:
            raise _ScimError(400, "the one filter is userName eq", "invalidFilter")
        person = self.people.store.find(named[1])
        return [person] if person else []

    def _create(self, request: ScimRequest, _: str) -> ScimResponse:
        said = _object(request.body)
        person_id = str(said.get("userName") or "").strip()
        if not person_id or len(person_id) > MOST_PERSON_ID:
            raise _ScimError(400, "userName is missing or too long", "invalidValue")
        if self.people.store.find(person_id):
            raise _ScimError(409, "the person exists", "uniqueness")
        person = self.people.announce(person_id)
        if _truth(said.get("active", True)) is False:
            person = self._deactivate(person_id, request)
        return ScimResponse(status=201, body=_shown(person))

    def _read(self, _: ScimRequest, person_id: str) -> ScimResponse:
        return ScimResponse(status=200, body=_shown(self._known(person_id)))

    def _patch(self, request: ScimRequest, person_id: str) -> ScimResponse:
        self._known(person_id)
        said = _object(request.body)
        if _PATCH not in said.get("schemas", ()) or not isinstance(said.get("Operations"), list):
            raise _ScimError(400, "the body is no PatchOp", "invalidSyntax")
        return self._set(request, person_id, list(_stated(said["Operations"])))

    def _replace(self, request: ScimRequest, person_id: str) -> ScimResponse:
        self._known(person_id)
        said = _object(request.body)
        return self._set(request, person_id, [said["active"]] if "active" in said else [])

    def _delete(self, request: ScimRequest, person_id: str) -> ScimResponse:
        self._known(person_id)
        self._deactivate(person_id, request)
        return ScimResponse(status=204)

    def _set(self, request: ScimRequest, person_id: str, stated: list[Any]) -> ScimResponse:
        """Carry out the last word about `active`; other attributes are the provider's own.

        A person whose access ended is not restored by a feed: an administrator does that.
        """
        active = [_truth(one) for one in stated]
        if active and active[-1] is False:
            return ScimResponse(status=200, body=_shown(self._deactivate(person_id, request)))
        person = self._known(person_id)
        if active and not person.is_active:
            raise _ScimError(403, "an administrator restores access", "mutability")
        return ScimResponse(status=200, body=_shown(person))

    def _known(self, person_id: str) -> KnownPerson:
        person = self.people.store.find(person_id)
        if person is None:
            raise _ScimError(404, "there is no such person")
        return person

    def _deactivate(self, person_id: str, request: ScimRequest) -> KnownPerson:
        return self.people.deactivate(person_id, cause=EndCause.LEFT, by=request.actor)


_Answer = Callable[[ScimHandler, ScimRequest, str], ScimResponse]
_OF_ALL: Mapping[str, _Answer] = MappingProxyType(
    {
        "GET": ScimHandler._list,  # noqa: SLF001 - the class's own table
        "POST": ScimHandler._create,  # noqa: SLF001 - as above
    }
)
_OF_ONE: Mapping[str, _Answer] = MappingProxyType(
    {
        "GET": ScimHandler._read,  # noqa: SLF001 - as above
        "PATCH": ScimHandler._patch,  # noqa: SLF001 - as above
        "PUT": ScimHandler._replace,
        "DELETE": ScimHandler._delete,  # noqa: SLF001 - as above
    }
)
PROVIDER_CONFIG: Mapping[str, Any] = MappingProxyType(
    {
        "schemas": [_PROVIDER],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": _PAGE},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "OAuth 2.0 client credentials",
                "description": "A token of the stage's user pool with the scope of the feed.",
            }
        ],
    }
)
"""The capabilities of this service provider (RFC 7643, section 5)."""


def _shown(person: KnownPerson) -> dict[str, Any]:
    return {
        "schemas": [_USER],
        "id": person.person_id,
        "userName": person.person_id,
        "active": person.is_active,
        "meta": {
            "resourceType": "User",
            "created": format_instant(person.first_seen_at),
            "location": f"{ROOT}/Users/{quote(person.person_id, safe='')}",
            "version": f'W/"{person.version}"',
        },
    }


def _object(body: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise _ScimError(400, "the body is no JSON object", "invalidSyntax")
    return said


def _stated(operations: list[Any]) -> Iterator[Any]:
    """Yield what operations say of `active`, with a path or without (section 3.5.2.3)."""
    for one in operations:
        if not isinstance(one, dict) or str(one.get("op", "")).lower() not in _VERBS:
            raise _ScimError(400, "an operation is add, replace or remove", "invalidSyntax")
        path, value = one.get("path"), one.get("value")
        if str(path or "").lower() == "active":
            yield value
        elif not path and isinstance(value, dict) and "active" in value:
            yield value["active"]


_VERBS = frozenset({"add", "replace", "remove"})


def _truth(value: Any) -> bool:
    """Return a Boolean, which Microsoft Entra ID sends as text; else an error."""
    if isinstance(value, bool):
        return value
    words = {"true": True, "false": False}
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    raise _ScimError(400, "active is true or false", "invalidValue")


def _number(asked: Mapping[str, list[str]], name: str, usual: int) -> int:
    said = asked.get(name, [""])[0]
    return int(said) if said.isdecimal() and len(said) < 7 else usual  # noqa: PLR2004 - of digits
