"""Notices to people, by the channels of the stage."""

import json
from typing import Any

from pydantic import Field

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.secrets import current_secret_text
from claimtrail.aws.tickets.notices import DynamoNoticeOutbox, DynamoNoticePreferences
from claimtrail.bootstrap.tickets.stores import ticket_store
from claimtrail.bootstrap.tickets.unknown_errors import error_review
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.notices.model import NoticeChannel
from claimtrail.tickets.notices.ports import Senders
from claimtrail.tickets.notices.service import NoticeService
from claimtrail.tickets.sla.tables import clock_tables


class _Smtp(FrozenModel):
    host: str
    port: int = 587
    sender: str = Field(pattern=r"^\S+@\S+$")
    user: str = ""
    password: str = ""
    authority: str = ""
    """The certificate (PEM) of who vouches for the server, where no public authority does."""


class NoticeSettings(FrozenModel):
    """The channels of a stage, as its secret has them; without one of a kind none is sent."""

    pages: str = ""
    smtp: _Smtp | None = None
    webhooks: dict[str, str] = Field(default_factory=dict)


def notice_settings(text: str) -> NoticeSettings:
    """Return the channels of a secret. Raises ConfigurationError, which repeats none of it."""
    try:
        data: dict[str, Any] = dict(json.loads(text).items())
        known = {name: data[name] for name in NoticeSettings.model_fields if name in data}
        return NoticeSettings.model_validate(known)
    except (ValueError, AttributeError) as error:
        raise ConfigurationError(
            Explanation(
                code="NOTICE_CHANNELS",
                what=f"the secret names no channels: {type(error).__name__}",
                where="the secret NoticeChannels of the stage",
                next_step="Store JSON as docs/support-desk.md shows it.",
            )
        ) from None


def senders_of(settings: NoticeSettings) -> Senders:
    """Return the channels that are set."""
    # HTTP and TLS are loaded where something is sent.
    from claimtrail.connect.chat_webhook import ChatSender  # noqa: PLC0415 - see above
    from claimtrail.connect.mail import MailServer, SmtpSender, tls_of  # noqa: PLC0415 - see above

    senders: Senders = {}
    if settings.smtp:
        server = MailServer(**settings.smtp.model_dump(exclude={"authority"}))
        senders[NoticeChannel.MAIL] = SmtpSender(server, tls=tls_of(settings.smtp.authority))
    if settings.webhooks:
        senders[NoticeChannel.CHAT] = ChatSender(settings.webhooks)
    return senders


def notice_service(
    *,
    ticket_table: str,
    operations_table: str,
    notice_channels_secret_arn: str,
    channels_kept_seconds: int,
) -> NoticeService:
    """Return what tells people about tickets, by channels that are no older than said."""
    text = current_secret_text(notice_channels_secret_arn, kept_seconds=channels_kept_seconds)
    settings = notice_settings(text)
    return NoticeService(
        tickets=ticket_store(ticket_table),
        preferences=notice_preferences(ticket_table),
        outbox=notice_outbox(ticket_table),
        senders=senders_of(settings),
        tables=clock_tables(),
        pages=settings.pages.rstrip("/"),
        clock=utc_now,
        explain=error_review(operations_table=operations_table).explain,
    )


def notice_preferences(ticket_table: str) -> DynamoNoticePreferences:
    """Return the wishes of people and queues."""
    return DynamoNoticePreferences(client("dynamodb"), ticket_table)


def notice_outbox(ticket_table: str) -> DynamoNoticeOutbox:
    """Return the outbox."""
    return DynamoNoticeOutbox(client("dynamodb"), ticket_table)
