"""A notice, its recipient's wishes, and its way to being sent."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.owners import OWNER_PATTERN


class NoticeKind(StrEnum):
    """The occasions on which somebody is notified."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    REMINDER = "reminder"
    """A vendor's time runs out: somebody has to ask it."""
    WARNING = "warning"
    BREACH = "breach"
    ESCALATED = "escalated"


class NoticeChannel(StrEnum):
    """The ways by which a notice leaves."""

    MAIL = "mail"
    CHAT = "chat"


class NoticePreferences(FrozenModel):
    """The wishes of a person or a queue; without a way nothing is sent."""

    schema_version: Literal[1] = 1
    recipient: str = Field(pattern=f"^(?:{OWNER_PATTERN})$")
    mail: str = Field(default="", pattern=r"^(\S+@\S+)?$")
    chat: str = Field(default="", pattern=r"^[a-z0-9-]*$")
    """The name of one of the stage's chat webhooks."""
    off: frozenset[NoticeKind] = frozenset()
    """Kinds of which nothing is sent."""
    digest: frozenset[NoticeKind] = frozenset()
    """Kinds that come once a day, together."""
    hours: str = ""
    """Working hours outside of which notices wait; empty: at any time."""

    @model_validator(mode="after")
    def _digest_has_hours(self) -> Self:
        if self.digest and not self.hours:
            raise ValueError("a digest comes when working hours begin: name them")
        return self


class NoticeStatus(StrEnum):
    """The standing of a notice in the outbox."""

    WAITING = "WAITING"
    SENT = "SENT"
    FAILED = "FAILED"
    """Given up after the last attempt; a person looks at it."""


class Notice(FrozenModel):
    """One message to one recipient by one channel; its words hold no PHI."""

    schema_version: Literal[1] = 1
    notice_id: str
    """Follows from event, recipient and channel: what is published twice is sent once."""
    version: int = Field(default=1, ge=1)
    recipient: str
    channel: NoticeChannel
    address: str
    """A mail address, or the name of a webhook."""
    kind: NoticeKind
    ticket_id: str
    words: str
    at: datetime
    due_at: datetime
    """The instant of the next attempt."""
    is_digest: bool = False
    attempts: int = Field(default=0, ge=0)
    status: NoticeStatus = NoticeStatus.WAITING
    failure: str = ""
    """The type of the last error."""
