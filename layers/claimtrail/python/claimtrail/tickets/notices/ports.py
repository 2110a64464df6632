"""The ports of notices. In-memory and DynamoDB twins pass one contract suite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from claimtrail.tickets.error_texts.table import ErrorSource
from claimtrail.tickets.notices.model import (
    Notice,
    NoticeChannel,
    NoticePreferences,
    NoticeStatus,
)


class NoticePreferenceStore(Protocol):
    """The wishes of people and queues."""

    def find(self, recipient: str) -> NoticePreferences | None:
        """Return somebody's wishes, strongly consistent; None for who has none."""
        ...

    def keep(self, preferences: NoticePreferences) -> None:
        """Keep somebody's wishes in place of those before."""
        ...


class NoticeOutbox(Protocol):
    """Notices that wait, were sent, or were given up."""

    def put_new(self, notice: Notice) -> bool:
        """Store a notice; False when it is there already, whatever became of it."""
        ...

    def save(self, notice: Notice) -> None:
        """Store the next version. Raises ConflictError when it is not the next."""
        ...

    def due(self, now: datetime) -> Iterator[Notice]:
        """Yield the waiting notices that are due, the earliest first; eventually consistent."""
        ...

    def list_by_status(self, status: NoticeStatus, *, limit: int) -> list[Notice]:
        """Return notices that wait or were given up, the earliest first.

        Raises ValueError for those that were sent: no index has them.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A text for one address; sent again, it has the same id."""

    message_id: str
    address: str
    subject: str
    lines: Sequence[str]


class NoticeSender(Protocol):
    """Sends messages by one channel."""

    source: ErrorSource
    """The kind of system that its errors come from."""

    def send(self, message: OutgoingMessage) -> None:
        """Hand a message over; raises where that was not confirmed."""
        ...

    def code_of(self, error: Exception) -> str:
        """Return the code of what `send` raised: the system's answer, else the error's type."""
        ...


Senders = dict[NoticeChannel, NoticeSender]
"""The channels that a stage has."""
