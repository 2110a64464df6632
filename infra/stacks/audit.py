"""The trail: every bus event and every row for analysts, chained, into the locked bucket."""

from aws_cdk import CfnOutput
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from claimtrail.kernel.events import BUS_SOURCE
from claimtrail.kernel.names import Output, Variable
from infra.assets import Assets
from infra.constructs.python_function import FunctionCode, PythonFunction, Size
from infra.constructs.queue_worker import QueueWorker
from infra.constructs.schedule import ScheduledFunction
from infra.settings import Settings
from infra.stacks.base import StageStack
from infra.stacks.storage import StorageStack

_BATCH = 10
_RECEIVES = 50
"""Many: with one writer, a message that has to wait its turn counts as received."""


class AuditStack(StageStack):
    """The Audit queue, the rule that fills it from the bus, the one writer, and the sealer.

    The writer cannot use the seal's key: who could forge the chain cannot seal it.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        settings: Settings,
        assets: Assets,
        storage: StorageStack,
    ) -> None:
        super().__init__(scope, name, settings=settings, description="the audit trail")
        code = FunctionCode(self, settings=settings, assets=assets, log_key=storage.data_key)
        recorder = PythonFunction(
            self,
            name="record_audit",
            code=code,
            size=Size(memory_mb=512, timeout_seconds=60),
            environment={
                Variable.AUDIT_BUCKET: storage.audit.bucket_name,
                Variable.OPERATIONS_TABLE: storage.operations.table_name,
            },
            reserved_concurrency=1 if settings.single_audit_writer else None,
        )
        storage.audit.grant_read(recorder.role)
        storage.audit.grant_put(recorder.role)
        storage.operations.grant_read_write_data(recorder.role)
        self.queue = QueueWorker(
            self,
            name="Audit",
            settings=settings,
            worker=recorder,
            key=storage.queue_key,
            alarms=storage.alarms,
            batch_size=_BATCH,
            max_receives=_RECEIVES if settings.single_audit_writer else None,
        ).queue
        events.Rule(
            self,
            "Everything",
            description="Everything that ClaimTrail tells goes into the audit trail",
            event_bus=storage.bus,
            event_pattern=events.EventPattern(source=[BUS_SOURCE]),
            targets=[targets.SqsQueue(self.queue)],
        )
        self._seal(settings, code, storage)

    def _seal(self, settings: Settings, code: FunctionCode, storage: StorageStack) -> None:
        sealer = PythonFunction(
            self,
            name="seal_audit",
            code=code,
            size=Size(memory_mb=256, timeout_seconds=60),
            environment={
                Variable.AUDIT_BUCKET: storage.audit.bucket_name,
                Variable.OPERATIONS_TABLE: storage.operations.table_name,
                Variable.SEAL_KEY: storage.seal_key.key_arn,
            },
        )
        seals = "seals/*"
        storage.audit.grant_read(sealer.role, seals)
        storage.audit.grant_put(sealer.role, seals)
        storage.operations.grant(sealer.role, "dynamodb:GetItem", "dynamodb:PutItem")
        storage.seal_key.grant(sealer.role, "kms:Sign", "kms:GetPublicKey")
        ScheduledFunction(
            self,
            name="Seals",
            worker=sealer,
            every_minutes=settings.seal_minutes,
            alarms=storage.alarms,
        )
        CfnOutput(self, Output.SEAL_FUNCTION, value=sealer.function.function_name)
