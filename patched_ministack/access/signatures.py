"""One request to the embedded cloud, as it came, and the signature that it carries."""

import hmac
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote

from ministack.core import iam_evaluator, sigv4
from ministack.core.responses import _account_from_sts_session, get_account_id

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Failure = tuple[str, str]
"""An AWS error code and its message."""

SIGNED = "AWS4-HMAC-SHA256"
NOT_SIGNED = ("MissingAuthenticationToken", "Missing Authentication Token")
NOT_KNOWN = (
    "UnrecognizedClientException",
    "The security token included in the request is invalid.",
)
EXPIRED = ("AccessDenied", "Request has expired")


@dataclass(frozen=True, slots=True)
class Request:
    """A request's head: all that it says before its body."""

    method: str
    path: str
    raw_path: str
    headers: dict[str, str]
    """By lower-case name; a header on several lines as its values with commas between."""
    query: dict[str, list[str]]
    hosts: int
    """Number of Host headers."""

    @classmethod
    def of(cls, scope: Scope) -> "Request":
        """Read an ASGI scope."""
        headers: dict[str, str] = {}
        for name, value in scope.get("headers", []):
            key, text = name.decode("latin-1").lower(), sigv4.decode_header_value(value)
            headers[key] = f"{headers[key]},{text}" if key in headers else text
        query = scope.get("query_string", b"").decode("utf-8", "replace")
        raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
        return cls(
            method=scope.get("method", "GET"),
            path=scope["path"],
            raw_path=raw_path.decode("latin-1"),
            headers=headers,
            query=parse_qs(query, keep_blank_values=True),
            hosts=sum(name.lower() == b"host" for name, _ in scope.get("headers", [])),
        )

    @property
    def is_presigned(self) -> bool:
        """Return whether the credential stands in the query, as in a presigned URL."""
        return "authorization" not in self.headers and self.value("X-Amz-Algorithm") == SIGNED

    def value(self, name: str) -> str:
        """The first value of a query parameter; empty without one."""
        return self.query.get(name, [""])[0]


def signature_of(request: Request) -> sigv4.HeaderSignature | Failure:
    """Return the SigV4 signature, in the header or the query, or why there is none."""
    if request.is_presigned:
        found = sigv4.parse_query_signature(request.query)
    elif request.headers.get("authorization", "").startswith(f"{SIGNED} "):
        found = sigv4.parse_header_signature(request.headers)
    else:
        return NOT_SIGNED
    # The emulator takes the account and the caller from a query credential, too.
    both = not request.is_presigned and ("X-Amz-Credential" in request.query)
    return NOT_SIGNED if both else found


def secret_of(signature: sigv4.HeaderSignature, request: Request) -> str | Failure:
    """Return the secret of the key that signed: the machine's, or one that the cloud issued."""
    token = request.value("X-Amz-Security-Token") or request.headers.get("x-amz-security-token", "")
    return secret_for(signature.access_key_id, token)


def secret_for(key_id: str, token: str) -> str | Failure:
    """Return the secret of a key: the machine's, or one that the cloud issued."""
    if hmac.compare_digest(key_id.encode(), os.environ["AWS_ACCESS_KEY_ID"].encode()):
        return os.environ["AWS_SECRET_ACCESS_KEY"]
    if iam_evaluator.is_root_access_key(key_id):
        return NOT_KNOWN
    try:
        owner = iam_evaluator.find_iam_access_key_account(key_id)
    except iam_evaluator.AmbiguousAccessKeyError:
        return NOT_KNOWN
    account = _account_from_sts_session(key_id) or owner or get_account_id()
    found = iam_evaluator.resolve_credential(key_id, account, token)
    if isinstance(found, iam_evaluator.CredentialResolutionError):
        return found.code, found.message
    secret: str = found.secret_access_key
    return secret


def time_failure(signature: sigv4.HeaderSignature, request: Request) -> Failure | None:
    """Return why a signature is too old or too new, or None."""
    if not request.is_presigned:
        failure: Failure | None = sigv4.request_time_failure(signature)
        return failure
    try:
        expired = sigv4.presigned_request_is_expired(
            signature.amz_date, request.value("X-Amz-Expires")
        )
    except (TypeError, ValueError):
        return EXPIRED
    return EXPIRED if expired else None


def signs_body(signature: sigv4.HeaderSignature, request: Request) -> bool:
    """Return whether the signature cannot be checked without the body."""
    if request.is_presigned:
        return bool(signature.service != "s3")
    given = request.headers.get("x-amz-content-sha256", "")
    return not given or given.startswith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")


def check_signature(
    signature: sigv4.HeaderSignature, secret: str, request: Request, body: bytes
) -> Failure | None:
    """Return why the signature is not the one of this secret, or None."""
    failure: Failure | None = sigv4.header_signature_failure(
        signature,
        secret,
        request.method,
        request.raw_path,
        request.query,
        request.headers,
        body,
        presigned=request.is_presigned,
    )
    return failure
