"""Messages of the Settle queue: bus events `claim.status_changed`."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.escalation_table import DynamoEscalationStore
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.workflow import StepFunctionsWorkflow
from claimtrail.escalations.settle import Settler
from claimtrail.kernel.events import from_detail
from functions.settle_escalations.environment import Environment

_PROCESSOR = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:
    """Wake what waits for each message's claim; a failed message alone comes again."""
    environment = Environment.from_env()
    settler = Settler(
        claims=DynamoClaimStore(environment.claim_table),
        escalations=DynamoEscalationStore(client("dynamodb"), environment.operations_table),
        workflow=StepFunctionsWorkflow(client("stepfunctions"), environment.state_machine_arn),
    )

    def settle(record: SQSRecord) -> None:
        envelope = json.loads(record.body)
        claim_id = from_detail(envelope["detail-type"], envelope["detail"]).subject_id
        note(LogEvent.ESCALATIONS_SETTLED, claim_id=claim_id, woken=settler.settle(claim_id))

    return process_partial_response(
        event=event, record_handler=settle, processor=_PROCESSOR, context=context
    )
