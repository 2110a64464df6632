"""The function that groups failed updates into incidents, and measures dead-letter queues."""

from claimtrail.incidents.alarms import ALARM_CHANGE, alarm_prefix
from claimtrail.incidents.causes import FILE_RECEIVED, REDROPPED, SUBSCRIBED_EVENTS
from infra.functions.declaration import (
    AwsEvents,
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
        actions={
            Resource.DEAD_LETTER_QUEUES: ("sqs:GetQueueUrl", "sqs:GetQueueAttributes"),
            Resource.FUNCTION_LOGS: ("logs:DescribeLogGroups", "logs:FilterLogEvents"),
            Resource.ALARMS: ("cloudwatch:DescribeAlarms",),
        },
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
                Subscription(
                    name="Redropped",
                    description="A file that was refused is dropped again, and taken",
                    detail_types=(FILE_RECEIVED,),
                    detail={"detail": {REDROPPED: [{"exists": True}]}},
                ),
                # What SQS cannot be given is tried again for a day, then is a dead letter.
                AwsEvents(
                    name="AlarmChanged",
                    description="An alarm of the stage that calls people rings, or does so no more",
                    source="aws.cloudwatch",
                    detail_type=ALARM_CHANGE,
                    detail=lambda settings: {
                        "alarmName": [{"prefix": alarm_prefix(settings.stage)}],
                        "$or": [
                            {"state": {"value": ["ALARM"]}},
                            {"previousState": {"value": ["ALARM"]}},
                        ],
                    },
                ),
            ),
        ),
        schedule=Schedule(
            name="DeadLetters", every_minutes=lambda settings: settings.schedule_minutes
        ),
    ),
)
