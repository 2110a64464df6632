"""Messages of the Exceptions queue: `claim.exception_raised` and `claim.exception_closed`."""

import json
from typing import Any

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.event_bus import EventBridgePublisher
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off
from claimtrail.aws.ticket_table import DynamoTicketStore
from claimtrail.escalations.exceptions import ExceptionTickets
from claimtrail.kernel.events import from_detail
from claimtrail.kernel.time import utc_now
from claimtrail.tickets.desk import TicketDesk
from functions.ticket_exceptions.environment import Environment


def handler(event: dict[str, Any], context: Any) -> Any:
    """Settle the ticket of each message's evidence; a failed message alone comes again."""
    environment = Environment.from_env()
    tickets = ExceptionTickets(
        claims=DynamoClaimStore(environment.claim_table),
        desk=TicketDesk(
            DynamoTicketStore(client("dynamodb"), environment.ticket_table),
            EventBridgePublisher(client("events"), environment.event_bus),
        ),
        clock=utc_now,
    )

    def settle(body: str) -> None:
        envelope = json.loads(body)
        told = from_detail(envelope["detail-type"], envelope["detail"])
        status = tickets.settle(told.subject_id, told.detail["evidence_event_id"])
        note(LogEvent.EXCEPTION_TICKETED, claim_id=told.subject_id, status=status)

    return work_off(event, context, take=settle)
