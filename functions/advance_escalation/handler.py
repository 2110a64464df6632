"""One step of the state machine claim_escalation.

A rung waits where it was climbed, by its task token; when there is nothing to wait for, the step
ends by an error of its own, which the machine knows by its name and does not retry.
"""

from typing import Any

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.escalation_table import DynamoEscalationStore
from claimtrail.aws.event_bus import EventBridgePublisher
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.ticket_table import DynamoTicketStore
from claimtrail.escalations.advance import Advancer, Command, Outcome
from claimtrail.kernel.time import utc_now
from claimtrail.tickets.desk import TicketDesk
from functions.advance_escalation.environment import Environment


class ClaimMovedError(Exception):
    """The claim is no longer where the episode found it."""


class SupersededError(Exception):
    """The episode is over, or a later attempt has taken it over."""


_NOTHING_TO_WAIT_FOR: dict[Outcome, type[Exception]] = {
    Outcome.MOVED: ClaimMovedError,
    Outcome.SUPERSEDED: SupersededError,
}


def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Carry out the action; what else is raised, the state machine retries and then records."""
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
    if command.task_token and outcome in _NOTHING_TO_WAIT_FOR:
        raise _NOTHING_TO_WAIT_FOR[outcome](command.escalation_id)
    return {"outcome": outcome.value}
