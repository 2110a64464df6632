"""Incoming webhooks of chats: JSON with `text`, which Slack and Teams workflows both take."""

from collections.abc import Mapping

import httpx

from claimtrail.tickets.error_texts.table import ErrorSource
from claimtrail.tickets.notices.ports import OutgoingMessage

TIMEOUT = httpx.Timeout(5.0, connect=3.0)
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class ChatSender:
    """Posts messages to webhooks by their names; an address is a secret, and no error has it."""

    source = ErrorSource.WEBHOOK

    def __init__(
        self, webhooks: Mapping[str, str], *, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Create a sender. Raises ValueError for an address without TLS of another machine."""
        for url in map(httpx.URL, webhooks.values()):
            if url.scheme != "https" and url.host not in _LOOPBACK:
                raise ValueError("a webhook has no TLS")
        self._webhooks = dict(webhooks)
        self._transport = transport

    def send(self, message: OutgoingMessage) -> None:
        """Post a message. Raises KeyError for an unknown webhook, and httpx.HTTPError."""
        text = "\n".join([f"*{message.subject}*", *message.lines])
        with httpx.Client(timeout=TIMEOUT, transport=self._transport) as client:
            answer = client.post(self._webhooks[message.address], json={"text": text})
        answer.raise_for_status()

    def code_of(self, error: Exception) -> str:
        """Return the status of the answer, else the error's type."""
        if isinstance(error, httpx.HTTPStatusError):
            return str(error.response.status_code)
        return type(error).__name__
