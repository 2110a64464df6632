"""A bucket for one class of data, with the rules that the retention table sets for it."""

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from claimtrail.bootstrap.registry.retention import RETENTION
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import DataClass, LockMode, Store
from infra.constructs.python_function import removal_policy
from infra.settings import Settings

_UPLOAD_DAYS = 7
"""A multipart upload that nobody finished is given up after a week, or as soon as nothing else can
be fetched back."""


class RetainedBucket(Construct):
    """Creates a private, versioned, encrypted bucket, which logs who comes.

    Lifecycle rule, Object Lock and legal hold come from the table of retention. Without a key the
    bucket is encrypted by S3's own (the access log: log delivery cannot use a customer's key).
    """

    def __init__(
        self,
        scope: Construct,
        *,
        store: Store,
        settings: Settings,
        key: kms.IKey | None,
        access_log: s3.IBucket | None,
    ) -> None:
        name = store.value.removesuffix(" bucket")
        super().__init__(scope, "".join(part.title() for part in name.split("-")))
        rule = RETENTION.rule_of(store)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=key,
            bucket_key_enabled=True if key else None,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            versioned=True,
            object_lock_enabled=True if rule.legal_hold else None,
            object_lock_default_retention=_lock(rule, settings),
            lifecycle_rules=[_lifecycle(rule)],
            server_access_logs_bucket=access_log,
            server_access_logs_prefix=f"{name}/" if access_log else None,
            removal_policy=removal_policy(settings),
        )


def publish_object_events(bucket: s3.Bucket) -> None:
    """Tell EventBridge of every new object, by the bucket's own property.

    The property, not the construct's switch: that one deploys a function of the CDK's to set it.
    """
    resource = bucket.node.default_child
    if not isinstance(resource, s3.CfnBucket):
        raise TypeError("the bucket has no resource of its own")
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
            event_bridge_enabled=True
        )
    )


def _lock(rule: DataClass, settings: Settings) -> s3.ObjectLockRetention | None:
    """Return the lock of the stage's column; for good only from the day that the stage names."""
    lock = rule.lock.get(settings.object_lock)
    if lock is None:
        return None
    days = Duration.days(lock.days)
    begins = settings.compliance_from
    is_for_good = begins is not None and begins <= utc_now().date()
    if lock.mode is LockMode.COMPLIANCE and is_for_good:
        return s3.ObjectLockRetention.compliance(days)
    return s3.ObjectLockRetention.governance(days)


def _lifecycle(rule: DataClass) -> s3.LifecycleRule:
    return s3.LifecycleRule(
        id=rule.name.replace(",", "").replace(" ", "-"),
        enabled=True,
        transitions=[
            s3.Transition(
                storage_class=s3.StorageClass(rule.tier.value),
                transition_after=Duration.days(rule.hot_days),
            )
        ]
        if rule.tier
        else None,
        expiration=Duration.days(rule.expiry_days) if rule.expiry_days else None,
        noncurrent_version_expiration=Duration.days(rule.recovery_days),
        abort_incomplete_multipart_upload_after=Duration.days(
            min(_UPLOAD_DAYS, rule.recovery_days)
        ),
    )
