"""The functions that start, advance and end escalations; the state machine calls one of them."""

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.publishing.events import WAS_DUE
from infra.functions.declaration import (
    FunctionDeclaration,
    Queue,
    Resource,
    Schedule,
    Subscription,
)

STACK = "workflow"
_ANSWER = ("states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat")
"""The actions that answer a step which waits."""

FUNCTIONS = (
    FunctionDeclaration(
        module="escalations.advance_escalation",
        stack=STACK,
        memory_mb=256,
        timeout_seconds=60,
        reads=(Resource.CLAIM_TABLE, Resource.OPERATIONS_TABLE, Resource.TICKET_TABLE),
        writes=(Resource.OPERATIONS_TABLE, Resource.TICKET_TABLE, Resource.EVENT_BUS),
    ),
    # The rules of routing, in the ticket table, name owners.
    # It resumes executions that were lost, and wakes those whose claim moved unseen. A claim whose
    # escalation is recorded leaves the list of claims that escalate: a write of the claim table.
    FunctionDeclaration(
        module="escalations.start_escalations",
        stack=STACK,
        memory_mb=512,
        timeout_seconds=600,
        reads=(Resource.CLAIM_TABLE, Resource.OPERATIONS_TABLE, Resource.TICKET_TABLE),
        writes=(Resource.CLAIM_TABLE, Resource.OPERATIONS_TABLE, Resource.EVENT_BUS),
        actions={
            Resource.ESCALATION_STATE_MACHINE: (
                "states:StartExecution",
                "states:DescribeExecution",
                *_ANSWER,
            )
        },
        schedule=Schedule(
            name="Escalations", every_minutes=lambda settings: settings.schedule_minutes
        ),
        begins_trace=True,
    ),
    FunctionDeclaration(
        module="escalations.end_escalations",
        stack=STACK,
        memory_mb=256,
        timeout_seconds=60,
        reads=(Resource.CLAIM_TABLE, Resource.OPERATIONS_TABLE),
        actions={Resource.ESCALATION_STATE_MACHINE: _ANSWER},
        queue=Queue(
            name="Settle",
            batch_size=10,
            max_concurrency=10,
            filled_by=(
                Subscription(
                    name="Moved",
                    description="Claims whose word was late moved: their escalations may end",
                    detail_types=(ClaimDetailType.CLAIMS_STATUS_CHANGED,),
                    detail={"detail": {WAS_DUE: [True]}},
                ),
            ),
        ),
    ),
)
