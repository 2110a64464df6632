"""Gap: the code of a federated sign-in is exchanged without client secret and PKCE verifier."""

from collections.abc import Callable
from typing import Any

from ministack.services import cognito

from patched_ministack import seam
from patched_ministack.cognito.relays import (
    RELAY_STATES,
    Answer,
    form_fields,
    relay_of,
    sent_along,
)

FOLLOWS = "https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html"
_CHALLENGE, _METHOD = "code_challenge", "code_challenge_method"
_KEPT = (_CHALLENGE, _METHOD)
Handler = Callable[..., Answer]


def needed() -> bool:
    """Return whether the emulator still drops PKCE's challenge of a federated sign-in."""
    names = cognito._oauth2_authorize_federation.__code__
    return _CHALLENGE not in (*names.co_consts, *names.co_names)


def apply() -> None:
    """Keep the challenge from the authorize endpoint to the token endpoint, and check both."""
    for name in ("_auth_codes", "_verify_pkce", "_oauth2_error", "_authenticate_client"):
        seam.attribute(cognito, name)
    seam.wrap(
        cognito,
        "_oauth2_authorize_federation",
        parameters=("query_params",),
        build=_keeping_challenge,
    )
    seam.wrap(
        cognito,
        "_saml2_idp_response",
        parameters=("body", "query_params"),
        build=_handing_on_challenge,
    )
    seam.wrap(
        cognito,
        "_oauth2_idp_response",
        parameters=("method", "body", "query_params"),
        build=_handing_on_challenge,
    )
    seam.wrap(
        cognito,
        "_oauth2_token",
        parameters=("data", "query_params", "raw_body", "headers"),
        build=_checking,
    )


def _keeping_challenge(authorize: Handler) -> Handler:
    def authorize_keeping(query_params: dict[str, Any]) -> Answer:
        asked = {name: cognito._qp(query_params, name) for name in _KEPT}
        answer = authorize(query_params)
        relay = cognito._auth_codes.get(_relay_key(answer))
        if relay is None:
            return answer
        refused = cognito._pkce_error_redirect(
            relay["redirect_uri"], asked[_CHALLENGE], asked[_METHOD], relay["state"]
        )
        if refused:
            return refused  # type: ignore[no-any-return]
        relay.update(asked)
        return answer

    return authorize_keeping


def _handing_on_challenge(respond: Handler) -> Handler:
    def respond_handing_on(*arguments: Any) -> Answer:
        *_, body, query_params = arguments
        relay = relay_of(body, query_params)
        answer = respond(*arguments)
        issued = cognito._auth_codes.get(sent_along(answer, "code"))
        if issued is not None:
            issued.update({name: relay.get(name, "") for name in _KEPT})
        return answer

    return respond_handing_on


def _checking(exchange: Handler) -> Handler:
    def exchange_checked(
        data: Any, query_params: Any, raw_body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        form = {name: values[0] for name, values in form_fields(raw_body).items()}
        issued = cognito._auth_codes.get(form.get("code", ""))
        if form.get("grant_type") == "authorization_code" and issued:
            refused: Answer | None = _refusal(issued, form, headers or {})
            if refused:
                return refused
        return exchange(data, query_params, raw_body, headers)

    return exchange_checked


def _refusal(issued: dict[str, Any], form: dict[str, str], headers: dict[str, str]) -> Any:
    """Return the answer to a client that may not have the tokens of a code, or None."""
    client_id, secret = cognito._authenticate_client(headers, form)
    if client_id != issued.get("client_id"):
        return cognito._oauth2_error("invalid_grant", "client_id mismatch.")
    client = cognito._find_pool_by_client_id(client_id)[2] or {}
    if client.get("ClientSecret") and secret != client["ClientSecret"]:
        return cognito._oauth2_error("invalid_client", "Invalid client credentials.")
    if form.get("redirect_uri") != issued.get("redirect_uri"):
        return cognito._oauth2_error("invalid_grant", "redirect_uri mismatch.")
    if issued.get(_CHALLENGE) and not cognito._verify_pkce(
        form.get("code_verifier", ""), issued[_CHALLENGE], issued[_METHOD]
    ):
        return cognito._oauth2_error("invalid_grant", "PKCE verification failed.")
    return None


def _relay_key(answer: Answer) -> str:
    return next(filter(None, (sent_along(answer, name) for name in RELAY_STATES)), "")
