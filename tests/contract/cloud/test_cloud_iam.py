"""Contract of the emulator: with IAM enforced, a function may do what its role grants, no more."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.harness.eventually import eventually
from tests.harness.stage.cloud import CLIENT_CONFIG, RunningCloud
from tests.harness.stage.stack import ROLE, apply_stack, create_function, delete_stack

pytestmark = pytest.mark.cloud

BUCKET = "only-tls"
MACHINES = "arn:aws:states:us-east-1:000000000000:stateMachine:"
CREDENTIALS = """
import os

def handler(event, context):
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    return {name.lower(): os.environ[name] for name in names}
"""
TOKENS = """
import os

def handler(event, context):
    with open(os.environ["SEEN"] + ".new", "w") as seen:
        seen.write(event["token"])
    os.replace(seen.name, os.environ["SEEN"])
"""


@pytest.fixture(scope="module")
def enforcing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    running = RunningCloud.fresh(tmp_path_factory.mktemp("enforcing"), enforce_iam=True)
    try:
        yield running
    finally:
        running.discard()


def as_user(cloud: RunningCloud, *actions: str) -> Any:
    """An S3 client of a new user who may do just these actions."""
    return user_with(cloud, list(actions), f"arn:aws:s3:::{BUCKET}/*")


def user_with(cloud: RunningCloud, actions: str | list[str], resource: str | list[str]) -> Any:
    """A client, of the first action's service, of a new user with just that grant."""
    iam = cloud.client("iam")
    name = f"user-{uuid4().hex}"
    iam.create_user(UserName=name)
    grant = {"Effect": "Allow", "Action": actions, "Resource": resource}
    iam.put_user_policy(
        UserName=name,
        PolicyName="grant",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [grant]}),
    )
    key = iam.create_access_key(UserName=name)["AccessKey"]
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")
    first = actions if isinstance(actions, str) else actions[0]
    service = first.partition(":")[0]
    return session.client(service, endpoint_url=cloud.endpoint, config=CLIENT_CONFIG)


@pytest.mark.patch("access.secure_transport")
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


@pytest.mark.patch("access.batched_actions")
def test_who_may_send_a_message_may_send_ten(enforcing: RunningCloud) -> None:
    url = enforcing.client("sqs").create_queue(QueueName="ten")["QueueUrl"]
    with closing(user_with(enforcing, "sqs:SendMessage", "*")) as sender:
        entries = [{"Id": str(number), "MessageBody": "{}"} for number in range(10)]

        assert len(sender.send_message_batch(QueueUrl=url, Entries=entries)["Successful"]) == 10
        with pytest.raises(ClientError, match="AccessDenied"):
            sender.delete_message_batch(
                QueueUrl=url, Entries=[{"Id": "0", "ReceiptHandle": "none"}]
            )


@pytest.mark.patch("access.schedule_groups")
def test_who_may_set_schedules_of_a_group_sets_none_of_another(enforcing: RunningCloud) -> None:
    scheduler = enforcing.client("scheduler")
    for group in ("ours", "theirs"):
        scheduler.create_schedule_group(Name=group)
    ours = "arn:aws:scheduler:us-east-1:000000000000:schedule/ours/*"
    schedule = {
        "Name": "one",
        "ScheduleExpression": "at(2031-01-01T00:00:00)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {
            "Arn": "arn:aws:lambda:us-east-1:000000000000:function:one",
            "RoleArn": "arn:aws:iam::000000000000:role/one",
        },
    }
    actions = ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "iam:PassRole"]
    with closing(user_with(enforcing, actions, [ours, "arn:aws:iam::*:role/one"])) as setter:
        setter.create_schedule(GroupName="ours", **schedule)
        with pytest.raises(ClientError, match="AccessDenied"):
            setter.create_schedule(GroupName="theirs", **schedule)
        setter.delete_schedule(GroupName="ours", Name="one")
        with pytest.raises(ClientError, match="AccessDenied"):
            setter.delete_schedule(GroupName="theirs", Name="one")


@pytest.mark.patch("access.query_workgroups")
def test_who_may_read_queries_of_a_workgroup_reads_these_and_no_others(
    enforcing: RunningCloud,
) -> None:
    athena = enforcing.client("athena")
    enforcing.client("s3").create_bucket(Bucket="answers")
    started = {}
    for name in ("ours", "theirs"):
        location = {"ResultConfiguration": {"OutputLocation": "s3://answers/"}}
        athena.create_work_group(Name=name, Configuration=location)
        answer = athena.start_query_execution(QueryString="select 1", WorkGroup=name)
        started[name] = answer["QueryExecutionId"]
    ours = "arn:aws:athena:us-east-1:000000000000:workgroup/ours"
    with closing(user_with(enforcing, "athena:GetQueryExecution", ours)) as reader:
        found = reader.get_query_execution(QueryExecutionId=started["ours"])
        assert found["QueryExecution"]["Query"] == "select 1"
        with pytest.raises(ClientError, match="AccessDenied"):
            reader.get_query_execution(QueryExecutionId=started["theirs"])


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


@pytest.mark.patch("secretsmanager.secret_reference")
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


def role(cloud: RunningCloud, name: str, action: str, resource: str) -> str:
    """The ARN of a new role that may do just this."""
    iam = cloud.client("iam")
    created = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps(ROLE["Properties"]["AssumeRolePolicyDocument"]),
    )
    grant = {"Effect": "Allow", "Action": action, "Resource": resource}
    iam.put_role_policy(
        RoleName=name,
        PolicyName="grant",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [grant]}),
    )
    arn: str = created["Role"]["Arn"]
    return arn


def as_function(cloud: RunningCloud, name: str) -> Any:
    """A Step Functions client with what a function finds in its environment."""
    answer = cloud.client("lambda").invoke(FunctionName=name)
    with closing(answer["Payload"]) as payload:
        session = boto3.Session(**json.load(payload), region_name="us-east-1")
    return session.client("stepfunctions", endpoint_url=cloud.endpoint, config=CLIENT_CONFIG)


def waiting_execution(cloud: RunningCloud, machine: str, seen: Path) -> str:
    """The ARN of an execution that waits for an answer; its token is in the file."""
    arn = role(cloud, f"{machine}-tokens", "lambda:InvokeFunction", "*")
    create_function(
        cloud, f"{machine}-tokens", TOKENS, Role=arn, Environment={"Variables": {"SEEN": str(seen)}}
    )
    wait = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Arguments": {
            "FunctionName": f"{machine}-tokens",
            "Payload": {"token": "{% $states.context.Task.Token %}"},
        },
        "TimeoutSeconds": 300,
        "End": True,
    }
    definition = {"QueryLanguage": "JSONata", "StartAt": "Wait", "States": {"Wait": wait}}
    states = cloud.client("stepfunctions")
    created = states.create_state_machine(
        name=machine, definition=json.dumps(definition), roleArn=arn
    )
    execution = states.start_execution(stateMachineArn=created["stateMachineArn"])
    eventually(seen.exists)
    arn_of_execution: str = execution["executionArn"]
    return arn_of_execution


@pytest.mark.patch("access.task_tokens")
@pytest.mark.parametrize("machine", ["started-once", "started-twice"])
def test_who_may_answer_for_a_machine_wakes_what_waits_in_it_and_nothing_else(
    enforcing: RunningCloud, tmp_path: Path, machine: str
) -> None:
    granted, other = f"{machine}-granted", f"{machine}-other"
    for name, resource in ((granted, MACHINES + machine), (other, MACHINES + other)):
        arn = role(enforcing, name, "states:SendTaskSuccess", resource)
        create_function(enforcing, name, CREDENTIALS, Role=arn)
    seen = tmp_path / "token"
    execution = waiting_execution(enforcing, machine, seen)
    if machine == "started-twice":
        enforcing.restart()

    with (
        closing(as_function(enforcing, other)) as stranger,
        pytest.raises(ClientError, match="AccessDenied"),
    ):
        stranger.send_task_success(taskToken=seen.read_text(), output="{}")
    with closing(as_function(enforcing, granted)) as waker:
        # An execution that was under way at a stop waits again a moment after the start, and
        # tells its token once more when the stop came before the first telling was over.
        token = eventually(lambda: answered(waker, seen))

        described = enforcing.client("stepfunctions").describe_execution
        eventually(lambda: described(executionArn=execution)["status"] == "SUCCEEDED")
        with pytest.raises(waker.exceptions.TaskDoesNotExist):
            waker.send_task_success(taskToken=token, output="{}")
        with pytest.raises(ClientError, match="AccessDenied"):
            waker.send_task_failure(taskToken=token)


def answered(waker: Any, seen: Path) -> str | None:
    """The token for whose answer somebody waited."""
    token = seen.read_text()
    try:
        waker.send_task_success(taskToken=token, output="{}")
    except waker.exceptions.TaskDoesNotExist:
        return None
    return token
