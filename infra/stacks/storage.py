"""The kept resources: keys, buckets, tables, the claim key, and the event bus."""

from aws_cdk import CfnOutput
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from claimtrail.access.outputs import AccessOutput
from claimtrail.access.sign_in.model import dump_directories
from claimtrail.access.sign_in.people import People
from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.claims.lifecycle.write_off_limits import dump_limits
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.retention import Store
from claimtrail.tickets.attachments.guardduty import ENGINE as GUARDDUTY
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.trail.outputs import TrailOutput
from infra.alarms.account_changes import report_changes
from infra.constructs.alarm_topic import AlarmTopic
from infra.constructs.backup_vault import BackupVault
from infra.constructs.hold_role import HoldRole, only_for_holds
from infra.constructs.malware_protection import scan_by_guardduty
from infra.constructs.python_function import removal_policy
from infra.constructs.retained_bucket import RetainedBucket, publish_object_events
from infra.constructs.retained_table import RetainedTable
from infra.constructs.sign_in import SignIn
from infra.settings import Settings
from infra.stacks.base import StageStack

_SECRET_LENGTH = 64
"""Letters and digits: 380 bits, more than the 32 bytes that the claim's keyed hash asks for."""


class StorageStack(StageStack):
    """Everything that outlives a deployment; the other stacks take it from here."""

    def __init__(self, scope: Construct, name: str, *, settings: Settings, people: People) -> None:
        super().__init__(
            scope, name, settings=settings, description="keys, buckets, tables, bus, user pool"
        )
        self.data_key = self._key("DataKey", "data at rest: buckets, tables, logs, the secret")
        # A key of its own: EventBridge, which sends to queues, may not touch the data's key.
        self.queue_key = self._key("QueueKey", "queues")
        self._admit_services()
        # Asymmetric keys cannot rotate; a new key is published beside the old one's public half.
        self.seal_key = kms.Key(
            self,
            "SigningKey",
            description=f"ClaimTrail {settings.stage}: signs the seals of the audit trail",
            key_spec=kms.KeySpec.ECC_NIST_P256,
            key_usage=kms.KeyUsage.SIGN_VERIFY,
            removal_policy=removal_policy(settings),
        )

        access_log = self._bucket(Store.ACCESS_LOG, access_log=None, key=None)
        # S3 would log each request with the name of the file, which may hold PHI.
        self.inbox = self._bucket(Store.INBOX, access_log=None, key=self.data_key)
        self.archive = self._bucket(Store.ARCHIVE, access_log=access_log)
        self.quarantine = self._bucket(Store.QUARANTINE, access_log=access_log)
        self.outbox = self._bucket(Store.OUTBOX, access_log=access_log)
        self.audit = self._bucket(Store.AUDIT, access_log=access_log)
        self.lake = self._bucket(Store.LAKE, access_log=access_log)
        self.results = self._bucket(Store.RESULTS, access_log=access_log)
        self.exports = self._bucket(Store.EXPORTS, access_log=access_log)
        publish_object_events(self.inbox)
        self.attachments = self._bucket(Store.ATTACHMENTS, access_log=access_log)
        publish_object_events(self.attachments)
        if settings.attachment_scanner == GUARDDUTY:
            scan_by_guardduty(self, bucket=self.attachments, key=self.data_key)

        self.claims = RetainedTable(
            self,
            store=Store.CLAIM_TABLE,
            settings=settings,
            key=self.data_key,
            streamed=True,
        ).table
        self.operations = RetainedTable(
            self,
            store=Store.OPERATIONS_TABLE,
            settings=settings,
            key=self.data_key,
        ).table
        self.hold_role = HoldRole(
            self,
            settings=settings,
            held=(self.archive, self.quarantine),
            operations=self.operations,
        ).role
        for bucket in (self.archive, self.quarantine, self.outbox, self.audit):
            only_for_holds(bucket, self.hold_role)
        self.tickets = RetainedTable(
            self,
            store=Store.TICKET_TABLE,
            settings=settings,
            key=self.data_key,
        ).table

        self.claim_key_secret = secretsmanager.Secret(
            self,
            "ClaimKey",
            description="Keys the hash that turns a patient control number into a claim id",
            encryption_key=self.data_key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=_SECRET_LENGTH, exclude_punctuation=True
            ),
            removal_policy=removal_policy(settings),
        )
        self.sign_in = SignIn(self, settings=settings, people=people)
        self.bus = events.EventBus(self, "Bus", description="What ClaimTrail tells: noun.past")
        notices = AlarmTopic(self, settings=settings, queue_key=self.queue_key)
        self.alarms, self.notices_lost = notices.topic, notices.dead_letters
        if settings.backup:
            BackupVault(
                self,
                settings=settings,
                wanted=settings.backup,
                key=self.data_key,
                tables=(self.claims, self.operations, self.tickets),
                buckets=(self.archive, self.quarantine, self.outbox, self.audit),
            )
        report_changes(self, settings=settings, topic=self.alarms, lost=self.notices_lost)
        self._put_out()

    def _key(self, name: str, purpose: str) -> kms.Key:
        return kms.Key(
            self,
            name,
            description=f"ClaimTrail {self.settings.stage}: {purpose}",
            enable_key_rotation=True,
            removal_policy=removal_policy(self.settings),
        )

    def _admit_services(self) -> None:
        """Let the AWS services that write on our behalf use the keys, and only for that."""
        groups = self.format_arn(service="logs", resource="log-group", resource_name="*")
        self.data_key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="LogGroups",
                principals=[iam.ServicePrincipal(f"logs.{self.settings.region}.amazonaws.com")],
                actions=["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
                resources=["*"],
                conditions={
                    "ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups.replace("/*", ":*")}
                },
            )
        )
        # Without a condition: EventBridge may not say for whom it encrypts (see AlarmTopic), and
        # each queue's own policy names the rule that may send to it.
        self.queue_key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="Rules",
                principals=[iam.ServicePrincipal("events.amazonaws.com")],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
            )
        )

    def _bucket(
        self, store: Store, *, access_log: s3.IBucket | None, key: kms.IKey | None = None
    ) -> s3.Bucket:
        return RetainedBucket(
            self,
            store=store,
            settings=self.settings,
            key=self.data_key if access_log else key,
            access_log=access_log,
        ).bucket

    def _put_out(self) -> None:
        values = {
            IntakeOutput.INBOX_BUCKET: self.inbox.bucket_name,
            IntakeOutput.ARCHIVE_BUCKET: self.archive.bucket_name,
            IntakeOutput.QUARANTINE_BUCKET: self.quarantine.bucket_name,
            IntakeOutput.OUTBOX_BUCKET: self.outbox.bucket_name,
            TrailOutput.AUDIT_BUCKET: self.audit.bucket_name,
            AnalyticsOutput.LAKE_BUCKET: self.lake.bucket_name,
            TrailOutput.SEAL_KEY: self.seal_key.key_arn,
            TrailOutput.HOLD_ROLE: self.hold_role.role_arn,
            ClaimOutput.CLAIM_TABLE: self.claims.table_name,
            SharedOutput.OPERATIONS_TABLE: self.operations.table_name,
            TicketOutput.TICKET_TABLE: self.tickets.table_name,
            TicketOutput.ATTACHMENTS_BUCKET: self.attachments.bucket_name,
            TicketOutput.RULES_FOUR_EYES: "yes" if self.settings.rules_four_eyes else "no",
            ClaimOutput.CLAIM_KEY_SECRET: self.claim_key_secret.secret_arn,
            ClaimOutput.ORGANIZATION_ID: self.settings.organization_id,
            ClaimOutput.WRITE_OFF_LIMITS: dump_limits(self.settings.write_off_limits),
            SharedOutput.EVENT_BUS: self.bus.event_bus_name,
            AccessOutput.USER_POOL: self.sign_in.pool.user_pool_id,
            AccessOutput.SIGN_IN_ADDRESS: self.sign_in.address,
            AccessOutput.DIRECTORIES: dump_directories(
                one.choice for one in self.settings.sign_in.providers
            ),
        }
        for output, value in values.items():
            CfnOutput(self, output, value=value)
