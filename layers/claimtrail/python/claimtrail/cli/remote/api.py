"""The JSON API of a stage, as the person who signed in."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import click
import httpx

from claimtrail.cli.core.access import purpose_of
from claimtrail.cli.core.declare import output_for
from claimtrail.cli.core.output import Output
from claimtrail.cli.remote.kept import KeptSignIn, keep, read_kept
from claimtrail.cli.remote.tokens import TIMEOUT, is_used_up, refreshed
from claimtrail.kernel.errors import ClaimTrailError, Explanation

BASE = "/api/v1"
MOST_ROWS = 500
"""Rows of one answer, at most."""
_PURPOSE = "X-Purpose-Of-Use"


class RefusedByApiError(ClaimTrailError):
    """The API answers with a problem."""


class LoopbackTransport(httpx.HTTPTransport):
    """Reaches names below `.localhost` by number (RFC 6761, 6.3): not every resolver knows them."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer; the header `Host` says whose pages are meant."""
        if request.url.host.endswith(".localhost"):
            request.url = request.url.copy_with(host="127.0.0.1")
        return super().handle_request(request)


def new_client(**given: Any) -> httpx.Client:
    """Return a client that follows no redirect: a token goes to the stage's address alone."""
    options: dict[str, Any] = {"timeout": TIMEOUT, "transport": LoopbackTransport()} | given
    return httpx.Client(follow_redirects=False, **options)


@dataclass(kw_only=True)
class RemoteAccess:
    """The working set of a command that asks the API. The API records who looks, and why."""

    stage_name: str
    said_purpose: str | None
    as_json: bool
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._purpose = purpose_of(self.stage_name, self.said_purpose)
        self._kept = read_kept(self.stage_name)
        self.client = new_client()
        context = click.get_current_context(silent=True)
        if context:
            context.call_on_close(self.client.close)

    @property
    def output(self) -> Output:
        """Return the output of the command."""
        return output_for(as_json=self.as_json)

    def get(self, path: str, **query: Any) -> Any:
        """Return the document of an address. Raises RefusedByApiError, SignInEndedError."""
        given = {name: value for name, value in query.items() if value not in (None, (), "")}
        return self._document("GET", path, params=given)

    def rows(self, path: str, *, most: int, **query: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list, page by page, so many at most."""
        page = self.get(path, rows=min(most, MOST_ROWS), **query)
        while True:
            yield from page["data"][:most]
            most -= len(page["data"])
            if most <= 0 or not page["next"]:
                return
            page = self._document("GET", page["next"].removeprefix(BASE))

    def change(self, path: str, body: Mapping[str, Any]) -> Any:
        """Return the answer to a change, which is made once whatever is sent again."""
        return self._document(
            "POST", path, json=dict(body), headers={"Idempotency-Key": uuid.uuid4().hex}
        )

    def ask(self, path: str, body: Mapping[str, Any]) -> Any:
        """Return the answer to a question whose words stand in a body, and in no address."""
        return self._document("POST", path, json=dict(body))

    def _document(self, method: str, path: str, **sent: Any) -> Any:
        kept = self._current()
        headers = {
            **sent.pop("headers", {}),
            "Authorization": f"Bearer {kept.access_token}",
            _PURPOSE: self._purpose.value,
        }
        answer = self._sent(method, f"{kept.pages}{BASE}{path}", headers=headers, **sent)
        if answer.is_success:
            return answer.json()
        raise _refused(answer, kept.stage, kept.pages)

    def _sent(self, method: str, address: str, **sent: Any) -> httpx.Response:
        try:
            return self.client.request(method, address, **sent)
        except httpx.HTTPError as error:
            raise RefusedByApiError(
                Explanation(
                    code="API_UNREACHABLE",
                    what=f"the pages do not answer ({type(error).__name__})",
                    where=f"stage {self.stage_name}",
                    next_step="Check the network, and type the command again.",
                )
            ) from None

    def _current(self) -> KeptSignIn:
        if is_used_up(self._kept):
            self._kept = refreshed(self.client, self._kept)
            keep(self._kept)
        return self._kept


def _refused(answer: httpx.Response, stage: str, pages: str) -> RefusedByApiError:
    """Return the problem of an answer in its own words."""
    try:
        said = answer.json()
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    is_out = answer.status_code == HTTPStatus.UNAUTHORIZED
    command = click.get_current_context(silent=True)
    return RefusedByApiError(
        Explanation(
            code=str(said.get("code") or f"HTTP_{answer.status_code}"),
            what="nobody is signed in any more" if is_out else str(said.get("title", "refused")),
            where=f"stage {stage}{f', `{command.command_path}`' if command else ''}",
            next_step=f"Sign in again: `claimtrail sign-in {pages}`."
            if is_out
            else str(said.get("detail", "Type the command again.")),
        )
    )
