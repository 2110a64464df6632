"""The token endpoint's client: what it sends, and what becomes of each kind of answer."""

import base64
from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import pytest

from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.connect.token_endpoint import HttpTokenEndpoint

pytestmark = pytest.mark.capability("C8.8")

URL = "https://sign-in.example.com/oauth2/token"


def endpoint(answer: Callable[[httpx.Request], httpx.Response]) -> HttpTokenEndpoint:
    """Return a client of an endpoint that answers so."""
    return HttpTokenEndpoint(
        URL,
        client_id="pages",
        client_secret=lambda: "a/b+c:d",
        transport=httpx.MockTransport(answer),
    )


def exchange(client: HttpTokenEndpoint) -> str:
    """Exchange a code."""
    return client.exchange(code="code-1", verifier="v" * 43, redirect_url="https://pages/cb")


def test_code_verifier_and_client_are_sent_as_the_rfc_says() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"id_token": "a.b.c", "access_token": "x"})

    assert exchange(endpoint(answer)) == "a.b.c"
    [request] = seen
    scheme, _, encoded = request.headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(encoded)) == ("Basic", b"pages:a%2Fb%2Bc%3Ad")
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["authorization_code"],
        "client_id": ["pages"],
        "code": ["code-1"],
        "code_verifier": ["v" * 43],
        "redirect_uri": ["https://pages/cb"],
    }


@pytest.mark.parametrize(
    ("answer", "failure", "detail"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), "code_refused", "invalid_grant"),
        (httpx.Response(401, json={"error": "invalid_client"}), "code_refused", "invalid_client"),
        (httpx.Response(400, json={"error": "<script>"}), "code_refused", ""),
        (httpx.Response(400, text="no"), "code_refused", ""),
        (httpx.Response(500, text="no"), "provider_down", "status 500"),
        (httpx.Response(302, headers={"location": "https://evil"}), "provider_down", "status 302"),
        (httpx.Response(200, text="<html>"), "provider_down", "no id token"),
        (httpx.Response(200, json=["a"]), "provider_down", "no id token"),
        (httpx.Response(200, json={"id_token": 1}), "provider_down", "no id token"),
    ],
)
def test_each_answer_has_its_reason(answer: httpx.Response, failure: str, detail: str) -> None:
    with pytest.raises(SignInError) as refused:
        exchange(endpoint(lambda _: answer))

    assert refused.value.failure == failure
    assert refused.value.detail == detail


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_an_endpoint_that_does_not_answer_is_down(error: type[httpx.HTTPError]) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error("secret-address")

    with pytest.raises(SignInError) as refused:
        exchange(endpoint(fail))

    assert refused.value.failure is SignInFailure.PROVIDER_DOWN
    assert "secret-address" not in f"{refused.value}{refused.value.detail}"


@pytest.mark.parametrize(
    "url", ["http://sign-in.example.com/token", "http://localhost.evil.example/token", "token"]
)
def test_an_endpoint_without_tls_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="no TLS"):
        HttpTokenEndpoint(url, client_id="pages", client_secret=lambda: "s")


def test_this_machine_needs_no_tls() -> None:
    assert HttpTokenEndpoint("http://localhost:4566/t", client_id="p", client_secret=lambda: "s")
