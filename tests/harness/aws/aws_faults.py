"""Faults at AWS calls: one call of many is refused, or executed and never heard of again.

The hook sits where botocore hands a request to HTTP, so that it sees every call of this process,
all of boto3's, in the order in which they are made.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from threading import Lock
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.httpsession import URLLib3Session

from tests.harness.pipelines.pipeline import SimulatedCrash

Send = Callable[[URLLib3Session, AWSPreparedRequest], AWSResponse]


class AwsFault(StrEnum):
    """The fault that happens at one call."""

    REFUSED = "refused"
    """It is not sent; the caller gets an error that no SDK retries."""
    UNHEARD = "unheard"
    """It is sent and executed; the caller gets that error all the same."""
    KILLED = "killed"
    """It is sent and executed; the caller's process is gone."""


class Faults:
    """Counts the calls made while it is armed, and disturbs one of them."""

    def __init__(self, fault: AwsFault | None = None, at: int = 0) -> None:
        self.fault = fault
        self.at = at
        """The number of the disturbed call, from 1; 0 disturbs none."""
        self.calls: list[str] = []
        """Service, and operation where the request names one, of each call."""
        self._is_armed = False
        self._counting = Lock()
        """Threads of the code under test make calls at the same time."""

    @property
    def struck(self) -> bool:
        """Return whether the call has come."""
        return bool(self.at) and len(self.calls) >= self.at

    @contextmanager
    def armed(self) -> Iterator[None]:
        """The calls made within count."""
        self._is_armed = True
        try:
            yield
        finally:
            self._is_armed = False

    def send(
        self, original: Send, session: URLLib3Session, request: AWSPreparedRequest
    ) -> AWSResponse:
        """Answer in place of HTTP, or let it answer."""
        if not self._is_armed:
            return original(session, request)
        with self._counting:
            self.calls.append(_name(request))
            number = len(self.calls)
        if number != self.at:
            return original(session, request)
        if self.fault is AwsFault.REFUSED:
            return _refusal(request)
        original(session, request)
        if self.fault is AwsFault.UNHEARD:
            return _refusal(request)
        raise SimulatedCrash


@contextmanager
def injected(faults: Faults) -> Iterator[None]:
    """Let every AWS call of the process pass by `faults`."""
    original = URLLib3Session.send

    def send(session: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        return faults.send(original, session, request)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(URLLib3Session, "send", send)
        yield


def _name(request: AWSPreparedRequest) -> str:
    target = request.headers.get("X-Amz-Target")
    if target:
        return target.decode() if isinstance(target, bytes) else str(target)
    return f"S3.{request.method}"


class _Body(io.BytesIO):
    """A body as urllib3 gives it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _refusal(request: AWSPreparedRequest) -> AWSResponse:
    if request.headers.get("X-Amz-Target"):
        status, body = 400, b'{"__type":"AccessDeniedException","message":"a fault"}'
    else:
        status, body = 403, b"<Error><Code>AccessDenied</Code><Message>a fault</Message></Error>"
    headers = {"Content-Length": str(len(body))}
    return AWSResponse(request.url, status, headers, _Body(body))
