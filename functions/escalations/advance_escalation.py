"""Invoked by the state machine claim_escalation: carries out one action of an escalation.

A step waits where it was taken, by its task token; when there is nothing to wait for, the step
ends by an error of its own, which the machine knows by its name and does not retry.
"""

from dataclasses import dataclass
from typing import Any

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.escalations.table import DynamoEscalationStore
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.escalations.advance import AdvanceEscalation, AdvanceOutcome, Command
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.names import Variable
from claimtrail.tickets.service import TicketService


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    operations_table: str
    ticket_table: str
    event_bus: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            operations_table=require(Variable.OPERATIONS_TABLE),
            ticket_table=require(Variable.TICKET_TABLE),
            event_bus=require(Variable.EVENT_BUS),
        )


class ClaimStatusChangedError(Exception):
    """The claim is no longer where the escalation found it."""


class SupersededError(Exception):
    """The escalation is over, or a later attempt has taken it over."""


_NOTHING_TO_WAIT_FOR: dict[AdvanceOutcome, type[Exception]] = {
    AdvanceOutcome.STATUS_CHANGED: ClaimStatusChangedError,
    AdvanceOutcome.SUPERSEDED: SupersededError,
}


def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Carry out the action; what else is raised, the state machine retries and then records."""
    environment = Environment.from_env()
    command = Command.model_validate(event)
    publisher = EventBridgePublisher(client("events"), environment.event_bus)
    tickets = DynamoTicketStore(client("dynamodb"), environment.ticket_table)
    outcome = AdvanceEscalation(
        claims=DynamoClaimStore(environment.claim_table),
        escalations=DynamoEscalationStore(client("dynamodb"), environment.operations_table),
        ticket_service=TicketService(tickets, publisher),
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
