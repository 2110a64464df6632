"""The functions that record and seal the audit trail."""

from claimtrail.claims.publishing.publication import RECORDED_WHEN_PUBLISHED
from claimtrail.trail.log_events import TrailLogEvent
from claimtrail.trail.outputs import TrailOutput
from infra.functions.declaration import (
    CountAlarm,
    FunctionDeclaration,
    Objects,
    Queue,
    Resource,
    Schedule,
    Subscription,
)

STACK = "audit"
_SEALS = Objects(Resource.AUDIT_BUCKET, "seals/*")

FUNCTIONS = (
    # Writes up to 6 MB of rows. The trail's chain has one end, for which writers take turns: two
    # of them keep it moving, more would only wait. It cannot use the seal's key: nobody who could
    # forge the chain can seal it.
    FunctionDeclaration(
        module="trail.record_audit",
        stack=STACK,
        memory_mb=512,
        timeout_seconds=60,
        reads=(Resource.AUDIT_BUCKET, Resource.OPERATIONS_TABLE),
        writes=(Resource.AUDIT_BUCKET, Resource.OPERATIONS_TABLE),
        queue=Queue(
            name="Audit",
            batch_size=lambda settings: settings.batching.audit_messages,
            window_seconds=lambda settings: settings.batching.audit_seconds,
            max_concurrency=2,
            filled_by=(
                Subscription(
                    name="Everything",
                    description="Everything that is published goes into the audit trail, except "
                    "for events of claims, whose publisher sends them there itself",
                    detail_types=tuple(sorted(RECORDED_WHEN_PUBLISHED)),
                    are_excluded=True,
                    with_synthetic=True,
                ),
            ),
        ),
        alarms=(
            CountAlarm(
                event=TrailLogEvent.AUDIT_CHAIN_REFUSED,
                at_least=1,
                minutes=5,
                description="an object that does not belong there stands behind a chain's head, "
                "and the chain goes on no more; see its line in the log",
            ),
        ),
    ),
    FunctionDeclaration(
        module="trail.seal_audit",
        stack=STACK,
        memory_mb=256,
        timeout_seconds=60,
        reads=(_SEALS,),
        writes=(_SEALS,),
        actions={
            Resource.OPERATIONS_TABLE: ("dynamodb:GetItem", "dynamodb:PutItem"),
            Resource.SEAL_KEY: ("kms:Sign", "kms:GetPublicKey"),
        },
        schedule=Schedule(name="Seals", every_minutes=lambda settings: settings.seal_minutes),
        heartbeat=TrailLogEvent.AUDIT_SEALED,
        begins_trace=True,
        output=TrailOutput.SEAL_FUNCTION,
    ),
)
