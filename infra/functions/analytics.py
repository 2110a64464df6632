"""The functions that compact the trail's days for analysts, and record who asks what."""

from claimtrail.analytics.outputs import AnalyticsOutput
from infra.functions.declaration import (
    AwsEvents,
    FunctionDeclaration,
    Queue,
    QueueOf,
    Resource,
    Schedule,
)

STACK = "analytics"
_COMPACTION_MINUTES = 360
"""A day is compacted within six hours of its end; until then it is read from the trail."""

FUNCTIONS = (
    # Whoever starts a query, by whatever tool, is in the access log. CloudTrail tells the account's
    # default bus of it, where a trail logs management events.
    FunctionDeclaration(
        module="analytics.record_queries",
        stack=STACK,
        memory_mb=256,
        timeout_seconds=60,
        writes=(QueueOf("Audit"),),
        actions={Resource.ATHENA_WORKGROUPS: ("athena:GetQueryExecution",)},
        queue=Queue(
            name="Query",
            batch_size=10,
            filled_by=(
                AwsEvents(
                    name="Queries",
                    description="Queries that somebody started in the stage's workgroups",
                    source="aws.athena",
                    detail_type="AWS API Call via CloudTrail",
                    detail={
                        "eventSource": ["athena.amazonaws.com"],
                        "eventName": ["StartQueryExecution"],
                        "requestParameters": {"workGroup": Resource.ATHENA_WORKGROUPS},
                        "responseElements": {"queryExecutionId": [{"exists": True}]},
                    },
                ),
            ),
        ),
    ),
    # DuckDB sorts a day's rows.
    FunctionDeclaration(
        module="analytics.compact_day",
        stack=STACK,
        memory_mb=2048,
        timeout_seconds=900,
        scratch_mb=4096,
        layers=("columnar",),
        reads=(Resource.AUDIT_BUCKET, Resource.LAKE_BUCKET, Resource.CLAIM_KEY_SECRET),
        writes=(Resource.LAKE_BUCKET,),
        schedule=Schedule(name="Compaction", every_minutes=_COMPACTION_MINUTES),
        begins_trace=True,
        output=AnalyticsOutput.COMPACTION_FUNCTION,
    ),
)
