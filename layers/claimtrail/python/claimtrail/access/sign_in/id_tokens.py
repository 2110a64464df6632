"""Id tokens: what one has to say before anybody believes it (OpenID Connect Core 3.1.3.7).

The token comes from the token endpoint itself, over TLS whose certificate was checked, and not by
way of the browser. Item 6 of that section lets TLS stand for the signature then. A token from
anywhere else is never read here.
"""

import base64
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.groups import groups_in

GROUPS, NAME, PERSON = "custom:groups", "name", "preferred_username"
"""The attributes of the user pool to which a stage's settings map those of a provider."""
DEPARTMENT, MANAGER, CONTRACT = "custom:department", "custom:manager", "custom:contract_ends_on"
"""Those that reviews of access go by; a provider may say none of them."""
SKEW = timedelta(seconds=60)
"""The most by which two clocks differ."""
MOST_BYTES = 64 * 1024
_PARTS = 3
_PERSON_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+=-]{0,127}")
"""The name of a person: it stands in the trail and in keys, so that it has no space or slash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedToken:
    """The values that fit one sign-in."""

    issuer: str
    client_id: str
    nonce: str
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person, as a provider says it."""

    name_in_directory: str
    """The person's name in the provider's directory: the same at each sign-in."""
    display_name: str
    groups: frozenset[str]


def read_id_token(token: str, expected: ExpectedToken, now: datetime) -> Identity:
    """Return the person of a token that the token endpoint sent.

    Raises SignInError (TOKEN_INVALID); its detail names the claim that does not fit.
    """
    claims = _claims_of(token)
    _check(claims, expected, now)
    name = claims.get(PERSON) or _user_id(claims, expected.provider)
    if not isinstance(name, str) or not is_person_name(name):
        raise _invalid(PERSON)
    display = claims.get(NAME)
    groups = claims.get(GROUPS, "")
    return Identity(
        name_in_directory=name,
        display_name=display if isinstance(display, str) and display else name,
        groups=groups_in(groups) if isinstance(groups, str) else frozenset(),
    )


def is_person_name(name: str) -> bool:
    """Return whether a name may stand in the trail and in keys."""
    return _PERSON_ID.fullmatch(name) is not None


def _claims_of(token: str) -> Mapping[str, Any]:
    parts = token.split(".")
    if len(token) > MOST_BYTES or len(parts) != _PARTS:
        raise _invalid("form")
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.b64decode(padded, altchars="-_", validate=True))
    except ValueError:
        raise _invalid("form") from None
    if not isinstance(claims, dict):
        raise _invalid("form")
    return claims


def _check(claims: Mapping[str, Any], expected: ExpectedToken, now: datetime) -> None:
    for name, is_right in (
        ("iss", claims.get("iss") == expected.issuer),
        # One audience, ours: a token for several clients is not what our client asked for.
        ("aud", claims.get("aud") in (expected.client_id, [expected.client_id])),
        ("token_use", claims.get("token_use") == "id"),
        ("exp", _is_after(claims.get("exp"), now - SKEW)),
        ("iat", not _is_after(claims.get("iat"), now + SKEW)),
        ("nonce", _is_same(claims.get("nonce"), expected.nonce)),
        ("identities", bool(_user_id(claims, expected.provider))),
    ):
        if not is_right:
            raise _invalid(name)


def _is_after(claim: object, instant: datetime) -> bool:
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return False
    try:
        return datetime.fromtimestamp(claim, UTC) > instant
    except (ValueError, OverflowError, OSError):
        return False


def _is_same(claim: object, nonce: str) -> bool:
    return isinstance(claim, str) and hmac.compare_digest(claim.encode(), nonce.encode())


def _user_id(claims: Mapping[str, Any], provider: str) -> str:
    """Return the person's subject at the provider that the sign-in was begun with; else empty."""
    identities = claims.get("identities")
    for one in identities if isinstance(identities, list) else ():
        if isinstance(one, dict) and one.get("providerName") == provider:
            return str(one.get("userId", ""))
    return ""


def _invalid(claim: str) -> SignInError:
    return SignInError(SignInFailure.TOKEN_INVALID, detail=claim)
