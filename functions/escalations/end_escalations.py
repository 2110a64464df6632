"""Hears that a claim changed and wakes the escalation that waits for it to move.

Messages of the Settle queue: bus events `claims.status_changed`, of claims that were due.
"""

import json
from dataclasses import dataclass
from typing import Any

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.queue_batch import work_off
from claimtrail.aws.escalations.table import DynamoEscalationStore
from claimtrail.aws.escalations.workflow import StepFunctionsWorkflow
from claimtrail.claims.publishing.status_changes import changed_claims
from claimtrail.escalations.on_claim_change import EndEscalations
from claimtrail.kernel.bus import from_detail
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    operations_table: str
    state_machine_arn: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            operations_table=require(Variable.OPERATIONS_TABLE),
            state_machine_arn=require(Variable.ESCALATION_STATE_MACHINE_ARN),
        )


def handler(event: dict[str, Any], context: Any) -> Any:
    """Wake what waits for each message's claims; a failed message alone is redelivered."""
    environment = Environment.from_env()
    settler = EndEscalations(
        claims=DynamoClaimStore(environment.claim_table),
        escalations=DynamoEscalationStore(client("dynamodb"), environment.operations_table),
        workflow=StepFunctionsWorkflow(client("stepfunctions"), environment.state_machine_arn),
    )

    def settle(body: str) -> None:
        envelope = json.loads(body)
        for claim_id in changed_claims(from_detail(envelope["detail-type"], envelope["detail"])):
            note(LogEvent.ESCALATIONS_ENDED, claim_id=claim_id, woken=settler.settle(claim_id))

    return work_off(event, context, take=settle)
