"""On a schedule: starts escalations of claims pending too long, looks after those under way."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require, require_number
from claimtrail.aws.core.event_bus import EventBridgePublisher
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.escalations.table import DynamoEscalationStore
from claimtrail.aws.escalations.workflow import StepFunctionsWorkflow
from claimtrail.escalations.start_due import StartDueEscalations
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.deadline import deadline_of
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    operations_table: str
    event_bus: str
    state_machine_arn: str
    recheck_minutes: int

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            operations_table=require(Variable.OPERATIONS_TABLE),
            event_bus=require(Variable.EVENT_BUS),
            state_machine_arn=require(Variable.ESCALATION_STATE_MACHINE_ARN),
            recheck_minutes=require_number(Variable.RECHECK_MINUTES),
        )


def handler(_event: dict[str, Any], context: object) -> dict[str, int]:
    """Start, resume and wake; a run that fails is fixed by the next."""
    environment = Environment.from_env()
    tally = StartDueEscalations(
        claims=DynamoClaimStore(environment.claim_table),
        escalations=DynamoEscalationStore(client("dynamodb"), environment.operations_table),
        workflow=StepFunctionsWorkflow(client("stepfunctions"), environment.state_machine_arn),
        publisher=EventBridgePublisher(client("events"), environment.event_bus),
        clock=utc_now,
        recheck_after=timedelta(minutes=environment.recheck_minutes),
        deadline=deadline_of(context),
    ).run()
    counts = {"started": tally.started, "resumed": tally.resumed, "woken": tally.woken}
    note(LogEvent.ESCALATIONS_STARTED, **counts)
    return counts
