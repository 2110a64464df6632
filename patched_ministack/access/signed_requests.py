"""Gap: whoever reaches the port is root, under any key, any host name, from any web page.

On AWS a request is signed with a secret (SigV4). Here every request is, too, with the machine's
own secret or a key that the cloud issued; what needs none is a table (`unsigned_requests.py`).
A request by a foreign host name or from a page of another origin is refused before anything else,
and no answer but a deployed API's tells browsers that other origins may read it.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from ministack import app
from ministack.core import iam_evaluator, sigv4

from patched_ministack import seam
from patched_ministack.access import hosts, signatures, signed_forms, unsigned_requests
from patched_ministack.access.signatures import Failure, Message, Receive, Request, Scope, Send

FOLLOWS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html"
FORBIDDEN = 403
FOREIGN_HOST = ("ForeignHost", "The Host header does not name this machine's loopback.")
FOREIGN_ORIGIN = ("ForeignOrigin", "A page of another origin must not use the embedded cloud.")
Serve = Callable[[Scope, Receive, Send], Any]


def needed() -> bool:
    """Return whether a key that everybody knows is still root's."""
    return bool(iam_evaluator.is_root_access_key("test"))


def apply() -> None:
    """Put the checks before the emulator's own."""
    seam.expect(holds=needed(), seam="iam_evaluator.is_root_access_key")
    for owner, names in (
        (sigv4, ("parse_header_signature", "parse_query_signature", "request_time_failure",
                 "header_signature_failure", "presigned_request_is_expired")),
        (iam_evaluator, ("find_iam_access_key_account", "resolve_credential", "AuthError")),
        (app, ("_credential_failure", "_parse_execute_api_url", "_parse_lambda_url", "_get_module",
               "_function_url_auth_target", "_routing_params", "detect_service",
               "_resolve_custom_domain_request")),
    ):  # fmt: skip
        for name in names:
            seam.attribute(owner, name)
    seam.wrap(app, "app", parameters=("scope", "receive", "send"), build=_guarded)


def _guarded(serve: Serve) -> Serve:
    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _http(serve, scope, receive, send)
        elif scope["type"] != "websocket" or _may_connect(Request.of(scope)):
            await serve(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    return guarded


def _may_connect(request: Request) -> bool:
    return _host_failure(request) is None and unsigned_requests.is_deployed_api(request)


async def _http(serve: Serve, scope: Scope, receive: Receive, send: Send) -> None:
    request = Request.of(scope)
    kind = unsigned_requests.kind_of(request) if _host_failure(request) is None else None
    body = _Body(receive)
    failure = _place_failure(request, kind)
    if failure is None and kind is unsigned_requests.Kind.CALLBACK:
        failure = None if unsigned_requests.is_callback(request, await body.whole()) else (
            signatures.NOT_SIGNED)  # fmt: skip
    elif failure is None and kind is unsigned_requests.Kind.FORM:
        failure = signed_forms.form_failure(request, await body.whole())
    elif failure is None and kind is None:
        failure = await _signature_failure(request, body)
    if failure is not None:
        await _refuse(request, failure, send)
        return
    own_cors = kind is unsigned_requests.Kind.API
    await serve(scope, body.receive, send if own_cors else _without_cors(send))


def _host_failure(request: Request) -> Failure | None:
    known = request.hosts == 1 and hosts.is_loopback(request.headers["host"])
    return None if known else FOREIGN_HOST


def _place_failure(request: Request, kind: unsigned_requests.Kind | None) -> Failure | None:
    """Return why a request from this place is refused whoever signed it, or None."""
    failure = _host_failure(request)
    if failure is not None:
        return failure
    # A presigned URL is made for a person or a page; its signature names method and object.
    open_to_pages = kind in unsigned_requests.FOREIGN_ORIGIN or (
        kind is None and request.is_presigned
    )
    return FOREIGN_ORIGIN if hosts.is_foreign(request.headers) and not open_to_pages else None


async def _signature_failure(request: Request, body: "_Body") -> Failure | None:
    signature = signatures.signature_of(request)
    if isinstance(signature, tuple):
        return signature
    secret = signatures.secret_of(signature, request)
    if isinstance(secret, tuple):
        return secret
    late = signatures.time_failure(signature, request)
    if late is not None:
        return late
    content = await body.whole() if signatures.signs_body(signature, request) else b""
    return signatures.check_signature(signature, secret, request, content)


class _Body:
    """A request's body: read ahead where a check needs it, and given to the emulator after."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ahead: list[Message] = []

    async def whole(self) -> bytes:
        """Read all of it; shorter when the client went away."""
        while not self._ahead or self._ahead[-1].get("more_body", False):
            self._ahead.append(await self._receive())
        return b"".join(message.get("body", b"") for message in self._ahead)

    async def receive(self) -> Message:
        """Give the next message, as ASGI has it."""
        return self._ahead.pop(0) if self._ahead else await self._receive()


async def _refuse(request: Request, failure: Failure, send: Send) -> None:
    """Answer in the protocol of the addressed service, as AWS does."""
    code, message = failure
    try:
        service = app.detect_service(request.method, request.path, request.headers, request.query)
        _, headers, body = app._credential_failure(
            service, "", str(uuid4()), iam_evaluator.AuthError(code, message), request.headers
        )
    except (LookupError, TypeError, ValueError):
        headers = {"Content-Type": "application/json"}
        body = json.dumps({"__type": code, "message": message}).encode()
    body = body if isinstance(body, bytes) else str(body).encode()
    sent = {**headers, "Content-Length": str(len(body)), "Connection": "close"}
    listed = [(name.lower().encode(), str(value).encode()) for name, value in sent.items()]
    start = {"type": "http.response.start", "status": FORBIDDEN, "headers": listed}
    await _without_cors(send)(start)
    await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else body})


def _without_cors(send: Send) -> Send:
    async def send_without(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [
                (name, value)
                for name, value in message.get("headers", [])
                if not name.lower().startswith(b"access-control-")
            ]
            message = {**message, "headers": kept}
        await send(message)

    return send_without
