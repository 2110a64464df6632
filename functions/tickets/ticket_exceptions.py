"""Opens a ticket for each exception, and closes it when the exception heals.

Messages of the Exceptions queue: exceptions of claims, and incidents that concern partners.
"""

import json
from dataclasses import dataclass
from typing import Any

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.queue_batch import work_off
from claimtrail.aws.incidents.table import DynamoIncidentStore
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.escalations.contact_tasks import ContactTasks
from claimtrail.escalations.exception_tickets import ExceptionTickets
from claimtrail.kernel.bus import from_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.names import Variable
from claimtrail.partners.profile import deployed_profiles
from claimtrail.tickets.service import TicketService


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    ticket_table: str
    operations_table: str
    event_bus: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            ticket_table=require(Variable.TICKET_TABLE),
            operations_table=require(Variable.OPERATIONS_TABLE),
            event_bus=require(Variable.EVENT_BUS),
        )


def handler(event: dict[str, Any], context: Any) -> Any:
    """Settle the ticket of each message; a failed message alone is redelivered."""
    environment = Environment.from_env()
    dynamodb = client("dynamodb")
    ticket_service = TicketService(
        DynamoTicketStore(dynamodb, environment.ticket_table),
        EventBridgePublisher(client("events"), environment.event_bus),
    )
    claims = DynamoClaimStore(environment.claim_table)
    tickets = ExceptionTickets(claims=claims, ticket_service=ticket_service, clock=utc_now)
    tasks = ContactTasks(
        incidents=DynamoIncidentStore(dynamodb, environment.operations_table),
        ticket_service=ticket_service,
        partner=deployed_profiles().get,
        clock=utc_now,
    )

    def settle(body: str) -> None:
        envelope = json.loads(body)
        published = from_detail(envelope["detail-type"], envelope["detail"])
        if published.detail_type.value.startswith("incident."):
            status = tasks.settle(published.subject_id)
            note(LogEvent.PARTNER_TASKED, incident_id=published.subject_id, status=status)
            return
        status = tickets.settle(published.subject_id, published.detail["evidence_event_id"])
        note(LogEvent.EXCEPTION_TICKETED, claim_id=published.subject_id, status=status)

    return work_off(event, context, take=settle)
