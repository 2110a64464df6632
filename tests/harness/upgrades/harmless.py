"""Mutations that CloudFormation does in place, or by adding something."""

import copy
import json
from random import Random
from typing import Any

from tests.harness.upgrades.mutated import STORAGE, Stacks, drawn, resources
from tests.harness.upgrades.refused import HOLDERS, index


def add_index(stacks: Stacks, dice: Random) -> str:
    _, _, body = drawn(stacks, dice, "AWS::DynamoDB::Table")
    body["Properties"]["GlobalSecondaryIndexes"].append(index("by_one"))
    return ""


def new_code(stacks: Stacks, dice: Random) -> str:
    for each in stacks.values():
        for body in each["template"]["Resources"].values():
            if body["Type"] == "AWS::Lambda::Function":
                body["Properties"]["Code"]["S3Key"] = f"{dice.random()}.zip"
            if body["Type"] == "AWS::Lambda::LayerVersion":
                body["Properties"]["Content"]["S3Key"] = f"{dice.random()}.zip"
    return ""


def new_function(stacks: Stacks, dice: Random) -> str:
    stack, _, body = drawn(stacks, dice, "AWS::Lambda::Function")
    resources(stacks, stack)["Another"] = copy.deepcopy(body)
    return ""


def function_gone(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, _ = drawn(stacks, dice, "AWS::CloudWatch::Alarm", "AWS::Events::Rule")
    del resources(stacks, stack)[logical_id]
    return ""


def new_stack(stacks: Stacks, dice: Random) -> str:
    topic = {"Topic": {"Type": "AWS::SNS::Topic"}}
    stacks["claimtrail-prod-console"] = {"template": {"Resources": topic}, "before": [STORAGE]}
    assert dice
    return ""


def tune(stacks: Stacks, dice: Random) -> str:
    _, _, function = drawn(stacks, dice, "AWS::Lambda::Function")
    function["Properties"]["MemorySize"] = 1024
    _, _, queue = drawn(stacks, dice, "AWS::SQS::Queue")
    queue["Properties"]["VisibilityTimeout"] = 900
    _, _, table = drawn(stacks, dice, "AWS::DynamoDB::Table")
    table["Properties"]["TimeToLiveSpecification"] = {"AttributeName": "ttl", "Enabled": True}
    _, _, bucket = drawn(stacks, dice, "AWS::S3::Bucket")
    bucket["Properties"]["LifecycleConfiguration"] = {"Rules": []}
    _, _, key = drawn(stacks, dice, "AWS::KMS::Key")
    key["Properties"]["Description"] = "another"
    return ""


def protect(stacks: Stacks, dice: Random) -> str:
    _, _, body = drawn(stacks, dice, *HOLDERS)
    body["DeletionPolicy"] = body["UpdateReplacePolicy"] = "Retain"
    return ""


def column(stacks: Stacks, dice: Random) -> str:
    _, _, body = drawn(stacks, dice, "AWS::Glue::Table")
    columns = body["Properties"]["TableInput"]["StorageDescriptor"]["Columns"]
    columns.append({"Name": "another", "Type": "string"})
    return ""


def metadata(stacks: Stacks, dice: Random) -> str:
    _, _, body = drawn(stacks, dice, *HOLDERS)
    body["Metadata"] = {"aws:cdk:path": "elsewhere"}
    return ""


def weak_and_strong(stacks: Stacks, dice: Random) -> str:
    """Read outputs where exports were imported, and keep the exports."""
    assert dice
    for stack, each in stacks.items():
        outputs = each["template"].get("Outputs", {})
        for name, body in list(outputs.items()):
            if "Export" in body:
                weak = name.replace("ExportsOutput", "PublishOutput")
                outputs[weak] = {"Value": body["Value"]}
        each["template"] = _weakened(each["template"])
        assert "Fn::ImportValue" not in json.dumps(each["template"]), stack
    return ""


def _weakened(value: Any) -> Any:
    if isinstance(value, list):
        return [_weakened(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "Fn::ImportValue" in value:
        stack, _, name = value["Fn::ImportValue"].partition(":")
        output = name.replace("ExportsOutput", "PublishOutput")
        return {"Fn::GetStackOutput": {"StackName": stack, "OutputName": output}}
    return {name: _weakened(each) for name, each in value.items()}


HARMLESS = (
    *(add_index, new_code, new_function, function_gone, new_stack, tune, protect, column),
    *(metadata, weak_and_strong),
)
