"""With IAM enforced: a writer whose own policy allows all lifts no hold, the hold role does."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError

from claimtrail.aws.trail import hold_role
from claimtrail.aws.trail.hold_role import hold_session
from claimtrail.kernel.errors import ConfigurationError
from infra.constructs.hold_role import NOBODY, PUT_HOLD
from tests.harness.stage.cloud import CLIENT_CONFIG, RunningCloud

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C1.5")]
ACCOUNT = "arn:aws:iam::000000000000"
ROLE = f"{ACCOUNT}:role/hold"
BUCKET = "archive-of-the-stage"
KEY = "p/fil_1.x12"


@pytest.fixture(scope="module")
def enforcing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    running = RunningCloud.fresh(tmp_path_factory.mktemp("enforcing"), enforce_iam=True)
    try:
        prepare(running)
        yield running
    finally:
        running.stop()


def prepare(cloud: RunningCloud) -> None:
    """A locked bucket with the denials of the stacks, and the role that is exempt from one."""
    s3, iam = cloud.client("s3"), cloud.client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": f"{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName="hold", AssumeRolePolicyDocument=document(trust))
    objects = f"arn:aws:s3:::{BUCKET}/*"
    flags = {"Effect": "Allow", "Action": [PUT_HOLD, "s3:GetObjectLegalHold"], "Resource": objects}
    iam.put_role_policy(RoleName="hold", PolicyName="flags", PolicyDocument=document(flags))
    s3.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"ISA")
    deny = {"Effect": "Deny", "Principal": "*", "Resource": objects}
    only = {"Action": PUT_HOLD, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE}}}
    policy = document({**deny, **only}, {**deny, "Action": list(NOBODY)})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=policy)


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def as_user(cloud: RunningCloud, service: str, *actions: str) -> Any:
    """A client of a new user who may do these actions with anything."""
    iam = cloud.client("iam")
    name = f"user-{uuid4().hex}"
    iam.create_user(UserName=name)
    grant = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    iam.put_user_policy(UserName=name, PolicyName="grant", PolicyDocument=document(grant))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")
    return session.client(service, endpoint_url=cloud.endpoint, config=CLIENT_CONFIG)


def put_flag(s3: Any, status: str) -> None:
    s3.put_object_legal_hold(Bucket=BUCKET, Key=KEY, LegalHold={"Status": status})


def in_role(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch, sts: Any) -> Any:
    """The S3 client that the hold commands work with, of a caller with this STS client."""
    known = {"sts": sts, "s3": cloud.client("s3")}
    monkeypatch.setattr(hold_role, "client", known.__getitem__)
    monkeypatch.setattr(hold_role.getpass, "getuser", lambda: "jane doe/../")
    return hold_session(ROLE)("s3")


@pytest.mark.patch("access.assumed_role_arn")
def test_only_who_takes_the_hold_role_sets_and_lifts_a_hold(
    enforcing: RunningCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = enforcing.client("s3").head_object(Bucket=BUCKET, Key=KEY)["VersionId"]
    with (
        closing(as_user(enforcing, "s3", "s3:*")) as worker,
        closing(as_user(enforcing, "sts", "sts:AssumeRole")) as sts,
        closing(in_role(enforcing, monkeypatch, sts)) as person,
    ):
        for status in ("ON", "OFF"):
            with pytest.raises(ClientError, match="AccessDenied"):
                put_flag(worker, status)
        put_flag(person, "ON")
        with pytest.raises(ClientError, match="AccessDenied"):
            put_flag(worker, "OFF")
        for client in (worker, person):
            with pytest.raises(ClientError, match="AccessDenied"):
                client.delete_object(
                    Bucket=BUCKET, Key=KEY, VersionId=version, BypassGovernanceRetention=True
                )
        put_flag(person, "OFF")
        with pytest.raises(ClientError, match="AccessDenied"):
            worker.delete_object(Bucket=BUCKET, Key=KEY, VersionId=version)


def test_who_may_not_take_the_role_is_reported_what_to_ask_for(
    enforcing: RunningCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        closing(as_user(enforcing, "sts", "sts:GetCallerIdentity")) as sts,
        pytest.raises(ConfigurationError, match="HOLD_ROLE_REFUSED"),
    ):
        in_role(enforcing, monkeypatch, sts)
