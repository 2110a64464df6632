"""A client of the pages: requests as the HTTP API hands them over, and what came back."""

import base64
import gzip
import html
import json
import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, Principal
from claimtrail.trail.access_log import Purpose
from claimtrail.web.app import WebApp
from claimtrail.web.core.security import COOKIE
from tests.harness.invocation import CONTEXT
from tests.harness.web.page_stores import PageStores

_TAGS = re.compile(r"<[^>]{0,2000}>")
_SPACES = re.compile(r"\s{1,2000}")


@dataclass(frozen=True)
class Answer:
    """An answer as a browser has it."""

    status: int
    body: str
    headers: dict[str, str]
    cookies: tuple[str, ...]

    @property
    def text(self) -> str:
        """The page's text as it is read: without tags, spaces as one."""
        return _SPACES.sub(" ", html.unescape(_TAGS.sub(" ", self.body))).strip()

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    def document(self) -> Any:
        return json.loads(self.body)


@dataclass
class WebClient:
    """One person's browser; `None` for roles: nobody has signed in."""

    page_stores: PageStores
    roles: tuple[JobRole, ...] = ()
    facilities: tuple[str, ...] = (EVERYWHERE,)
    payers: tuple[str, ...] = (EVERYWHERE,)
    queues: tuple[str, ...] = ()
    purpose: Purpose = Purpose.PAYMENT
    person_id: str = "pat.doe"
    source_ip: str = "203.0.113.7"
    token: str = ""
    form_token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    """Beside the session's own."""
    authorizer: dict[str, Any] | None = None
    """The claims of a token as the API's authorizer has them; None where none was sent."""
    _requests: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.app = WebApp(self.page_stores.stores)
        if self.roles:
            person = Principal(
                id=self.person_id,
                roles=frozenset(self.roles),
                facilities=frozenset(self.facilities),
                payers=frozenset(self.payers),
                queues=frozenset(self.queues),
            )
            self.token, session = self.page_stores.sessions.open(person, purpose=self.purpose)
            self.form_token = session.form_token

    def get(self, address: str, **headers: str) -> Answer:
        """Ask for an address; headers by name, `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("GET", address, headers=named)

    def post(self, address: str, *, own: bool = True, **form: str | list[str]) -> Answer:
        """Send a form; `own`: with the token of the session's own pages."""
        fields = {"form_token": self.form_token, **form} if own else form
        return self.send(
            "POST",
            address,
            body=urlencode(fields, doseq=True),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )

    def change(self, address: str, body: Any, *, key: str = "key-1", **headers: str) -> Answer:
        """Send a change to the JSON API, in the name of the session or of a machine."""
        own = {"x-form-token": self.form_token} if self.form_token else {}
        return self.send(
            "POST",
            address,
            body=body if isinstance(body, str) else json.dumps(body),
            headers={
                "content-type": "application/json",
                "idempotency-key": key,
                **own,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )

    def send(
        self, method: str, address: str, *, body: str = "", headers: dict[str, str] | None = None
    ) -> Answer:
        parts = urlsplit(address)
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": parts.path,
            "rawQueryString": parts.query,
            "cookies": [f"{name}={value}" for name, value in self._cookies().items()],
            "headers": {"host": "claims.example.org", **(headers or {})},
            "requestContext": {
                "http": {
                    "method": method,
                    "path": parts.path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": self.source_ip,
                    "userAgent": "test",
                },
                "requestId": f"request-{next(self._requests)}",
                "stage": "$default",
                **({"authorizer": {"jwt": self.authorizer}} if self.authorizer else {}),
            },
            "body": body or None,
            "isBase64Encoded": False,
        }
        return _answer(self.app.answer(event, CONTEXT))

    def _cookies(self) -> dict[str, str]:
        own = {COOKIE: self.token} if self.token else {}
        return self.cookies | own

    @property
    def recorded(self) -> list[dict[str, Any]]:
        """The rows of the access log so far."""
        return self.page_stores.rows.rows.get("access_log", [])


def _answer(answered: dict[str, Any]) -> Answer:
    body = answered["body"] or ""
    if answered.get("isBase64Encoded"):
        raw = base64.b64decode(body)
        encoding = answered["headers"].get("Content-Encoding", "")
        body = (gzip.decompress(raw) if encoding == "gzip" else raw).decode()
    return Answer(
        status=answered["statusCode"],
        body=body,
        headers=answered["headers"],
        cookies=tuple(answered.get("cookies") or ()),
    )
