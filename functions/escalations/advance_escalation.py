"""Invoked by the state machine claim_escalation: carries out one action of an escalation.

A step waits where it was taken, by its task token; when there is nothing to wait for, the step
ends by an error of its own, which the machine knows by its name and does not retry.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.aws.core.telemetry.tracing import annotate
from claimtrail.bootstrap.escalations.advance import advance_escalation
from claimtrail.escalations.advance import AdvanceOutcome, Command
from claimtrail.escalations.log_events import EscalationLogEvent


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


_NOTHING_TO_WAIT_FOR: dict[AdvanceOutcome, type[Exception]] = {
    AdvanceOutcome.STATUS_CHANGED: ClaimStatusChangedError,
    AdvanceOutcome.SUPERSEDED: SupersededError,
}


@observed(expected=(ClaimStatusChangedError, SupersededError))
def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Carry out the action; what else is raised, the state machine retries and then records."""
    use_case = advance_escalation(**Environment.from_env().model_dump())
    command = Command.model_validate(event)
    annotate(escalation_id=command.escalation_id, claim_id=command.claim_id)
    outcome = use_case.advance(command)
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
