"""The store of escalations, and their state machine."""

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.escalations.scan_position import DynamoScanPositions
from claimtrail.aws.escalations.table import DynamoEscalationStore
from claimtrail.aws.escalations.workflow import StepFunctionsWorkflow


def escalation_store(operations_table: str) -> DynamoEscalationStore:
    """Return the store of escalations."""
    return DynamoEscalationStore(client("dynamodb"), operations_table)


def scan_positions(operations_table: str) -> DynamoScanPositions:
    """Return the position of the schedule's scan."""
    return DynamoScanPositions(client("dynamodb"), operations_table)


def workflow(state_machine_arn: str) -> StepFunctionsWorkflow:
    """Return the state machine that carries escalations."""
    return StepFunctionsWorkflow(client("stepfunctions"), state_machine_arn)
