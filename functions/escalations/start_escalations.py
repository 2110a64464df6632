"""On a schedule: starts escalations of claims whose word is late, and checks those that run."""

from dataclasses import asdict
from typing import Any

from pydantic import NonNegativeInt

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.escalations.start import start_escalations
from claimtrail.escalations.log_events import EscalationLogEvent
from claimtrail.kernel.deadline import deadline_of


class Environment(environment.Environment):
    """Claims, escalations, rules of routing, the state machine, and the bus."""

    claim_table: environment.Name
    operations_table: environment.Name
    ticket_table: environment.Name
    event_bus: environment.Name
    escalation_state_machine_arn: environment.Arn
    recheck_minutes: NonNegativeInt
    """Minutes for which an escalation that runs may go unchecked."""
    settle_seconds: NonNegativeInt
    """Seconds for which a claim must not have changed before it escalates."""


@observed()
def handler(_event: dict[str, Any], context: object) -> dict[str, int]:
    """Start, resume and wake; a run that fails is fixed by the next."""
    use_case = start_escalations(
        **Environment.from_env().model_dump(), deadline=deadline_of(context)
    )
    counts: dict[str, int] = asdict(use_case.start_due())
    note(EscalationLogEvent.ESCALATIONS_STARTED, **counts)
    return counts
