"""The authorization code flow with PKCE, without any input or output.

RFC 6749 section 4.1, RFC 7636 (PKCE), RFC 9700 (what is best current practice), OpenID Connect
Core 1.0.
"""

import base64
import hashlib
import re
import secrets
from urllib.parse import urlencode

from claimtrail.access.sign_in.model import SIGNED_OUT_PATH, SignInSettings

SECRET_BYTES = 32
"""256 random bits for each value that nobody may guess."""
SCOPE = "openid"
"""Alone, so that the id token has every attribute that the client reads, and no scope lets a token
change attributes (AWS: Scopes, M2M, and resource servers)."""
START = "/"
"""The path for a person who asked for none."""
LOOPBACK_PORTS = (47113, 47114, 47115)
"""Ports of a person's own machine to which a browser comes back from a sign-in at the command line:
the user pool takes no others."""
_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}")
"""A path of our own: no `//host`, no backslash, no control character, no space."""


def new_secret() -> str:
    """Return a new value that nobody can guess, of 43 letters that need no escape."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """Return the form in which a secret is stored: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def challenge_of(verifier: str) -> str:
    """Return PKCE's S256 challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def authorize_url(
    settings: SignInSettings, *, provider: str, state: str, verifier: str, nonce: str
) -> str:
    """Return the address at which a person signs in with a provider."""
    return f"{settings.authorize_url}?" + urlencode(
        {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": settings.redirect_url,
            "scope": SCOPE,
            "identity_provider": provider,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
    )


def sign_out_url(settings: SignInSettings) -> str:
    """Return the address at which the user pool forgets the person, and sends the browser back."""
    return f"{settings.logout_url}?" + urlencode(
        {"client_id": settings.client_id, "logout_uri": settings.pages_url + SIGNED_OUT_PATH}
    )


def loopback_address(port: int) -> str:
    """Return the address of a person's own machine to which a browser comes back (RFC 8252)."""
    return f"http://127.0.0.1:{port}/signed-in"


def own_path(asked: str) -> str:
    """Return the path that was asked for if it is one of ours, else the start.

    An address of another host would make the sign-in an open redirect (CWE-601).
    """
    return asked if _PATH.fullmatch(asked) else START
