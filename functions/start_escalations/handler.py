"""The schedule's tick."""

from datetime import timedelta
from typing import Any

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.escalation_table import DynamoEscalationStore
from claimtrail.aws.event_bus import EventBridgePublisher
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.workflow import StepFunctionsWorkflow
from claimtrail.escalations.start import Starter
from claimtrail.kernel.deadline import deadline_of
from claimtrail.kernel.time import utc_now
from functions.start_escalations.environment import Environment


def handler(_event: dict[str, Any], context: object) -> dict[str, int]:
    """Start, resume and wake; a run that fails is mended by the next."""
    environment = Environment.from_env()
    tally = Starter(
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
