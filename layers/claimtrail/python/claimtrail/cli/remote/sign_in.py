"""`claimtrail sign-in` and `sign-out`: the code flow with PKCE, by the browser of this machine."""

import os
import webbrowser
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from claimtrail.access.sign_in.model import COMMAND_LINE_PATH, CommandLineClient
from claimtrail.access.sign_in.protocol import (
    LOOPBACK_PORTS,
    SCOPE,
    challenge_of,
    loopback_address,
    new_secret,
)
from claimtrail.access.sign_in.scopes import PERSON_SCOPE, full_name
from claimtrail.cli.core.output import Output
from claimtrail.cli.remote.api import new_client
from claimtrail.cli.remote.kept import KeptSignIn, forget, keep, read_kept
from claimtrail.cli.remote.tokens import exchanged, require_tls, revoke, with_tokens
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ClaimTrailError, Explanation

LASTS = timedelta(minutes=5)
"""The time that a person has in the browser."""
_DONE = b"<!doctype html><title>ClaimTrail</title><p>You may close this window now.</p>"


def sign_in(output: Output, *, address: str, provider: str | None) -> None:
    """Sign a person in at the stage of these pages."""
    with new_client() as client:
        kept = signed_in(client, address, provider=provider, open_browser=_browser(output))
    path = keep(kept)
    output.data({"stage": kept.stage, "kept_in": str(path)})
    output.say(f"Signed in at stage {kept.stage}. Type commands with `--stage {kept.stage}`.")


def sign_out(output: Output, *, stage: str) -> None:
    """End the sign-in at a stage, also at the user pool where that answers."""
    kept = read_kept(stage)
    forget(stage)
    with new_client() as client:
        is_revoked = _revoked(client, kept)
    output.data({"stage": stage, "revoked": is_revoked})
    output.say(f"Signed out of stage {stage}.")
    if not is_revoked:
        output.note("The user pool did not answer; its token ends by itself within 12 hours.")


def signed_in(
    client: httpx.Client,
    address: str,
    *,
    provider: str | None,
    open_browser: Callable[[str], None],
) -> KeptSignIn:
    """Return the sign-in of the person in front of the browser. Raises ClaimTrailError."""
    pages = require_tls(address)
    asked = _client_of(client, pages)
    chosen = _provider_of(asked, provider)
    state, verifier = new_secret(), new_secret()
    with _listener() as listener:
        back = loopback_address(listener.server_port)
        query = {
            "response_type": "code",
            "client_id": asked.client_id,
            "redirect_uri": back,
            "scope": f"{SCOPE} {full_name(PERSON_SCOPE)}",
            "identity_provider": chosen,
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        open_browser(f"{require_tls(asked.address)}/oauth2/authorize?{urlencode(query)}")
        code = _code_from(listener, state)
    form = {
        "grant_type": "authorization_code",
        "client_id": asked.client_id,
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": back,
    }
    begun = KeptSignIn(
        stage=asked.stage,
        pages=pages,
        sign_in=asked.address,
        client_id=asked.client_id,
        access_token="",
        refresh_token="",
        ends_at=utc_now(),
    )
    return with_tokens(begun, exchanged(client, asked.address, form, pages=pages))


def _client_of(client: httpx.Client, pages: str) -> CommandLineClient:
    """Return what the pages say about sign-in. Raises ClaimTrailError where they say nothing."""
    try:
        answer = client.get(f"{pages}{COMMAND_LINE_PATH}")
        if answer.status_code == HTTPStatus.OK:
            return CommandLineClient.model_validate_json(answer.content)
    except (httpx.HTTPError, ValueError):
        pass
    raise _failed(
        "PAGES_UNKNOWN",
        "no pages with a sign-in for commands answer there",
        pages,
        "Check the address of the pages; `claimtrail pages` shows it.",
    )


def _provider_of(asked: CommandLineClient, named: str | None) -> str:
    """Return the provider to sign in with. Raises ClaimTrailError for another, or for none."""
    known = [one.name for one in asked.providers]
    if named in known:
        return named
    if named is None and len(known) == 1:
        return known[0]
    raise _failed(
        "PROVIDER_UNKNOWN",
        "say which identity provider is yours" if named is None else "no such identity provider",
        f"stage {asked.stage}",
        f"Choose by --provider: {', '.join(known) or 'the stage has none'}.",
    )


class _Listener(HTTPServer):
    """Waits on this machine for the browser to come back."""

    allow_reuse_address = os.name == "posix"  # Elsewhere two programs would share the port.
    came: dict[str, str] | None = None


class _Answer(BaseHTTPRequestHandler):
    """Takes the query that the browser brings back, and says that it is done."""

    server: _Listener
    timeout = 5

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        is_wanted = path == urlsplit(loopback_address(0)).path
        if is_wanted:
            self.server.came = {name: values[0] for name, values in parse_qs(query).items()}
        self.send_response(HTTPStatus.OK if is_wanted else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(_DONE if is_wanted else b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Log nothing: a query has the code."""


def _listener() -> _Listener:
    """Return a listener on a port of ours. Raises ClaimTrailError when all are taken."""
    for port in LOOPBACK_PORTS:
        try:
            return _Listener(("127.0.0.1", port), _Answer)
        except OSError:
            continue
    raise _failed(
        "PORTS_TAKEN",
        "other programs use every port to which the browser may come back",
        f"127.0.0.1, ports {', '.join(map(str, LOOPBACK_PORTS))}",
        "End another sign-in that is under way, and sign in again.",
    )


def _code_from(listener: _Listener, state: str) -> str:
    """Return the code that comes back with our state. Raises ClaimTrailError for no code."""
    ends = monotonic() + LASTS.total_seconds()
    while (left := ends - monotonic()) > 0:
        listener.timeout = left
        listener.came = None
        listener.handle_request()
        came: dict[str, str] = listener.came or {}
        if came.get("state") != state:
            continue  # Another page of this machine called, or a sign-in of before.
        if "code" in came:
            return came["code"]
        break
    raise _failed(
        "SIGN_IN_NOT_DONE",
        "the browser brought no sign-in back",
        "sign-in",
        "Sign in again; your administrator knows which groups give a role.",
    )


def _browser(output: Output) -> Callable[[str], None]:
    def opened(address: str) -> None:
        output.note(f"Sign in by this address, if no browser opens by itself: {address}")
        webbrowser.open(address)

    return opened


def _revoked(client: httpx.Client, kept: KeptSignIn) -> bool:
    try:
        revoke(client, kept)
    except httpx.HTTPError:
        return False
    return True


def _failed(code: str, what: str, where: str, next_step: str) -> ClaimTrailError:
    return ClaimTrailError(Explanation(code=code, what=what, where=where, next_step=next_step))
