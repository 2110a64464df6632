"""The requests that the embedded cloud answers without a signature, each kind a row.

On AWS these are public, too: a deployed API authorizes its own callers, sign-in pages are for
people without credentials, and a custom resource answers at a URL with a token in it.
"""

from collections.abc import Callable
from enum import Enum

from ministack import app

from patched_ministack.access.signatures import Request
from patched_ministack.access.signed_forms import is_form

HEALTH = "/_ministack/health"
ANSWER = "/_ministack/cfn-response/"
"""Followed by the token of one custom resource that waits for its answer."""
_SIGN_IN = frozenset(
    {
        ("GET", "/oauth2/authorize"),
        ("POST", "/oauth2/token"),
        ("GET", "/oauth2/userInfo"),
        ("POST", "/oauth2/userInfo"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("GET", "/logout"),
    }
)
_CALLBACKS = ("/saml2/idpresponse", "/oauth2/idpresponse")
"""To which identity providers send people back; routed by the body, so looked at with it."""
_WELL_KNOWN = ("/.well-known/jwks.json", "/.well-known/openid-configuration")
_MANAGEMENT = "/@connections/"
"""Of a WebSocket API: messages to its clients, which AWS lets only signed requests send."""
CLAIMED = (
    "/_",
    "/iceberg",
    "/v20180820/",
    "/v2/",
    "/restapis/",
    "/oauth2/",
    "/saml2/",
    "/login",
    "/logout",
    "/health",
    "/WriteGetObjectResponse",
    "/Execute",
    "/BeginTransaction",
    "/CommitTransaction",
    "/RollbackTransaction",
    "/BatchExecute",
)
"""Paths that the emulator serves itself whatever the host is: no route of an API has one there.
Such a route is reached by the API's path, `/_aws/execute-api/ID/STAGE/...`."""


class Kind(Enum):
    """A kind of request that needs no signature."""

    HEALTH = "health"
    CUSTOM_RESOURCE = "answer of a custom resource"
    SIGN_IN = "identity"
    CALLBACK = "identity callback"
    API = "route of a deployed API"
    FORM = "form to a bucket"
    """Its policy is signed, and compared once the body is read."""


FOREIGN_ORIGIN = frozenset({Kind.SIGN_IN, Kind.CALLBACK, Kind.API, Kind.FORM})
"""The paths that pages of other origins may send to: forms of identity providers and of buckets,
and APIs."""


def kind_of(request: Request) -> Kind | None:
    """Return the kind by which a request needs no signature, or None."""
    return next((kind for kind, holds in _ROWS if holds(request)), None)


def is_callback(request: Request, body: bytes) -> bool:
    """Return whether the emulator takes this body at a callback to its identity service."""
    routed = app._routing_params(request.method, request.path, request.headers, body, request.query)
    service = app.detect_service(request.method, request.path, request.headers, routed)
    return str(service).startswith("cognito")


def is_deployed_api(request: Request) -> bool:
    """Return whether a request is one to a route of an API, or to a function's URL."""
    host = request.headers.get("host", "")
    by_path = request.path.startswith(("/_aws/", "/restapis/"))
    if not by_path and (request.path.startswith(CLAIMED) or "/.well-known/" in request.path):
        return False
    function = app._parse_lambda_url(host, request.path)
    if function is not None:
        return app._function_url_auth_target(function[0])[2] is not None
    api = app._parse_execute_api_url(host, request.path) or app._resolve_custom_domain_request(
        host, request.path
    )
    if api is None or _MANAGEMENT in request.path:
        return False
    owners = (app._get_module(name) for name in ("apigateway", "apigateway_v1"))
    return any(owner.find_api_scope(api[0]) is not None for owner in owners)


def _is_health(request: Request) -> bool:
    return request.method == "GET" and request.path == HEALTH


def _is_answer(request: Request) -> bool:
    return request.method == "PUT" and request.path.startswith(ANSWER)


def _is_sign_in(request: Request) -> bool:
    if (request.method, request.path) in _SIGN_IN:
        return True
    pool, found, _ = request.path.partition("/.well-known/")
    if not found or request.method != "GET" or not request.path.endswith(_WELL_KNOWN):
        return False
    # An object in a bucket may be called so: only a pool's own documents are for everybody.
    return app._get_module("cognito")._get_pool_unscoped(pool.strip("/")) is not None


def _is_callback_path(request: Request) -> bool:
    return request.path in _CALLBACKS and request.method in {"GET", "POST"}


_ROWS: tuple[tuple[Kind, Callable[[Request], bool]], ...] = (
    (Kind.HEALTH, _is_health),
    (Kind.CUSTOM_RESOURCE, _is_answer),
    (Kind.SIGN_IN, _is_sign_in),
    (Kind.CALLBACK, _is_callback_path),
    (Kind.API, is_deployed_api),
    (Kind.FORM, is_form),
)
