"""A deployed stage on AWS, as far as taking it down needs it."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from infra.accounts.removal.model import BucketContents, DeployedStack
from infra.accounts.removal.ports import Progress

_READERS = 16
_MOST_DELETED = 1_000
"""Objects of one DeleteObjects call."""
_EVERY_SECONDS = 2.0
_WITHIN_SECONDS = 45 * 60
_CONFIG = Config(max_pool_connections=_READERS, retries={"mode": "adaptive", "max_attempts": 8})
_GONE = ("ResourceNotFoundException", "NoSuchBucketPolicy", "NoSuchBucket", "ValidationError")


class AwsDeployedStage:
    """The stacks of a stage in one region; whatever `AWS_ENDPOINT_URL` names answers."""

    def __init__(self, region: str, *, every_seconds: float = _EVERY_SECONDS) -> None:
        self._session = boto3.Session(region_name=region)
        self._every = every_seconds
        self._s3 = self._client("s3")
        self._cloudformation = self._client("cloudformation")

    def _client(self, service: str) -> Any:
        return self._session.client(service, config=_CONFIG)  # type: ignore[call-overload]

    def account(self) -> str:
        """Return the account of the credentials."""
        return str(self._client("sts").get_caller_identity()["Account"])

    def stacks(self, names: Sequence[str]) -> Sequence[DeployedStack]:
        """Return those of the stacks that exist, in this order."""
        return [found for name in names if (found := self._stack(name))]

    def _stack(self, name: str) -> DeployedStack | None:
        described = self._described(name)
        if described is None:
            return None
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
        listed = [one for page in pages for one in page["StackResourceSummaries"]]
        there = [
            one
            for one in listed
            if one.get("PhysicalResourceId") and one["ResourceStatus"] != "DELETE_COMPLETE"
        ]

        def of(type_: str) -> tuple[str, ...]:
            return tuple(one["PhysicalResourceId"] for one in there if one["ResourceType"] == type_)

        return DeployedStack(
            name=name,
            status=described["StackStatus"],
            is_protected=bool(described.get("EnableTerminationProtection")),
            buckets=self._emptied_in_turn(of("AWS::S3::Bucket")),
            tables=of("AWS::DynamoDB::Table"),
            vaults=of("AWS::Backup::BackupVault"),
            resources=len(there),
        )

    def _described(self, name: str) -> dict[str, Any] | None:
        try:
            [found] = self._cloudformation.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            _unless_gone(error)
            return None
        return None if found["StackStatus"] == "DELETE_COMPLETE" else found

    def _emptied_in_turn(self, buckets: tuple[str, ...]) -> tuple[str, ...]:
        """Return buckets with those last that others write their access logs into."""
        targets = {self._s3_log_of(bucket) for bucket in buckets}
        return tuple(sorted(buckets, key=lambda one: one in targets))

    def _s3_log_of(self, bucket: str) -> str:
        try:
            found = self._s3.get_bucket_logging(Bucket=bucket)
        except ClientError as error:
            _unless_gone(error)
            return ""
        return str(found.get("LoggingEnabled", {}).get("TargetBucket", ""))

    def contents(self, bucket: str) -> BucketContents:
        """Return what a bucket holds; the locks are read version by version."""
        listed = list(self._versions(bucket))
        versions = [one for one in listed if "Size" in one]
        locked: list[datetime] = []
        held = 0
        if versions and self._has_locks(bucket):
            with ThreadPoolExecutor(_READERS) as readers:
                heads = readers.map(lambda one: self._head(bucket, one), versions)
                for head in heads:
                    until = _compliance_until(head)
                    locked += [until] if until else []
                    held += head.get("ObjectLockLegalHoldStatus") == "ON"
        return BucketContents(
            name=bucket,
            versions=len(versions),
            markers=len(listed) - len(versions),
            size=sum(one["Size"] for one in versions),
            locked=len(locked),
            locked_until=max(locked, default=None),
            held=held,
        )

    def _head(self, bucket: str, version: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self._s3.head_object(
            Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"]
        )
        return found

    def _has_locks(self, bucket: str) -> bool:
        try:
            found = self._s3.get_object_lock_configuration(Bucket=bucket)
        except ClientError:
            return False
        return bool(found["ObjectLockConfiguration"].get("ObjectLockEnabled") == "Enabled")

    def _versions(self, bucket: str) -> Iterator[dict[str, Any]]:
        """Return every version and every delete marker; a bucket that is gone has none."""
        try:
            for page in self._s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
                yield from page.get("Versions", [])
                yield from page.get("DeleteMarkers", [])
        except ClientError as error:
            _unless_gone(error)

    def items(self, table: str) -> int:
        """Return the items of a table, as it counts them every six hours."""
        try:
            found = self._client("dynamodb").describe_table(TableName=table)["Table"]
        except ClientError as error:
            _unless_gone(error)
            return 0
        return int(found.get("ItemCount", 0))

    def log_groups(self, prefixes: Sequence[str]) -> Sequence[str]:
        """Return the log groups whose names begin so."""
        pages = self._client("logs").get_paginator("describe_log_groups")
        return [
            group["logGroupName"]
            for prefix in prefixes
            for page in pages.paginate(logGroupNamePrefix=prefix)
            for group in page["logGroups"]
        ]

    def open_bucket(self, bucket: str) -> None:
        """Remove the policy that denies deletion of versions to everybody, and the access log."""
        for call in (self._s3.delete_bucket_policy, self._unlog):
            try:
                call(Bucket=bucket)
            except ClientError as error:
                _unless_gone(error)

    def _unlog(self, **bucket: str) -> None:
        self._s3.put_bucket_logging(**bucket, BucketLoggingStatus={})

    def empty_bucket(self, bucket: str, progress: Progress) -> None:
        """Delete every version and delete marker.

        Raises ClaimTrailError when S3 keeps one; names no key, which may hold PHI.
        """
        bypass = {"BypassGovernanceRetention": True} if self._has_locks(bucket) else {}
        deleted = 0
        for batch in _batches(self._versions(bucket)):
            answer = self._s3.delete_objects(
                Bucket=bucket, Delete={"Objects": batch, "Quiet": True}, **bypass
            )
            if errors := answer.get("Errors"):
                raise _failure(
                    "BUCKET_NOT_EMPTIED",
                    f"S3 keeps {len(errors):,} versions of {bucket}: {errors[0]['Code']}",
                    bucket,
                    "See that this role may `s3:DeleteObjectVersion` and "
                    "`s3:BypassGovernanceRetention`, and run the command again.",
                )
            deleted += len(batch)
            progress(f"emptying {bucket}: {deleted:,} versions")

    def empty_vault(self, vault: str) -> None:
        """Delete the recovery points of a backup vault."""
        backup = self._client("backup")
        pages = backup.get_paginator("list_recovery_points_by_backup_vault")
        for page in pages.paginate(BackupVaultName=vault):
            for point in page["RecoveryPoints"]:
                backup.delete_recovery_point(
                    BackupVaultName=vault, RecoveryPointArn=point["RecoveryPointArn"]
                )

    def unprotect(self, stack: DeployedStack) -> None:
        """Let a stack and its tables be deleted."""
        if stack.is_protected:
            self._cloudformation.update_termination_protection(
                StackName=stack.name, EnableTerminationProtection=False
            )
        dynamodb = self._client("dynamodb")
        for table in stack.tables:
            try:
                found = dynamodb.describe_table(TableName=table)["Table"]
            except ClientError as error:
                _unless_gone(error)
                continue
            if found.get("DeletionProtectionEnabled"):
                dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)

    def delete_stack(self, stack: str, progress: Progress) -> None:
        """Delete a stack, and wait until it is gone.

        Raises ClaimTrailError with the resources that stayed, and CloudFormation's reasons.
        """
        self._cloudformation.delete_stack(StackName=stack)
        deadline = time.monotonic() + _WITHIN_SECONDS
        while found := self._described(stack):
            if found["StackStatus"] == "DELETE_FAILED" or time.monotonic() > deadline:
                raise _failure(
                    "STACK_STAYS",
                    f"{stack} was not deleted: {self._reasons(stack)}",
                    stack,
                    "Remove what is named there, and run the command again: it goes on from here.",
                )
            progress(f"deleting {stack}: {self._left(stack)} resources left")
            time.sleep(self._every)

    def _resources(self, stack: str) -> list[dict[str, Any]]:
        try:
            found = self._cloudformation.describe_stack_resources(StackName=stack)
        except ClientError as error:
            _unless_gone(error)
            return []
        return list(found["StackResources"])

    def _left(self, stack: str) -> int:
        return sum(
            1 for one in self._resources(stack) if one["ResourceStatus"] != "DELETE_COMPLETE"
        )

    def _reasons(self, stack: str) -> str:
        reasons = [
            f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', 'no reason given')}"
            for one in self._resources(stack)
            if one["ResourceStatus"] == "DELETE_FAILED"
        ]
        return "; ".join(reasons) or "it takes longer than 45 minutes"

    def delete_log_group(self, name: str) -> None:
        """Delete a log group."""
        try:
            self._client("logs").delete_log_group(logGroupName=name)
        except ClientError as error:
            _unless_gone(error)


def _compliance_until(head: dict[str, Any]) -> datetime | None:
    """Return until when a version is locked in compliance mode."""
    until: datetime | None = head.get("ObjectLockRetainUntilDate")
    if head.get("ObjectLockMode") != "COMPLIANCE" or until is None or until <= utc_now():
        return None
    return until


def _batches(versions: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, str]]]:
    batch: list[dict[str, str]] = []
    for one in versions:
        batch.append({"Key": one["Key"], "VersionId": one["VersionId"]})
        if len(batch) == _MOST_DELETED:
            yield batch
            batch = []
    if batch:
        yield batch


def _unless_gone(error: ClientError) -> None:
    """Let an error through that says no more than that there is no such thing."""
    if error.response.get("Error", {}).get("Code") not in _GONE:
        raise error


def _failure(code: str, what: str, where: str, next_step: str) -> ClaimTrailError:
    return ClaimTrailError(Explanation(code=code, what=what, where=where, next_step=next_step))
