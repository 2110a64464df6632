"""Requests out of the events of an HTTP API (payload 2.0)."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from typing import Any

from claimtrail.kernel.errors import Explanation
from claimtrail.web.core.errors import BadRequestError
from claimtrail.web.core.query import MOST_PAIRS, NO_QUERY, Query
from claimtrail.web.core.routes import Method
from claimtrail.web.core.web_requests import WebRequest

_FORM = "application/x-www-form-urlencoded"
MOST_BODY = 64 * 1024
"""Bytes of a form at most."""


def request_of(event: Mapping[str, Any]) -> WebRequest:
    """Return the request of an event.

    Raises BadRequestError for a query or form with too many values, and for a body that is no form
    or is too large.
    """
    bare = bare_request(event)
    query = _parsed(event.get("rawQueryString") or "", "the query of the address")
    return replace(bare, query=query, form=_form(event, bare))


def bare_request(event: Mapping[str, Any]) -> WebRequest:
    """Return the request without its query and form, whatever is in them."""
    http = event["requestContext"]["http"]
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return WebRequest(
        method=_method_of(http["method"]),
        path=event["rawPath"],
        query=NO_QUERY,
        form=NO_QUERY,
        cookies=_cookies(event.get("cookies") or ()),
        headers=headers,
        source_ip=http.get("sourceIp", ""),
        request_id=f"req_{event['requestContext']['requestId']}",
    )


def _method_of(name: str) -> Method:
    """Return a method; one that no route takes counts as GET, since its answer is an error page."""
    return Method(name) if name in set(Method) else Method.GET


def _form(event: Mapping[str, Any], bare: WebRequest) -> Query:
    body = event.get("body") or ""
    if not body:
        return NO_QUERY
    kind = bare.headers.get("content-type", "").partition(";")[0].strip().lower()
    text = _decoded(body) if event.get("isBase64Encoded") else body
    if text is None or len(text) > MOST_BODY or kind != _FORM:
        raise BadRequestError(
            Explanation(
                code="BODY_REFUSED",
                what=f"the body is no form of {MOST_BODY // 1024} KiB or less",
                where="the request's body",
                next_step="Send the form of a page, or use the JSON API.",
            )
        )
    return _parsed(text, "the form")


def _decoded(body: str) -> str | None:
    """Return the text of a body in base64; None for what is no such text."""
    try:
        return b64decode(body, validate=True).decode()
    except (Base64Error, UnicodeDecodeError):
        return None


def _parsed(text: str, where: str) -> Query:
    try:
        return Query.parse(text)
    except ValueError:
        raise BadRequestError(
            Explanation(
                code="QUERY_TOO_LONG",
                what=f"it has more than {MOST_PAIRS} values",
                where=where,
                next_step="Choose fewer values.",
            )
        ) from None


def _cookies(given: Sequence[str]) -> dict[str, str]:
    """Return cookies by name; what is no cookie is left out."""
    found: dict[str, str] = {}
    for text in given:
        try:
            found |= {name: morsel.value for name, morsel in SimpleCookie(text).items()}
        except CookieError:
            continue
    return found
