"""The functions that compact the trail's days for analysts, keep figures, and record who asks."""

from claimtrail.analytics.log_events import AnalyticsLogEvent
from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.tickets.detail_types import TicketDetailType
from infra.functions.declaration import (
    AwsEvents,
    CountAlarm,
    FunctionDeclaration,
    Queue,
    QueueOf,
    Resource,
    Schedule,
    Subscription,
)

STACK = "analytics"
_COMPACTION_MINUTES = 360
"""A day is compacted within six hours of its end; until then it is read from the trail."""
_RECONCILIATION_MINUTES = 1440
_STACK_ENDS = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
"""States of a stack after which its views are as its template has them."""

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
        actions={Resource.GLUE_DATABASE: ("glue:GetTable", "glue:UpdateTable")},
        # A deployment that changes a view puts it back to reading the trail alone.
        invoked_by=(
            AwsEvents(
                name="Deployed",
                description="The analysts' stack was deployed, and its views may be new",
                source="aws.cloudformation",
                detail_type="CloudFormation Stack Status Change",
                detail={
                    "stack-id": [{"wildcard": "*:stack/claimtrail-*-analytics/*"}],
                    "status-details": {"status": list(_STACK_ENDS)},
                },
            ),
        ),
        schedule=Schedule(name="Compaction", every_minutes=_COMPACTION_MINUTES),
        heartbeat=AnalyticsLogEvent.DAYS_COMPACTED,
        begins_trace=True,
        output=AnalyticsOutput.COMPACTION_FUNCTION,
    ),
    # Beside publication, which fills its queue with the claims that changed. Messages are gathered,
    # since claims that are counted together write their counters once: a file's come within seconds
    # from every shard of the stream.
    FunctionDeclaration(
        module="analytics.keep_figures",
        stack="workflow",
        memory_mb=256,
        timeout_seconds=120,
        reads=(Resource.CLAIM_TABLE, Resource.TICKET_TABLE, Resource.OPERATIONS_TABLE),
        writes=(Resource.OPERATIONS_TABLE,),
        queue=Queue(
            name="Figures",
            batch_size=lambda settings: settings.batching.figures_messages,
            window_seconds=lambda settings: settings.batching.figures_seconds,
            max_concurrency=2,
            filled_by=(
                Subscription(
                    name="Tickets",
                    description="A ticket was opened, changed or closed",
                    detail_types=tuple(TicketDetailType),
                ),
            ),
        ),
    ),
    # A differing group may hold hundreds of thousands of claims.
    FunctionDeclaration(
        module="analytics.reconcile_figures",
        stack=STACK,
        memory_mb=2048,
        timeout_seconds=900,
        reads=(
            Resource.CLAIM_TABLE,
            Resource.TICKET_TABLE,
            Resource.OPERATIONS_TABLE,
            Resource.CLAIM_QUERIES,
        ),
        writes=(Resource.OPERATIONS_TABLE,),
        schedule=Schedule(name="Reconciliation", every_minutes=_RECONCILIATION_MINUTES),
        alarms=(
            CountAlarm(
                event=AnalyticsLogEvent.FIGURES_DIFFERED,
                at_least=1,
                minutes=5,
                description="figures differ from the claims or the lake; its log lists each",
            ),
        ),
        begins_trace=True,
    ),
)
