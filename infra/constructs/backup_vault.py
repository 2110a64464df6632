"""Backups of the stores that cannot be made again, in a vault whose lock outlives its owner."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_backup as backup
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.python_function import removal_policy
from infra.constructs.service_principal import service_of
from infra.settings import Backup, Settings

_NIGHT_UTC = "7"
"""Two or three in the morning on the east coast: when the fewest files come."""
_S3_POLICIES = (
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
)


class BackupVault(Construct):
    """Creates a vault, a daily plan over tables and buckets, and the role that takes backups.

    With `vault_lock_days` the vault is locked: no backup is deleted earlier, by nobody, once
    `lock_changeable_days` are over (AWS Backup developer guide, "AWS Backup Vault Lock"). With
    `copy_to_vault` each backup is copied into that vault, in another region or account.
    """

    def __init__(  # noqa: PLR0913 - what is backed up, each by keyword
        self,
        scope: Construct,
        *,
        settings: Settings,
        wanted: Backup,
        key: kms.IKey,
        tables: Sequence[dynamodb.ITable],
        buckets: Sequence[s3.IBucket],
    ) -> None:
        super().__init__(scope, "Backup")
        vault = backup.BackupVault(
            self,
            "Vault",
            encryption_key=key,
            lock_configuration=_lock(wanted),
            removal_policy=removal_policy(settings),
        )
        plan = backup.BackupPlan(self, "Plan", backup_vault=vault)
        plan.add_rule(self._daily(wanted))
        role = iam.Role(
            self,
            "Role",
            assumed_by=service_of(self, "backup"),
            description="Takes and restores the stage's backups",
            managed_policies=[
                iam.ManagedPolicy.from_aws_managed_policy_name(name) for name in _S3_POLICIES
            ]
            if wanted.buckets
            else None,
        )
        key.grant_encrypt_decrypt(role)
        chosen = [backup.BackupResource.from_dynamo_db_table(table) for table in tables]
        if wanted.buckets:
            chosen += [backup.BackupResource.from_arn(bucket.bucket_arn) for bucket in buckets]
        plan.add_selection("Stores", resources=chosen, role=role, allow_restores=True)

    def _daily(self, wanted: Backup) -> backup.BackupPlanRule:
        days = Duration.days(wanted.keep_days)
        copies = (
            [
                backup.BackupPlanCopyActionProps(
                    destination_backup_vault=backup.BackupVault.from_backup_vault_arn(
                        self, "Copies", wanted.copy_to_vault
                    ),
                    delete_after=days,
                )
            ]
            if wanted.copy_to_vault
            else None
        )
        return backup.BackupPlanRule(
            rule_name="daily",
            schedule_expression=events.Schedule.cron(hour=_NIGHT_UTC, minute="0"),
            start_window=Duration.hours(1),
            completion_window=Duration.hours(8),
            delete_after=days,
            copy_actions=copies,
        )


def _lock(wanted: Backup) -> backup.LockConfiguration | None:
    if not wanted.vault_lock_days:
        return None
    return backup.LockConfiguration(
        min_retention=Duration.days(wanted.vault_lock_days),
        changeable_for=Duration.days(wanted.lock_changeable_days),
    )
