"""Messages of the Exceptions queue: exceptions of claims, and incidents that concern partners."""

import json
from typing import Any

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.event_bus import EventBridgePublisher
from claimtrail.aws.incident_table import DynamoIncidentStore
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off
from claimtrail.aws.ticket_table import DynamoTicketStore
from claimtrail.escalations.contact_tasks import ContactTasks
from claimtrail.escalations.exceptions import ExceptionTickets
from claimtrail.kernel.events import from_detail
from claimtrail.kernel.time import utc_now
from claimtrail.payers.profile import deployed_profiles
from claimtrail.tickets.desk import TicketDesk
from functions.ticket_exceptions.environment import Environment


def handler(event: dict[str, Any], context: Any) -> Any:
    """Settle the ticket of each message; a failed message alone comes again."""
    environment = Environment.from_env()
    dynamodb = client("dynamodb")
    desk = TicketDesk(
        DynamoTicketStore(dynamodb, environment.ticket_table),
        EventBridgePublisher(client("events"), environment.event_bus),
    )
    claims = DynamoClaimStore(environment.claim_table)
    tickets = ExceptionTickets(claims=claims, desk=desk, clock=utc_now)
    tasks = ContactTasks(
        incidents=DynamoIncidentStore(dynamodb, environment.operations_table),
        desk=desk,
        partner=deployed_profiles().get,
        clock=utc_now,
    )

    def settle(body: str) -> None:
        envelope = json.loads(body)
        told = from_detail(envelope["detail-type"], envelope["detail"])
        if told.detail_type.value.startswith("incident."):
            status = tasks.settle(told.subject_id)
            note(LogEvent.PARTNER_TASKED, incident_id=told.subject_id, status=status)
            return
        status = tickets.settle(told.subject_id, told.detail["evidence_event_id"])
        note(LogEvent.EXCEPTION_TICKETED, claim_id=told.subject_id, status=status)

    return work_off(event, context, take=settle)
