"""Contract of the emulator: with IAM enforced, a function may do what its role grants, no more."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.support.cloud import CLIENT_CONFIG, RunningCloud
from tests.support.stack import ROLE, apply_stack, delete_stack

pytestmark = pytest.mark.cloud

BUCKET = "only-tls"


@pytest.fixture(scope="module")
def enforcing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    running = RunningCloud.fresh(tmp_path_factory.mktemp("enforcing"), enforce_iam=True)
    try:
        yield running
    finally:
        running.stop()


def as_user(cloud: RunningCloud, *actions: str) -> Any:
    """An S3 client of a new user who may do just these actions."""
    iam = cloud.client("iam")
    name = f"user-of-{len(actions)}"
    iam.create_user(UserName=name)
    grant = {"Effect": "Allow", "Action": list(actions), "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    iam.put_user_policy(
        UserName=name,
        PolicyName="grant",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [grant]}),
    )
    key = iam.create_access_key(UserName=name)["AccessKey"]
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")
    return session.client("s3", endpoint_url=cloud.endpoint, config=CLIENT_CONFIG)


def test_a_bucket_that_demands_tls_is_reached_over_loopback(enforcing: RunningCloud) -> None:
    s3 = enforcing.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    denied = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
        "Condition": insecure,
    }
    policy = {"Version": "2012-10-17", "Statement": [denied]}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    writer = as_user(enforcing, "s3:PutObject", "s3:AbortMultipartUpload")
    reader = as_user(enforcing, "s3:GetObject")

    try:
        writer.put_object(Bucket=BUCKET, Key="file", Body=b"ISA")

        assert reader.get_object(Bucket=BUCKET, Key="file")["Body"].read() == b"ISA"
        with pytest.raises(ClientError, match="AccessDenied"):
            reader.put_object(Bucket=BUCKET, Key="file", Body=b"")
    finally:
        writer.close()
        reader.close()


def test_who_may_send_a_message_may_send_ten(enforcing: RunningCloud) -> None:
    url = enforcing.client("sqs").create_queue(QueueName="ten")["QueueUrl"]
    iam = enforcing.client("iam")
    iam.create_user(UserName="sender")
    grant = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
    iam.put_user_policy(
        UserName="sender",
        PolicyName="grant",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [grant]}),
    )
    key = iam.create_access_key(UserName="sender")["AccessKey"]
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")
    with closing(
        session.client("sqs", endpoint_url=enforcing.endpoint, config=CLIENT_CONFIG)
    ) as sender:
        entries = [{"Id": str(number), "MessageBody": "{}"} for number in range(10)]

        assert len(sender.send_message_batch(QueueUrl=url, Entries=entries)["Successful"]) == 10
        with pytest.raises(ClientError, match="AccessDenied"):
            sender.delete_message_batch(
                QueueUrl=url, Entries=[{"Id": "0", "ReceiptHandle": "none"}]
            )


def secret(description: str) -> dict[str, Any]:
    grant = {
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": {"Ref": "Secret"},
    }
    return {
        "Secret": {
            "Type": "AWS::SecretsManager::Secret",
            "Properties": {
                "Description": description,
                "GenerateSecretString": {"PasswordLength": 64},
            },
        },
        "Role": ROLE,
        "Grant": {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyName": "grant",
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [grant]},
                "Roles": [{"Ref": "Role"}],
            },
        },
    }


def test_a_grant_of_a_secret_names_the_secret(enforcing: RunningCloud) -> None:
    created = apply_stack(enforcing, "secret", secret("first"))
    updated = apply_stack(enforcing, "secret", secret("second"))

    assert created["Secret"] == updated["Secret"]
    secrets, iam = enforcing.client("secretsmanager"), enforcing.client("iam")
    described = secrets.describe_secret(SecretId=created["Secret"])
    assert (described["ARN"], described["Description"]) == (created["Secret"], "second")
    policy = iam.get_role_policy(RoleName=created["Role"], PolicyName="grant")["PolicyDocument"]
    assert policy["Statement"][0]["Resource"] == created["Secret"]
    delete_stack(enforcing, "secret")
    assert secrets.list_secrets()["SecretList"] == []
