"""The trail: every bus event and every row for analysts, chained, into the locked bucket."""

from aws_cdk import CfnOutput
from aws_cdk import aws_events as events
from constructs import Construct

from claimtrail.claims.publishing.publication import RECORDED_WHEN_PUBLISHED
from claimtrail.kernel.names import Output, Variable
from infra.assets import Assets
from infra.constructs.grants import let_put
from infra.constructs.hold_role import keep_from_holds
from infra.stacks.storage import StorageStack
from infra.stacks.working import WorkingStack

_RECEIVES = 50
"""Many: with one writer, a message that has to wait its turn counts as received."""


class AuditStack(WorkingStack):
    """The Audit queue, the rule that fills it from the bus, the one writer, and the sealer.

    The writer cannot use the seal's key: who could forge the chain cannot seal it.
    """

    def __init__(
        self, scope: Construct, name: str, *, assets: Assets, storage: StorageStack
    ) -> None:
        super().__init__(scope, name, description="the audit trail", assets=assets, storage=storage)
        single = self.settings.single_audit_writer
        recorder = self.function(
            "record_audit",
            {
                Variable.AUDIT_BUCKET: storage.audit.bucket_name,
                Variable.OPERATIONS_TABLE: storage.operations.table_name,
            },
            reserved_concurrency=1 if single else None,
        )
        storage.audit.grant_read(recorder.role)
        let_put(storage.audit, recorder.role)
        storage.operations.grant_read_write_data(recorder.role)
        keep_from_holds(storage.operations, recorder.role)
        records = self.queue_worker(
            "Audit",
            recorder,
            batch_size=self.settings.batching.audit_messages,
            window_seconds=self.settings.batching.audit_seconds,
            max_receives=_RECEIVES if single else None,
        )
        self.queue = records.queue
        self.subscribe(
            "Everything",
            records,
            description="Everything that ClaimTrail tells goes into the audit trail; what is "
            "reported "
            "of claims has been sent there already",
            detail_types=events.Match.anything_but(*sorted(RECORDED_WHEN_PUBLISHED)),
        )
        self._seal()

    def _seal(self) -> None:
        storage = self.storage
        sealer = self.function(
            "seal_audit",
            {
                Variable.AUDIT_BUCKET: storage.audit.bucket_name,
                Variable.OPERATIONS_TABLE: storage.operations.table_name,
                Variable.SEAL_KEY: storage.seal_key.key_arn,
            },
            begins_trace=True,
        )
        seals = "seals/*"
        storage.audit.grant_read(sealer.role, seals)
        let_put(storage.audit, sealer.role, seals)
        storage.operations.grant(sealer.role, "dynamodb:GetItem", "dynamodb:PutItem")
        keep_from_holds(storage.operations, sealer.role)
        storage.seal_key.grant(sealer.role, "kms:Sign", "kms:GetPublicKey")
        self.schedule("Seals", sealer, every_minutes=self.settings.seal_minutes)
        CfnOutput(self, Output.SEAL_FUNCTION, value=sealer.function.function_name)
