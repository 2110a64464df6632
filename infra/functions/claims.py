"""The functions that project claims, publish their changes, and open exceptions."""

from claimtrail.aws.core.telemetry.log_events import SharedLogEvent
from claimtrail.claims.log_events import ClaimLogEvent
from infra.functions.declaration import (
    CountAlarm,
    FunctionDeclaration,
    Queue,
    QueueOf,
    Resource,
    Schedule,
    Stream,
)

STACK = "workflow"
_STREAM_FAILED = CountAlarm(
    event=SharedLogEvent.FUNCTION_FAILED,
    at_least=1,
    minutes=5,
    description="a batch of the claim table's stream failed as a whole, and holds up its shard",
    severity="page",
)

FUNCTIONS = (
    # Folds a hundred claims at a time. A stream's records carry no trace: one begun here would
    # join nothing, and costs more than the invocation that it is of.
    FunctionDeclaration(
        module="claims.project_claims",
        stack=STACK,
        memory_mb=512,
        timeout_seconds=60,
        reads=(Resource.CLAIM_TABLE,),
        # The bus is for batches of the stream that are lost.
        writes=(Resource.CLAIM_TABLE, Resource.EVENT_BUS, QueueOf("Projection")),
        stream=Stream(inserted=("event#", "roster#", "ack#"), overwritten=("entity",)),
        queue=Queue(name="Projection", batch_size=10, max_concurrency=10),
        alarms=(
            CountAlarm(
                event=ClaimLogEvent.PROJECTION_DEFERRED,
                at_least=100,
                minutes=15,
                description="many claims cannot be projected from the stream; see its errors",
            ),
            _STREAM_FAILED,
        ),
        begins_trace=False,
    ),
    FunctionDeclaration(
        module="claims.publish_changes",
        stack=STACK,
        memory_mb=256,
        timeout_seconds=60,
        reads=(Resource.CLAIM_TABLE, Resource.DATA_KEY),
        writes=(
            Resource.DATA_KEY,
            Resource.EVENT_BUS,
            QueueOf("Audit"),
            QueueOf("Figures"),
            QueueOf("Publication"),
        ),
        # What cannot be published is preserved beside its claim.
        actions={Resource.CLAIM_TABLE: ("dynamodb:PutItem",)},
        stream=Stream(inserted=("event#",), overwritten=("claim",)),
        queue=Queue(name="Publication", batch_size=10, max_concurrency=10),
        alarms=(
            CountAlarm(
                event=ClaimLogEvent.PUBLICATION_DEFERRED,
                at_least=100,
                minutes=15,
                description="many changes cannot be published; see the bus and the Audit queue",
            ),
            _STREAM_FAILED,
        ),
        begins_trace=False,
    ),
    # What is held too long becomes an exception; publication tells of it.
    FunctionDeclaration(
        module="claims.open_exceptions",
        stack=STACK,
        memory_mb=512,
        timeout_seconds=60,
        reads=(Resource.CLAIM_TABLE,),
        writes=(Resource.CLAIM_TABLE,),
        schedule=Schedule(
            name="Exceptions", every_minutes=lambda settings: settings.schedule_minutes
        ),
        begins_trace=True,
    ),
)
