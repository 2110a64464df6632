"""Tells people about tickets: by mail and chat, once each, in their hours.

Messages of the Notices queue put notices into the outbox. They are sent then, and by a tick every
five minutes, which also tries again what failed, and sends what waited for somebody's hours.
"""

from dataclasses import asdict
from typing import Any

from pydantic import NonNegativeInt

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.bus import delivered_event
from claimtrail.bootstrap.tickets.notices import notice_service
from claimtrail.kernel.deadline import deadline_of
from claimtrail.tickets.log_events import TicketLogEvent


class Environment(environment.Environment):
    """Tickets with the outbox, unknown errors, the channels, and how long a worker keeps these."""

    ticket_table: environment.Name
    operations_table: environment.Name
    notice_channels_secret_arn: environment.Arn
    channels_kept_seconds: NonNegativeInt


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Announce each message's event, then send what is due; a failed message is redelivered."""
    notices = notice_service(**Environment.from_env().model_dump())
    answer: Any = None
    if "Records" in event:
        answer = work_off(event, context, take=lambda body: notices.announce(delivered_event(body)))
    delivered = asdict(notices.deliver(deadline=deadline_of(context)))
    note(TicketLogEvent.NOTICES_DELIVERED, **delivered)
    if delivered["given_up"]:
        note(TicketLogEvent.NOTICES_GIVEN_UP, given_up=delivered["given_up"])
    return answer or delivered
