"""Headers and cookies that keep pages to themselves.

The policy allows nothing from another host and no script or style inside a page. Pages are not
stored by browsers or proxies: they hold PHI (45 CFR 164.312(a)).
"""

import hmac
from types import MappingProxyType

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

COOKIE = "__Host-claimtrail"
"""The prefix makes browsers take it only over TLS (or from localhost), for this host alone."""
SIGN_IN_COOKIE = "__Host-claimtrail-sign-in"
"""Knows the browser again that comes back from an identity provider."""

_OWN = ("script-src", "style-src", "img-src", "connect-src", "form-action")
_NONE = ("default-src", "frame-ancestors", "base-uri")
POLICY = "; ".join((*(f"{one} 'none'" for one in _NONE), *(f"{one} 'self'" for one in _OWN)))
"""The content security policy: nothing of another host, nothing inline."""


def policy_with_form_target(origin: str) -> str:
    """Return the policy of a page with a form that leads to another host, too: for uploads."""
    return POLICY.replace("form-action 'self'", f"form-action 'self' {origin}")


HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
"""The headers of every answer."""

NOT_STORED = "no-store"
FOR_GOOD = "public, max-age=31536000, immutable"
"""Of static files: their address changes with their content."""

FORM_TOKEN = "form_token"  # noqa: S105 - the field's name
"""The field by which a form proves that it is of the session's own pages."""


def session_cookie(token: str) -> Cookie:
    """Return the cookie that holds a session's token, until the browser is closed.

    It is sent along when another page leads here by a link, and with no form of another page.
    """
    return _cookie(COOKIE, token)


def ended_cookie() -> Cookie:
    """Return the cookie that removes it."""
    return _cookie(COOKIE, "", seconds=0)


def sign_in_cookie(browser: str, *, seconds: int) -> Cookie:
    """Return the cookie of a browser with a sign-in under way."""
    return _cookie(SIGN_IN_COOKIE, browser, seconds=seconds)


def ended_sign_in_cookie() -> Cookie:
    """Return the cookie that removes it."""
    return _cookie(SIGN_IN_COOKIE, "", seconds=0)


def _cookie(name: str, value: str, *, seconds: int | None = None) -> Cookie:
    return Cookie(
        name,
        value,
        path="/",
        secure=True,
        http_only=True,
        same_site=SameSite.LAX_MODE,
        max_age=seconds,
    )


def is_own_form(sent: str, expected: str, *, site: str) -> bool:
    """Return whether a form comes from a page of the session's own.

    `site` is the browser's own word (Sec-Fetch-Site), empty from a browser that has none.
    """
    return hmac.compare_digest(sent.encode(), expected.encode()) and site in {"", "same-origin"}
