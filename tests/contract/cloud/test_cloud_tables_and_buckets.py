"""Contract of the emulator: what a template says of tables and buckets takes effect."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import apply_stack, create_queue, receive

pytestmark = pytest.mark.cloud

KEYS: dict[str, Any] = {
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
    "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
}
RECOVERY = {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}}
TABLES = {
    "AWS::DynamoDB::Table": {**KEYS, **RECOVERY},
    "AWS::DynamoDB::GlobalTable": {**KEYS, "Replicas": [{"Region": "us-east-1", **RECOVERY}]},
}


@pytest.mark.patch("dynamodb.table_settings")
@pytest.mark.parametrize("resource_type", TABLES)
def test_a_table_has_its_expiry_and_its_recovery(cloud: RunningCloud, resource_type: str) -> None:
    name = resource_type.rpartition("::")[2]
    table = {"Type": resource_type, "Properties": TABLES[resource_type]}

    created = apply_stack(cloud, f"settings-of-{name}", {"Claims": table})["Claims"]

    dynamodb = cloud.client("dynamodb")
    expiry = dynamodb.describe_time_to_live(TableName=created)["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    backups = dynamodb.describe_continuous_backups(TableName=created)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


@pytest.mark.patch("dynamodb.point_in_time")
def test_a_table_is_restored_as_it_was_at_an_instant(cloud: RunningCloud) -> None:
    dynamodb = cloud.client("dynamodb")
    keys = [("pk", "HASH"), ("sk", "RANGE")]
    dynamodb.create_table(
        TableName="recovered",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
    )
    with pytest.raises(ClientError, match="PointInTimeRecoveryUnavailable"):
        dynamodb.restore_table_to_point_in_time(
            SourceTableName="recovered", TargetTableName="early", UseLatestRestorableTime=True
        )
    dynamodb.update_continuous_backups(TableName="recovered", **RECOVERY)

    def item(sort: str, text: str = "") -> dict[str, Any]:
        return {"pk": {"S": "a"}, "sk": {"S": sort}, "text": {"S": text}}

    for sort in ("changed", "deleted", "updated"):
        dynamodb.put_item(TableName="recovered", Item=item(sort, "first"))
    before = datetime.now(UTC)
    dynamodb.put_item(TableName="recovered", Item=item("changed", "second"))
    dynamodb.update_item(
        TableName="recovered",
        Key={"pk": {"S": "a"}, "sk": {"S": "updated"}},
        UpdateExpression="SET #text = :text",
        ExpressionAttributeNames={"#text": "text"},
        ExpressionAttributeValues={":text": {"S": "second"}},
    )
    dynamodb.transact_write_items(
        TransactItems=[
            {
                "Delete": {
                    "TableName": "recovered",
                    "Key": {"pk": {"S": "a"}, "sk": {"S": "deleted"}},
                }
            },
            {"Put": {"TableName": "recovered", "Item": item("new")}},
        ]
    )

    dynamodb.restore_table_to_point_in_time(
        SourceTableName="recovered", TargetTableName="restored", RestoreDateTime=before
    )

    found = dynamodb.scan(TableName="restored")["Items"]
    assert {one["sk"]["S"]: one["text"]["S"] for one in found} == {
        "changed": "first",
        "deleted": "first",
        "updated": "first",
    }
    assert dynamodb.scan(TableName="recovered")["Count"] == 3
    with pytest.raises(ClientError, match="InvalidRestoreTime"):
        dynamodb.restore_table_to_point_in_time(
            SourceTableName="recovered",
            TargetTableName="never",
            RestoreDateTime=before - timedelta(days=40),
        )


def bucket(days: int) -> dict[str, Any]:
    retention = {"Mode": "COMPLIANCE", "Days": days}
    return {
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": []}}},
        "Audit": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "ObjectLockEnabled": True,
                "ObjectLockConfiguration": {
                    "ObjectLockEnabled": "Enabled",
                    "Rule": {"DefaultRetention": retention},
                },
                "BucketEncryption": {
                    "ServerSideEncryptionConfiguration": [
                        {
                            "ServerSideEncryptionByDefault": {
                                "SSEAlgorithm": "aws:kms",
                                "KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]},
                            }
                        }
                    ]
                },
            },
        },
    }


@pytest.mark.patch("s3.bucket_settings")
def test_an_audit_bucket_locks_and_encrypts_what_it_gets(cloud: RunningCloud) -> None:
    name = apply_stack(cloud, "locked", bucket(days=1))["Audit"]
    s3 = cloud.client("s3")

    s3.put_object(Bucket=name, Key="dt=2026-11-22/part.gz", Body=b"x", IfNoneMatch="*")

    stored = s3.head_object(Bucket=name, Key="dt=2026-11-22/part.gz")
    assert stored["ObjectLockMode"] == "COMPLIANCE"
    assert stored["ServerSideEncryption"] == "aws:kms"
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=name, Key="dt=2026-11-22/part.gz", VersionId=stored["VersionId"])
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket=name, Key="dt=2026-11-22/part.gz", Body=b"y", IfNoneMatch="*")


def test_a_longer_retention_takes_effect_on_update(cloud: RunningCloud) -> None:
    name = apply_stack(cloud, "retention", bucket(days=1))["Audit"]

    assert apply_stack(cloud, "retention", bucket(days=7))["Audit"] == name

    lock = cloud.client("s3").get_object_lock_configuration(Bucket=name)
    rule = lock["ObjectLockConfiguration"]["Rule"]
    assert rule["DefaultRetention"] == {"Mode": "COMPLIANCE", "Days": 7}


@pytest.mark.patch("s3.event_versions")
def test_an_event_of_a_versioned_bucket_names_the_version(cloud: RunningCloud) -> None:
    s3, events = cloud.client("s3"), cloud.client("events")
    s3.create_bucket(Bucket="versioned-events")
    s3.put_bucket_versioning(
        Bucket="versioned-events", VersioningConfiguration={"Status": "Enabled"}
    )
    s3.put_bucket_notification_configuration(
        Bucket="versioned-events", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    url, arn = create_queue(cloud, "versioned-events")
    pattern = {"detail": {"bucket": {"name": ["versioned-events"]}}}
    events.put_rule(Name="versioned-events", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="versioned-events", Targets=[{"Id": "queue", "Arn": arn}])

    put = s3.put_object(Bucket="versioned-events", Key="era.part", Body=b"ISA")["VersionId"]
    source = {"Bucket": "versioned-events", "Key": "era.part"}
    copied = s3.copy_object(Bucket="versioned-events", Key="era", CopySource=source)["VersionId"]

    found: dict[str, str] = {}

    def both() -> bool:
        for event in receive(cloud, url):
            named = event["detail"]["object"]
            found[named["key"]] = named["version-id"]
        return len(found) == 2

    eventually(both)
    assert found == {"era.part": put, "era": copied}


@pytest.mark.patch("s3.versioned_ranges")
def test_a_version_is_read_by_range_as_the_current_object_is(cloud: RunningCloud) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="versioned-ranges")
    s3.put_bucket_versioning(
        Bucket="versioned-ranges", VersioningConfiguration={"Status": "Enabled"}
    )
    old = s3.put_object(Bucket="versioned-ranges", Key="k", Body=b"0123456789")["VersionId"]
    s3.put_object(Bucket="versioned-ranges", Key="k", Body=b"other")
    pinned = {"Bucket": "versioned-ranges", "Key": "k", "VersionId": old}

    answer = s3.get_object(**pinned, Range="bytes=3-5")

    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert answer["ContentRange"] == "bytes 3-5/10"
    assert answer["Body"].read() == b"345"
    assert s3.get_object(**pinned, Range="bytes=8-100")["Body"].read() == b"89"
    assert s3.get_object(**pinned)["Body"].read() == b"0123456789"
    with pytest.raises(ClientError, match="InvalidRange"):
        s3.get_object(**pinned, Range="bytes=20-30")
