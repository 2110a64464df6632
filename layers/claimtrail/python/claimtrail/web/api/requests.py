"""Requests of the JSON API as they come: the query and the body are read by the route's tables."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claimtrail.web.core.events import bare_request
from claimtrail.web.core.web_requests import WebRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A request before anybody is known."""

    asked: WebRequest
    """Without its query."""
    query: str
    """As it stands in the address."""
    body: bytes
    token: Mapping[str, str] | None
    """The claims of an access token that the API's authorizer has verified; None without one."""


def api_request_of(event: Mapping[str, Any]) -> ApiRequest:
    """Return the request of an event (payload 2.0)."""
    return ApiRequest(
        asked=bare_request(event),
        query=event.get("rawQueryString") or "",
        body=_body(event),
        token=_token(event["requestContext"]),
    )


def _body(event: Mapping[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode("utf-8", "surrogatepass")
    try:
        return b64decode(body, validate=True)
    except Base64Error:
        return b"\xff"  # No UTF-8, hence no JSON: it is refused as such.


def _token(context: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the claims that the JWT authorizer put into the event; nobody else can.

    A client's own headers never get there. Scopes come as a text in the claims, or as a list.
    """
    verified = (context.get("authorizer") or {}).get("jwt")
    if not verified:
        return None
    claims = dict(verified.get("claims") or {})
    scope = claims.get("scope") or verified.get("scopes") or ""
    claims["scope"] = " ".join(map(str, scope)) if isinstance(scope, list | tuple) else scope
    return {name: value for name, value in claims.items() if isinstance(value, str)}
