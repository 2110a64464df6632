"""One step of the state machine claim_escalation."""

from typing import Any

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.escalation_table import DynamoEscalationStore
from claimtrail.aws.event_bus import EventBridgePublisher
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.ticket_table import DynamoTicketStore
from claimtrail.escalations.advance import Advancer, Command
from claimtrail.kernel.time import utc_now
from claimtrail.tickets.desk import TicketDesk
from functions.advance_escalation.environment import Environment


def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Carry out the action; whatever is raised, the state machine retries and then records."""
    environment = Environment.from_env()
    command = Command.model_validate(event)
    publisher = EventBridgePublisher(client("events"), environment.event_bus)
    tickets = DynamoTicketStore(client("dynamodb"), environment.ticket_table)
    outcome = Advancer(
        claims=DynamoClaimStore(environment.claim_table),
        escalations=DynamoEscalationStore(client("dynamodb"), environment.operations_table),
        desk=TicketDesk(tickets, publisher),
        publisher=publisher,
        clock=utc_now,
    ).advance(command)
    note(
        LogEvent.ESCALATION_ADVANCED,
        escalation_id=command.escalation_id,
        claim_id=command.claim_id,
        action=command.action.value,
        outcome=outcome.value,
    )
    return {"outcome": outcome.value}
