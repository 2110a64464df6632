"""The token endpoint of an OAuth 2.0 authorization server, over HTTP (RFC 6749)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from claimtrail.access.sign_in.errors import SignInError, SignInFailure

TIMEOUT = httpx.Timeout(5.0, connect=3.0)
"""Seconds: a person waits, and API Gateway waits for 29 in all."""
_REFUSED = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class HttpTokenEndpoint:
    """An endpoint that the client authenticates to by HTTP Basic (RFC 6749 section 2.3.1).

    Redirects are not followed: a code and a secret go to the address that the stage names, and to
    no other.
    """

    def __init__(
        self,
        url: str,
        *,
        client_id: str,
        client_secret: Callable[[], str],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Create a client. Raises ValueError for an address without TLS of another machine.

        The id token is believed because TLS says who sent it (OpenID Connect Core 3.1.3.7).
        """
        address = httpx.URL(url)
        if address.scheme != "https" and address.host not in _LOOPBACK:
            raise ValueError("the token endpoint has no TLS")
        self._url = url
        self._client_id = client_id
        self._client_secret = client_secret
        self._transport = transport

    def exchange(self, *, code: str, verifier: str, redirect_url: str) -> str:
        """Return the id token for a code, as it was sent.

        Raises SignInError: PROVIDER_DOWN when nothing answers in time, or what answers is no token
        endpoint; CODE_REFUSED when the code is not accepted.
        """
        answer = self._post(
            {
                "grant_type": "authorization_code",
                "client_id": self._client_id,
                "code": code,
                "code_verifier": verifier,
                "redirect_uri": redirect_url,
            }
        )
        if answer.status_code in _REFUSED:
            raise SignInError(SignInFailure.CODE_REFUSED, detail=_error_of(answer))
        if answer.status_code != HTTPStatus.OK:
            raise _down(f"status {answer.status_code}")
        token = _document(answer).get("id_token")
        if not isinstance(token, str):
            raise _down("no id token")
        return token

    def _post(self, form: dict[str, str]) -> httpx.Response:
        """Return the answer. A connection that was never made is tried once more."""
        transport = self._transport or httpx.HTTPTransport(retries=1)
        name, secret = (quote(text, safe="") for text in (self._client_id, self._client_secret()))
        try:
            with httpx.Client(transport=transport, timeout=TIMEOUT) as client:
                return client.post(self._url, data=form, auth=(name, secret))
        except httpx.HTTPError as error:
            raise _down(type(error).__name__) from None


def _error_of(answer: httpx.Response) -> str:
    """Return the error's code of RFC 6749 section 5.2; empty for another text."""
    error = _document(answer).get("error")
    return error if isinstance(error, str) and error in _ERRORS else ""


_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _down(detail: str) -> SignInError:
    return SignInError(SignInFailure.PROVIDER_DOWN, detail=detail)
