"""Problems: answers that are not what was asked for (RFC 9457), without a value that was sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from claimtrail.claims.projection.outcome_errors import NotPermittedError
from claimtrail.kernel.errors import (
    ClaimTrailError,
    ConfigurationError,
    ConflictError,
    Explanation,
    NotFoundError,
)
from claimtrail.trail.access_log import STATED
from claimtrail.web.core.errors import BadRequestError, RequestError, missing
from claimtrail.web.core.replies import DataReply

PROBLEM_TYPE = "application/problem+json"
_TABLE_BUSY = "TABLE_BUSY"
"""The code of the stores' error (aws/core/dynamo/busy.py), which no page knows by its class."""
MOST_BODY = 64 * 1024
"""Bytes of a body at most."""


@dataclass(frozen=True, slots=True)
class _Kind:
    status: HTTPStatus
    what: str
    where: str
    next_step: str


_HEADER = "the header {}"
_KEY = _HEADER.format("Idempotency-Key")
_PURPOSE = _HEADER.format("X-Purpose-Of-Use")
_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "TOKEN_MISSING": _Kind(
            HTTPStatus.UNAUTHORIZED,
            "nobody is signed in",
            _HEADER.format("Authorization"),
            "Send an access token, or the cookie of a session.",
        ),
        "TOKEN_INVALID": _Kind(
            HTTPStatus.UNAUTHORIZED,
            "the token is none that is taken here",
            _HEADER.format("Authorization"),
            "Get a new one: by client credentials, or by `claimtrail sign-in ADDRESS`.",
        ),
        "SCOPE_MISSING": _Kind(
            HTTPStatus.FORBIDDEN,
            "the token has no scope or role that may be used",
            "the token",
            "Ask for a scope of the machine's row in people.toml; a person needs a role.",
        ),
        "FORM_TOKEN_WRONG": _Kind(
            HTTPStatus.FORBIDDEN,
            "the request does not come from a page of the session",
            _HEADER.format("X-Form-Token"),
            "Send the form token of the session's pages.",
        ),
        "PURPOSE_MISSING": _Kind(
            HTTPStatus.BAD_REQUEST,
            "no purpose of use is stated",
            _PURPOSE,
            f"Send one of: {', '.join(STATED)}.",
        ),
        "METHOD_NOT_ALLOWED": _Kind(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "the address does not take this method",
            "the request",
            "Send one of the methods of the header Allow.",
        ),
        "MEDIA_TYPE_UNSUPPORTED": _Kind(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "the body is not said to be JSON",
            _HEADER.format("Content-Type"),
            "Send application/json.",
        ),
        "BODY_TOO_LARGE": _Kind(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"the body has more than {MOST_BODY // 1024} KiB",
            "the body",
            "Send less.",
        ),
        "BODY_NOT_JSON": _Kind(
            HTTPStatus.BAD_REQUEST,
            "the body is no JSON object in UTF-8",
            "the body",
            "Send an object with the fields of /api/v1/openapi.json.",
        ),
        "QUERY_TOO_LONG": _Kind(
            HTTPStatus.BAD_REQUEST,
            "the query has too many values",
            "the query",
            "Choose fewer values.",
        ),
        "IDEMPOTENCY_KEY_MISSING": _Kind(
            HTTPStatus.BAD_REQUEST,
            "a change needs an idempotency key of 1 to 128 letters, figures, and . _ : -",
            _KEY,
            "Make one, a UUID for instance, and send it again when you repeat the request.",
        ),
        "BUSY": _Kind(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "the stores do not take more at the moment",
            "the API",
            "Send the same request again in some seconds.",
        ),
        "TOO_MANY_REQUESTS": _Kind(
            HTTPStatus.TOO_MANY_REQUESTS,
            "there were too many requests in a short time",
            "the API",
            "Wait as long as the header Retry-After says.",
        ),
    }
)


class ApiError(RequestError):
    """A request of the API that is answered by a problem of its own."""

    def __init__(
        self,
        explanation: Explanation,
        status: HTTPStatus,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(explanation)
        self.status = status
        self.headers = headers or {}


def problem(code: str, **headers: str) -> ApiError:
    """Return a problem of the table; headers by name, `_` for `-`."""
    kind = _KINDS[code]
    return ApiError(
        Explanation(code=code, what=kind.what, where=kind.where, next_step=kind.next_step),
        kind.status,
        {name.replace("_", "-"): value for name, value in headers.items()},
    )


def wrong_parameter(name: str, *, wanted: str) -> ApiError:
    """Return the problem of a parameter, which is one of ours; its value is not repeated."""
    return ApiError(
        Explanation(
            code="PARAMETER_INVALID",
            what=f"the parameter {name!r} has a value that it cannot have",
            where="the query",
            next_step=f"Give {wanted}.",
        ),
        HTTPStatus.BAD_REQUEST,
    )


def unknown_parameter(known: str) -> ApiError:
    """Return the problem of a parameter that the address does not take."""
    return ApiError(
        Explanation(
            code="PARAMETER_UNKNOWN",
            what="the query has a parameter that this address does not take",
            where="the query",
            next_step=f"Known: {known or 'none'}.",
        ),
        HTTPStatus.BAD_REQUEST,
    )


def wrong_body(name: str, *, wanted: str) -> ApiError:
    """Return the problem of a field of the body, which is one of ours."""
    return ApiError(
        Explanation(
            code="BODY_INVALID",
            what=f"the field {name!r} is missing or wrong",
            where="the body",
            next_step=f"Give {wanted}.",
        ),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def unknown_field(known: str) -> ApiError:
    """Return the problem of a body with a field that nothing reads."""
    return ApiError(
        Explanation(
            code="BODY_INVALID",
            what="the body has a field that is not known",
            where="the body",
            next_step=f"Known: {known}.",
        ),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def problem_of(error: ClaimTrailError, *, is_change: bool) -> ApiError:
    """Return the problem for an error of a use case. Raises an error that is not the caller's.

    A value that a change cannot have is 422, since its form was right; of a query it is 400.
    """
    if isinstance(error, ApiError):
        return error
    said = error.explanation
    if said.code == _TABLE_BUSY:
        return problem("BUSY", Retry_After="5")
    if isinstance(error, NotFoundError):
        said = missing("thing").explanation
    return ApiError(said, _status_of(error, is_change=is_change))


def _status_of(error: ClaimTrailError, *, is_change: bool) -> HTTPStatus:
    """Return the status for an error. Raises an error that is not the caller's."""
    wrong_value = HTTPStatus.UNPROCESSABLE_ENTITY if is_change else HTTPStatus.BAD_REQUEST
    if isinstance(error, BadRequestError):
        return wrong_value
    if isinstance(error, RequestError):
        return error.status
    for kind, status in (
        (NotPermittedError, HTTPStatus.FORBIDDEN),
        (NotFoundError, HTTPStatus.NOT_FOUND),
        (ConflictError, HTTPStatus.CONFLICT),
    ):
        if isinstance(error, kind):
            return status
    if isinstance(error, ConfigurationError) or not is_change:
        raise error
    return wrong_value


def problem_reply(error: ApiError, request_id: str) -> DataReply:
    """Return the document of a problem; it names the request, and nothing that was sent."""
    said = error.explanation
    document = {
        "type": f"urn:claimtrail:{said.code.lower()}",
        "title": said.what,
        "status": error.status.value,
        "detail": said.next_step,
        "instance": f"urn:claimtrail:request:{request_id}",
        "code": said.code,
    }
    return DataReply(
        content_type=PROBLEM_TYPE,
        body=json.dumps(document),
        status=error.status,
        headers=error.headers,
    )
