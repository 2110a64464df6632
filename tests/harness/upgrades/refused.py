"""Mutations that lose data or that CloudFormation refuses, each under the code of its finding."""

import json
from random import Random
from typing import Any

from tests.harness.upgrades.mutated import (
    AUDIT,
    INTAKE,
    OPERATIONS,
    STORAGE,
    WORKFLOW,
    Mutation,
    Stacks,
    drawn,
    resources,
)

HOLDERS = (
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
    "AWS::SQS::Queue",
    "AWS::Logs::LogGroup",
    "AWS::Transfer::Server",
)
ONE_ONLY = (
    "AWS::Lambda::EventSourceMapping",
    "AWS::S3::BucketPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SNS::TopicPolicy",
)
REPLACING = {
    "AWS::DynamoDB::Table": ("TableName", "KeySchema", "LocalSecondaryIndexes"),
    "AWS::S3::Bucket": ("BucketName",),
    "AWS::SecretsManager::Secret": ("Name",),
    "AWS::SQS::Queue": ("QueueName", "FifoQueue"),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::Transfer::Server": ("Domain", "IdentityProviderType"),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", "StateMachineType"),
}


def replace(stacks: Stacks, dice: Random) -> str:
    type_ = dice.choice(sorted(REPLACING))
    stack, logical_id, body = drawn(stacks, dice, type_)
    body["Properties"][dice.choice(REPLACING[type_])] = "another"
    return f"{stack}/{logical_id}"


def unchangeable(stacks: Stacks, dice: Random) -> str:
    type_, path = dice.choice(
        [
            ("AWS::KMS::Key", "KeySpec"),
            ("AWS::KMS::Key", "MultiRegion"),
            ("AWS::SecretsManager::Secret", "GenerateSecretString"),
            ("AWS::Logs::LogGroup", "LogGroupClass"),
        ]
    )
    stack, logical_id, body = drawn(stacks, dice, type_)
    body["Properties"][path] = "another"
    return f"{stack}/{logical_id}"


def remove(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, _ = drawn(stacks, dice, "AWS::KMS::Key", "AWS::SecretsManager::Secret")
    # Nothing alike may be left that could pass for its successor.
    del resources(stacks, stack)[logical_id]
    return f"{stack}/{logical_id}"


def rename(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, body = drawn(stacks, dice, *HOLDERS)
    resources(stacks, stack)[f"Renamed{logical_id}"] = body
    del resources(stacks, stack)[logical_id]
    return f"{stack}/{logical_id}"


def move(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, body = drawn(stacks, dice, *HOLDERS)
    other = dice.choice([name for name in sorted(stacks) if name != stack])
    resources(stacks, other)[logical_id] = body
    del resources(stacks, stack)[logical_id]
    return f"{stack}/{logical_id}"


def unprotect(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, body = drawn(stacks, dice, "AWS::DynamoDB::Table", "AWS::S3::Bucket")
    body[dice.choice(["DeletionPolicy", "UpdateReplacePolicy"])] = "Delete"
    return f"{stack}/{logical_id}"


def retype(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, body = drawn(stacks, dice, "AWS::Lambda::Function", "AWS::Events::Rule")
    body["Type"] = "AWS::SNS::Topic"
    return f"{stack}/{logical_id}"


def take_name(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, body = drawn(stacks, dice, "AWS::Athena::WorkGroup", "AWS::Glue::Table")
    resources(stacks, stack)[f"Renamed{logical_id}"] = body
    del resources(stacks, stack)[logical_id]
    return f"{stack}/Renamed{logical_id}"


def second_of_one(stacks: Stacks, dice: Random) -> str:
    """Rename what there can be one only of."""
    stack, logical_id, body = drawn(stacks, dice, *ONE_ONLY)
    resources(stacks, stack)[f"Renamed{logical_id}"] = body
    del resources(stacks, stack)[logical_id]
    return f"{stack}/Renamed{logical_id}"


def exported(stacks: Stacks, dice: Random) -> tuple[str, str]:
    stack = dice.choice([STORAGE, AUDIT, INTAKE, WORKFLOW])
    outputs = stacks[stack]["template"]["Outputs"]
    return stack, dice.choice([name for name in sorted(outputs) if "Export" in outputs[name]])


def drop_export(stacks: Stacks, dice: Random) -> str:
    stack, name = exported(stacks, dice)
    del stacks[stack]["template"]["Outputs"][name]
    return f"{stack}/{name}"


def change_export(stacks: Stacks, dice: Random) -> str:
    stack, name = exported(stacks, dice)
    stacks[stack]["template"]["Outputs"][name]["Value"] = "another"
    return f"{stack}/{name}"


def read_nothing(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, body = drawn(stacks, dice, "AWS::Lambda::Function")
    body["Properties"]["Environment"]["Variables"]["NEW"] = {"Fn::ImportValue": "nowhere:Nothing"}
    assert logical_id
    return f"{stack}/nowhere:Nothing"


def index(name: str) -> dict[str, Any]:
    keys = [{"AttributeName": f"{name}_pk", "KeyType": "HASH"}]
    return {"IndexName": name, "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}


def two_indexes(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, body = drawn(stacks, dice, "AWS::DynamoDB::Table")
    listed = body["Properties"]["GlobalSecondaryIndexes"]
    if dice.random() < 0.5:
        listed.extend([index("by_one"), index("by_other")])
    else:
        listed[0] = index("by_one")
    return f"{stack}/{logical_id}"


def redefine_index(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, body = drawn(stacks, dice, "AWS::DynamoDB::Table")
    chosen = dice.choice(body["Properties"]["GlobalSecondaryIndexes"])
    part = dice.choice(["KeySchema", "Projection"])
    chosen[part] = index("by_other")[part] if part == "KeySchema" else {"ProjectionType": "INCLUDE"}
    return f"{stack}/{logical_id}"


def drop_stack(stacks: Stacks, dice: Random) -> str:
    stack = dice.choice(sorted(stacks.keys() - {STORAGE}))
    del stacks[stack]
    return stack


def circle_of_stacks(stacks: Stacks, dice: Random) -> str:
    stacks[STORAGE]["before"].append(dice.choice([AUDIT, INTAKE, WORKFLOW]))
    return ""


def circle_of_resources(stacks: Stacks, dice: Random) -> str:
    stack, logical_id, body = drawn(stacks, dice, "AWS::SQS::Queue")
    other = next(name for name, each in resources(stacks, stack).items() if each is not body)
    body["DependsOn"] = [other]
    resources(stacks, stack)[other]["DependsOn"] = logical_id
    return ""


def reorder(stacks: Stacks, dice: Random) -> str:
    """Deploy the last stack first: what it reads is passed to it by name."""
    assert dice
    text = json.dumps(stacks[OPERATIONS]["template"]).replace("Fn::ImportValue", "Fn::Given")
    stacks[OPERATIONS] = {"template": json.loads(text), "before": []}
    stacks[STORAGE]["before"].append(OPERATIONS)
    return f"{OPERATIONS}/{STORAGE}"


def too_many_resources(stacks: Stacks, dice: Random) -> str:
    stack = dice.choice(sorted(stacks))
    for number in range(501):
        resources(stacks, stack)[f"Topic{number}"] = {"Type": "AWS::SNS::Topic"}
    return stack


MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "STATEFUL_REPLACED": (replace,),
    "STATEFUL_UNCHANGEABLE": (unchangeable,),
    "STATEFUL_REMOVED": (remove,),
    "STATEFUL_RENAMED": (rename, move),
    "STATEFUL_UNPROTECTED": (unprotect,),
    "TYPE_CHANGED": (retype,),
    "NAME_TAKEN": (take_name, second_of_one),
    "EXPORT_IN_USE": (drop_export, change_export),
    "READ_MISSING": (read_nothing,),
    "INDEXES_SEVERAL": (two_indexes,),
    "INDEX_REDEFINED": (redefine_index,),
    "STACK_VANISHED": (drop_stack,),
    "CIRCULAR": (circle_of_stacks, circle_of_resources),
    "STACKS_REORDERED": (reorder,),
    "STACK_TOO_LARGE": (too_many_resources,),
}
