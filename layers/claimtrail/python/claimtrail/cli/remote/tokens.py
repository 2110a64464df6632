"""Tokens of a public client: by a code with PKCE, by a refresh token, and their end."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx

from claimtrail.cli.remote.kept import KeptSignIn
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ClaimTrailError, Explanation

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_LOOPBACK = ("localhost", "127.0.0.1")
_MARGIN = timedelta(seconds=30)
"""A token that ends within it is not sent any more."""


class SignInEndedError(ClaimTrailError):
    """The sign-in is over, or was never complete."""


def require_tls(address: str) -> str:
    """Return an address without a slash at its end.

    Raises ClaimTrailError for one without TLS, unless it is of this machine.
    """
    url = httpx.URL(address)
    is_own = url.host in _LOOPBACK or url.host.endswith(".localhost")
    if url.scheme != "https" and not (url.scheme == "http" and is_own):
        raise ClaimTrailError(
            Explanation(
                code="ADDRESS_WITHOUT_TLS",
                what="the address is not one of https",
                where=url.host or "the address",
                next_step="Type the address of the pages, which begins with https://.",
            )
        )
    return address.rstrip("/")


def exchanged(
    client: httpx.Client, sign_in: str, form: dict[str, str], *, pages: str
) -> dict[str, Any]:
    """Return the answer of the token endpoint. Raises SignInEndedError when it refuses."""
    answer = client.post(f"{sign_in}/oauth2/token", data=form)
    if answer.status_code != HTTPStatus.OK:
        raise SignInEndedError(
            Explanation(
                code="SIGN_IN_ENDED",
                what="the user pool gives no token any more",
                where=sign_in,
                next_step=f"Sign in again: `claimtrail sign-in {pages}`.",
            )
        )
    document: dict[str, Any] = answer.json()
    return document


def refreshed(client: httpx.Client, kept: KeptSignIn) -> KeptSignIn:
    """Return a sign-in with a new access token. Raises SignInEndedError."""
    form = {
        "grant_type": "refresh_token",
        "client_id": kept.client_id,
        "refresh_token": kept.refresh_token,
    }
    return with_tokens(kept, exchanged(client, kept.sign_in, form, pages=kept.pages))


def with_tokens(kept: KeptSignIn, document: dict[str, Any]) -> KeptSignIn:
    """Return a sign-in with the tokens of an answer; a refresh token stays where none is new."""
    return kept.model_copy(
        update={
            "access_token": str(document["access_token"]),
            "refresh_token": str(document.get("refresh_token") or kept.refresh_token),
            "ends_at": utc_now() + timedelta(seconds=int(document["expires_in"])),
        }
    )


def is_used_up(kept: KeptSignIn) -> bool:
    """Return whether the access token ends within moments."""
    return utc_now() >= kept.ends_at - _MARGIN


def revoke(client: httpx.Client, kept: KeptSignIn) -> None:
    """End the refresh token and the tokens made by it (RFC 7009)."""
    form = {"token": kept.refresh_token, "client_id": kept.client_id}
    client.post(f"{kept.sign_in}/oauth2/revoke", data=form)
