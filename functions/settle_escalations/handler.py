"""Messages of the Settle queue: bus events `claims.moved`, of claims that were due."""

import json
from typing import Any

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.escalation_table import DynamoEscalationStore
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off
from claimtrail.aws.workflow import StepFunctionsWorkflow
from claimtrail.claims.moves import claims_moved
from claimtrail.escalations.settle import Settler
from claimtrail.kernel.events import from_detail
from functions.settle_escalations.environment import Environment


def handler(event: dict[str, Any], context: Any) -> Any:
    """Wake what waits for each message's claims; a failed message alone comes again."""
    environment = Environment.from_env()
    settler = Settler(
        claims=DynamoClaimStore(environment.claim_table),
        escalations=DynamoEscalationStore(client("dynamodb"), environment.operations_table),
        workflow=StepFunctionsWorkflow(client("stepfunctions"), environment.state_machine_arn),
    )

    def settle(body: str) -> None:
        envelope = json.loads(body)
        for claim_id in claims_moved(from_detail(envelope["detail-type"], envelope["detail"])):
            note(LogEvent.ESCALATIONS_SETTLED, claim_id=claim_id, woken=settler.settle(claim_id))

    return work_off(event, context, take=settle)
