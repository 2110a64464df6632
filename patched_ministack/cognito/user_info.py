"""Gap: what an OIDC provider says of a person at its userInfo endpoint is never asked.

Cognito asks it with the access token after it has exchanged the code, and maps what it says beside
the claims of the id token. Most providers name groups there alone.
"""

import inspect
import json
import urllib.request
from collections.abc import Callable
from typing import Any

from ministack.services import cognito

from patched_ministack import seam
from patched_ministack.cognito.attribute_values import flattened
from patched_ministack.cognito.relays import relay_of, sent_along

FOLLOWS = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html"
)
_SECONDS = 10
_ACCESS_TOKEN = "_oidc_access_token"  # noqa: S105 - the name of a field


def needed() -> bool:
    """Return whether the emulator still reads the id token alone."""
    return "userinfo_endpoint" not in inspect.getsource(cognito._oauth2_idp_response)


def apply() -> None:
    """Ask the endpoint once a person has come back from an OIDC provider."""
    for name in ("_auth_codes", "_get_pool_unscoped", "_merge_federated_attrs", "_now_epoch"):
        seam.attribute(cognito, name)
    seam.wrap(
        cognito,
        "_oauth2_idp_response",
        parameters=("method", "body", "query_params"),
        build=_asking,
    )


def _asking(respond: Callable[..., Any]) -> Callable[..., Any]:
    def respond_asking(method: str, body: bytes, query_params: dict[str, Any]) -> Any:
        relay = relay_of(body, query_params)
        answer = respond(method, body, query_params)
        issued = cognito._auth_codes.get(sent_along(answer, "code"))
        if issued is None:
            return answer
        pool = cognito._get_pool_unscoped(issued["pool_id"])
        provider = pool["_identity_providers"][relay["provider_name"]]
        try:
            claims = _asked(provider["ProviderDetails"], issued.get(_ACCESS_TOKEN, ""))
        except (OSError, ValueError) as error:
            return cognito.error_response_json(
                "InvalidParameterException", f"userInfo was not answered: {error}", 400
            )
        user = pool["_users"][issued["username"]]
        mapped = {
            own: flattened([str(one) for one in value]) if isinstance(value, list) else str(value)
            for own, theirs in provider.get("AttributeMapping", {}).items()
            if (value := claims.get(theirs))
        }
        cognito._merge_federated_attrs(user, mapped, cognito._now_epoch())
        return answer

    return respond_asking


def _asked(details: dict[str, str], access_token: str) -> dict[str, Any]:
    """Return what the endpoint says; nothing where the provider has none."""
    url = details.get("attributes_url") or _discovered(details.get("oidc_issuer", ""))
    if not url or not access_token:
        return {}
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {access_token}"})  # noqa: S310 - as the stage names it
    return _read(request)


def _discovered(issuer: str) -> str:
    if not issuer:
        return ""
    document = _read(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    found = document.get("userinfo_endpoint")
    return found if isinstance(found, str) else ""


def _read(wanted: Any) -> dict[str, Any]:
    with urllib.request.urlopen(wanted, timeout=_SECONDS) as answer:  # noqa: S310 - as the stage names it
        found = json.loads(answer.read())
    return found if isinstance(found, dict) else {}
