"""The way in: partners' SFTP accounts, the inbox, and the two functions that read files."""

from aws_cdk import CfnOutput
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_transfer as transfer
from constructs import Construct

from claimtrail.kernel.names import Output, Variable
from claimtrail.partners.profile import Partners, Role
from infra.assets import Assets
from infra.constructs.grants import let_put
from infra.constructs.payer_dropbox import PayerDropbox
from infra.constructs.python_function import log_retention, removal_policy
from infra.constructs.queue_worker import QueueWorker
from infra.stacks.storage import StorageStack
from infra.stacks.working import WorkingStack

_SECURITY_POLICY = "TransferSecurityPolicy-2024-01"
"""Ciphers and key exchanges of the SFTP server (AWS Transfer Family)."""
_NAME_IN_PATH = r"/(inbox|[a-z0-9.-]+/[a-z0-9-]+)/.+"
"""The path of a file as Transfer Family logs it, `/BUCKET/PARTNER/NAME`, and what follows on its
line, since a name may hold any character: CloudWatch Logs masks it for whoever may not unmask."""
_FILES_AT_ONCE = 20
_RANGES_AT_ONCE = 50
_SWEEP_MINUTES = 60
"""Minutes between two searches of the inbox for files whose event was lost."""


class IntakeStack(WorkingStack):
    """SFTP server and accounts; Receive (one message per file); Ingest (one per byte range).

    S3's events name files as partners do, so they go to a function, which queues ids.
    """

    def __init__(  # noqa: PLR0913 - a stack's properties are its keyword arguments
        self,
        scope: Construct,
        name: str,
        *,
        assets: Assets,
        partners: Partners,
        storage: StorageStack,
        audit_queue: sqs.IQueue,
    ) -> None:
        super().__init__(
            scope,
            name,
            description="dropboxes, receiving and ingesting files",
            assets=assets,
            storage=storage,
        )
        self._audit_queue = audit_queue
        self._accept_sftp(partners)
        ingest = self._ingest()
        self._receive(ingest)

    def _accept_sftp(self, partners: Partners) -> None:
        log_group = logs.LogGroup(
            self,
            "SftpLog",
            data_protection_policy=logs.DataProtectionPolicy(
                name="partner-file-names",
                identifiers=[logs.CustomDataIdentifier("PartnerFileName", _NAME_IN_PATH)],
            ),
            retention=log_retention(),
            encryption_key=self.storage.data_key,
            removal_policy=removal_policy(self.settings),
        )
        server = transfer.CfnServer(
            self,
            "Sftp",
            domain="S3",
            endpoint_type="PUBLIC",
            identity_provider_type="SERVICE_MANAGED",
            protocols=["SFTP"],
            security_policy_name=_SECURITY_POLICY,
            # So that a dropbox is there before its first file is.
            s3_storage_options=transfer.CfnServer.S3StorageOptionsProperty(
                directory_listing_optimization="ENABLED"
            ),
            structured_log_destinations=[log_group.log_group_arn],
        )
        for profile in partners:
            PayerDropbox(
                self,
                profile=profile,
                server=server,
                inbox=self.storage.inbox,
                outbox=self.storage.outbox,
                outbox_key=self.storage.data_key,
                public_keys=self.settings.sftp_keys.get(profile.id, ()),
            )
        CfnOutput(self, Output.SFTP_SERVER_ID, value=server.attr_server_id)
        # Payers first: records that a partner may not deliver stand under its own id.
        known = sorted(partners, key=lambda profile: profile.role is not Role.PAYER)
        CfnOutput(self, Output.PAYERS, value=",".join(profile.id for profile in known))

    def _ingest(self) -> QueueWorker:
        storage = self.storage
        ingester = self.function(
            "ingest_transactions",
            {
                Variable.CLAIM_TABLE: storage.claims.table_name,
                Variable.ARCHIVE_BUCKET: storage.archive.bucket_name,
                Variable.OUTBOX_BUCKET: storage.outbox.bucket_name,
                Variable.AUDIT_QUEUE_URL: self._audit_queue.queue_url,
                Variable.EVENT_BUS: storage.bus.event_bus_name,
                Variable.CLAIM_KEY_SECRET_ARN: storage.claim_key_secret.secret_arn,
            },
        )
        storage.archive.grant_read(ingester.role)
        let_put(storage.outbox, ingester.role)
        storage.claims.grant_read_write_data(ingester.role)
        storage.bus.grant_put_events_to(ingester.role)
        self.let_read_claim_key(ingester)
        self._audit_queue.grant_send_messages(ingester.role)
        worker = self.queue_worker(
            "Ingest", ingester, batch_size=1, max_concurrency=_RANGES_AT_ONCE
        )
        # A large set's chunks go round: what is checked is queued again to be appended.
        ingester.add_environment(Variable.INGEST_QUEUE_URL, worker.queue.queue_url)
        worker.queue.grant_send_messages(ingester.role)
        return worker

    def _receive(self, ingest: QueueWorker) -> None:
        storage = self.storage
        receiver = self.function(
            "receive_file",
            {
                Variable.CLAIM_TABLE: storage.claims.table_name,
                Variable.INBOX_BUCKET: storage.inbox.bucket_name,
                Variable.ARCHIVE_BUCKET: storage.archive.bucket_name,
                Variable.QUARANTINE_BUCKET: storage.quarantine.bucket_name,
                Variable.OUTBOX_BUCKET: storage.outbox.bucket_name,
                Variable.INGEST_QUEUE_URL: ingest.queue.queue_url,
                Variable.AUDIT_QUEUE_URL: self._audit_queue.queue_url,
                Variable.EVENT_BUS: storage.bus.event_bus_name,
                Variable.CHUNK_BYTES: str(self.settings.chunk_bytes),
            },
            begins_trace=True,
        )
        storage.inbox.grant_read(receiver.role)
        for bucket in (storage.archive, storage.quarantine, storage.outbox):
            let_put(bucket, receiver.role)
        storage.claims.grant_read_write_data(receiver.role)
        storage.bus.grant_put_events_to(receiver.role)
        ingest.queue.grant_send_messages(receiver.role)
        self._audit_queue.grant_send_messages(receiver.role)
        receive = self.queue_worker(
            "Receive", receiver, batch_size=1, max_concurrency=_FILES_AT_ONCE
        )
        self._queue_arrivals(receive)

    def _queue_arrivals(self, receive: QueueWorker) -> None:
        """Let S3's events invoke a function, so that names of files stand in no queue of ours."""
        storage = self.storage
        worker = self.function(
            "queue_arrival",
            {
                Variable.CLAIM_TABLE: storage.claims.table_name,
                Variable.INBOX_BUCKET: storage.inbox.bucket_name,
                Variable.RECEIVE_QUEUE_URL: receive.queue.queue_url,
            },
        )
        storage.claims.grant_read_write_data(worker.role)
        receive.queue.grant_send_messages(worker.role)
        worker.role.add_to_policy(
            iam.PolicyStatement(
                actions=["s3:ListBucketVersions"], resources=[storage.inbox.bucket_arn]
            )
        )
        self.schedule("Sweep", worker, every_minutes=_SWEEP_MINUTES)
        events.Rule(
            self,
            "Dropped",
            description="A file was dropped into the inbox",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={"bucket": {"name": [storage.inbox.bucket_name]}},
            ),
            # No dead letters and no destination: both would keep the name.
            targets=[targets.LambdaFunction(worker.function)],
        )
