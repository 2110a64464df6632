"""A response as it leaves, with the headers that every one has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aws_lambda_powertools.shared.cookies import Cookie

from claimtrail.web.core.replies import DataReply
from claimtrail.web.core.security import FOR_GOOD, HEADERS, NOT_STORED


@dataclass(frozen=True, slots=True, kw_only=True)
class WebResponse:
    """Status, headers, cookies, body."""

    status: HTTPStatus = HTTPStatus.OK
    body: str | bytes = ""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[Cookie, ...] = ()
    is_stored: bool = False
    """True where browsers and proxies may keep it for good."""

    @property
    def all_headers(self) -> dict[str, str]:
        """Return its own headers with those of every response."""
        kept = FOR_GOOD if self.is_stored else NOT_STORED
        return {**HEADERS, "Cache-Control": kept, **self.headers}

    @classmethod
    def redirect(cls, location: str, *, cookies: tuple[Cookie, ...] = ()) -> "WebResponse":
        """Return another address to go to by GET."""
        return cls(status=HTTPStatus.SEE_OTHER, headers={"Location": location}, cookies=cookies)

    @classmethod
    def data(cls, reply: DataReply) -> "WebResponse":
        """Return a document; one with a file's name is kept by the browser as a file."""
        headers = dict(reply.headers)
        if reply.file_name:
            headers["Content-Disposition"] = f'attachment; filename="{reply.file_name}"'
        return cls(
            status=reply.status,
            body=reply.body,
            content_type=reply.content_type,
            headers=headers,
        )
