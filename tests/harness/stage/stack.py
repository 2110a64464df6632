"""CloudFormation in tests: create or update a small stack and wait for it."""

import io
import json
import zipfile
from typing import Any

from botocore.exceptions import ClientError

from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud

ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    },
}


def settled(cloud: RunningCloud, name: str) -> str | None:
    """The stack's status once it no longer changes; "DELETED" when it is gone."""
    try:
        stack = cloud.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    except ClientError:
        return "DELETED"
    status: str = stack["StackStatus"]
    return None if status.endswith("IN_PROGRESS") else status


def apply_stack(cloud: RunningCloud, name: str, resources: dict[str, Any]) -> dict[str, str]:
    """Create the stack, or update it; returns the physical ids by logical id."""
    cloudformation = cloud.client("cloudformation")
    exists = settled(cloud, name) != "DELETED"
    change = cloudformation.update_stack if exists else cloudformation.create_stack
    change(
        StackName=name,
        TemplateBody=json.dumps({"Resources": resources}),
        Capabilities=["CAPABILITY_IAM"],
    )
    status = eventually(lambda: settled(cloud, name), 30)
    listed = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    reasons = [resource.get("ResourceStatusReason") for resource in listed]
    assert status == ("UPDATE_COMPLETE" if exists else "CREATE_COMPLETE"), reasons
    return {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in listed}


def delete_stack(cloud: RunningCloud, name: str) -> None:
    """Delete the stack and wait until it is gone."""
    cloud.client("cloudformation").delete_stack(StackName=name)
    status = eventually(lambda: settled(cloud, name), 30)
    assert status in {"DELETED", "DELETE_COMPLETE"}


def create_function(cloud: RunningCloud, name: str, source: str, **settings: Any) -> str:
    """A Python function of one module; returns its ARN."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        # Of no time of its own, so that the same source is the same archive.
        code.writestr(zipfile.ZipInfo("index.py"), source)
    answer = cloud.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=settings.pop("Role", "arn:aws:iam::000000000000:role/any"),
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
        **settings,
    )
    arn: str = answer["FunctionArn"]
    return arn


def create_queue(cloud: RunningCloud, name: str, **attributes: str) -> tuple[str, str]:
    """A queue's URL and ARN."""
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, arn["Attributes"]["QueueArn"]


def receive(cloud: RunningCloud, url: str) -> list[dict[str, Any]]:
    """The JSON bodies that a queue shows now; they are taken off it."""
    sqs = cloud.client("sqs")
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(message["Body"]) for message in messages]
