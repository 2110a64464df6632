"""Invoked by the state machine claim_escalation: carries out one action of an escalation.

A step waits where it was taken, by its task token; when there is nothing to wait for, the step
ends by an error of its own, which the machine knows by its name and does not retry. So does the
first step of an execution that is resumed at a later one.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.aws.core.telemetry.tracing import annotate
from claimtrail.bootstrap.escalations.advance import advance_escalation
from claimtrail.escalations.advance import AdvanceOutcome, Command
from claimtrail.escalations.log_events import EscalationLogEvent
from claimtrail.escalations.model import EscalationStep


class Environment(environment.Environment):
    """Claims, escalations, tickets, and the bus."""

    claim_table: environment.Name
    operations_table: environment.Name
    ticket_table: environment.Name
    event_bus: environment.Name


class ClaimStatusChangedError(Exception):
    """The claim is no longer where the escalation found it."""


class SupersededError(Exception):
    """The escalation is over, or a later attempt has taken it over."""


class ResumedAtRemindError(Exception):
    """The execution goes on where a lost one reminded."""


class ResumedAtTicketError(Exception):
    """The execution goes on where a lost one opened a ticket."""


class ResumedAtManagerError(Exception):
    """The execution goes on where a lost one escalated to the manager."""


_RESUMED: dict[EscalationStep, type[Exception]] = {
    EscalationStep.REMIND: ResumedAtRemindError,
    EscalationStep.OPEN_TICKET: ResumedAtTicketError,
    EscalationStep.ESCALATE_TO_MANAGER: ResumedAtManagerError,
}
_NOTHING_TO_WAIT_FOR: dict[AdvanceOutcome, type[Exception]] = {
    AdvanceOutcome.STATUS_CHANGED: ClaimStatusChangedError,
    AdvanceOutcome.SUPERSEDED: SupersededError,
}


@observed(expected=(ClaimStatusChangedError, SupersededError, *_RESUMED.values()))
def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Carry out the action; what else is raised, the state machine retries and then records."""
    names = Environment.from_env().model_dump()
    command = Command.model_validate(event)
    annotate(escalation_id=command.escalation_id, claim_id=command.claim_id)
    if command.is_resumed_later:
        raise _RESUMED[command.first_step](command.escalation_id)
    outcome = advance_escalation(**names).advance(command)
    note(
        EscalationLogEvent.ESCALATION_ADVANCED,
        escalation_id=command.escalation_id,
        claim_id=command.claim_id,
        action=command.action.value,
        outcome=outcome.value,
    )
    if command.task_token and outcome in _NOTHING_TO_WAIT_FOR:
        raise _NOTHING_TO_WAIT_FOR[outcome](command.escalation_id)
    return {"outcome": outcome.value}
