"""Sign-ins under way at an identity provider, as the emulator's handlers pass them on."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from ministack.services import cognito

RELAY_STATES = ("RelayState", "state")
"""The names under which a provider is given the key of a sign-in, and gives it back."""
Answer = tuple[int, dict[str, str], bytes]


def relay_of(body: bytes, query_params: dict[str, Any]) -> dict[str, Any]:
    """Return the sign-in that a provider's answer belongs to; empty where there is none."""
    form = {name: values[0] for name, values in form_fields(body).items()}
    keys = [cognito._qp(sent, name) for sent in (query_params, form) for name in RELAY_STATES]
    found = (cognito._auth_codes[key] for key in keys if key in cognito._auth_codes)
    relay: dict[str, Any] = next(found, {})
    return relay


def form_fields(body: bytes) -> dict[str, list[str]]:
    """Return the fields of a form that was posted."""
    return parse_qs(body.decode("utf-8", errors="replace")) if body else {}


def sent_along(answer: Answer, name: str) -> str:
    """Return a parameter of the address to which an answer sends the browser."""
    location = answer[1].get("Location", "") if isinstance(answer[1], dict) else ""
    return parse_qs(urlsplit(location).query).get(name, [""])[0]
