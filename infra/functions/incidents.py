"""The function that groups failed updates into incidents, and measures dead-letter queues."""

from claimtrail.incidents.causes import SUBSCRIBED_EVENTS
from infra.functions.declaration import (
    FunctionDeclaration,
    Queue,
    Resource,
    Schedule,
    Subscription,
)

FUNCTIONS = (
    FunctionDeclaration(
        module="incidents.group_incidents",
        stack="operations",
        memory_mb=256,
        timeout_seconds=60,
        reads=(Resource.OPERATIONS_TABLE,),
        writes=(Resource.OPERATIONS_TABLE, Resource.EVENT_BUS),
        actions={Resource.DEAD_LETTER_QUEUES: ("sqs:GetQueueUrl", "sqs:GetQueueAttributes")},
        queue=Queue(
            name="Incident",
            batch_size=10,
            # Few: workers of one cause write the same incident.
            max_concurrency=2,
            filled_by=(
                Subscription(
                    name="Failures",
                    description="Failed updates, and those that healed, are grouped into incidents",
                    detail_types=tuple(SUBSCRIBED_EVENTS),
                ),
            ),
        ),
        schedule=Schedule(
            name="DeadLetters", every_minutes=lambda settings: settings.schedule_minutes
        ),
    ),
)
