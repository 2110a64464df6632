"""Nobody but the hold role may touch a legal hold, and nobody at all what ends a lock."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from infra.constructs.hold_role import NOBODY, PUT_HOLD
from tests.harness.templates.templates import Synthesized, as_list

pytestmark = pytest.mark.capability("C1.5")

LOCKED = ("Archive", "Quarantine", "Outbox", "Audit")
ENDS_A_LOCK = {"s3:PutBucketObjectLockConfiguration", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"}
"""Actions that would undo the denials."""


def allowed(stage: Synthesized) -> Iterator[tuple[str, str]]:
    """Each action that any policy of any role, user or group of the stage allows, with its path."""
    for type_ in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        for policy in stage.resources(type_):
            for statement in policy.properties["PolicyDocument"]["Statement"]:
                yield from _actions(policy.path, statement)
    for role in stage.resources("AWS::IAM::Role"):
        assert "ManagedPolicyArns" not in role.properties, role.path
        for inline in role.properties.get("Policies", []):
            for statement in inline["PolicyDocument"]["Statement"]:
                yield from _actions(role.path, statement)


def _actions(path: str, statement: dict[str, Any]) -> Iterator[tuple[str, str]]:
    assert "NotAction" not in statement, path
    if statement["Effect"] == "Allow":
        for action in as_list(statement["Action"]):
            yield path, action


def who_may(stage: Synthesized, action: str) -> set[str]:
    return {
        path
        for path, pattern in allowed(stage)
        if fnmatchcase(action.casefold(), pattern.casefold())
    }


def test_only_the_hold_role_may_put_a_legal_hold(stage: Synthesized) -> None:
    assert who_may(stage, PUT_HOLD) == {"Hold/Policy/Resource"}
    (policy,) = (
        one for one in stage.resources("AWS::IAM::ManagedPolicy") if one.path.startswith("Hold/")
    )
    assert len(policy.properties["Roles"]) == 1
    assert policy.properties["Roles"][0]["Ref"].startswith("HoldRole")


@pytest.mark.parametrize("action", [*NOBODY, *sorted(ENDS_A_LOCK)])
def test_no_role_may_do_what_ends_a_lock_or_a_hold(stage: Synthesized, action: str) -> None:
    assert who_may(stage, action) == set()


def test_no_service_takes_the_hold_role(stage: Synthesized) -> None:
    role = stage.resource("AWS::IAM::Role", "Hold")
    (statement,) = role.properties["AssumeRolePolicyDocument"]["Statement"]

    assert statement["Action"] == "sts:AssumeRole"
    assert set(statement["Principal"]) == {"AWS"}
    assert ":root" in json.dumps(statement["Principal"])
    assert who_may(stage, "sts:AssumeRole") == set()


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_bucket_denies_the_flag_to_all_but_the_hold_role_and_the_rest_to_all(
    stage: Synthesized, name: str
) -> None:
    policy = stage.resource("AWS::S3::BucketPolicy", name)
    by_id = {one.get("Sid"): one for one in policy.properties["PolicyDocument"]["Statement"]}
    flag, rest = by_id["OnlyForHolds"], by_id["ForNobody"]

    for statement in (flag, rest):
        assert statement["Effect"] == "Deny"
        assert statement["Principal"] in ("*", {"AWS": "*"})
        assert f"{name}Bucket" in json.dumps(statement["Resource"])
    assert flag["Action"] == PUT_HOLD
    exempt = flag["Condition"]
    assert set(exempt) == {"ArnNotEquals"}
    role = exempt["ArnNotEquals"]["aws:PrincipalArn"]
    assert role["Fn::GetAtt"][0].startswith("HoldRole")
    assert set(rest["Action"]) == set(NOBODY)
    assert "Condition" not in rest


def test_the_hold_role_sees_no_content_and_writes_nothing_but_holds(stage: Synthesized) -> None:
    may = {action for path, action in allowed(stage) if path.startswith("Hold/")}
    assert may == {
        PUT_HOLD,
        "s3:GetObjectLegalHold",
        "s3:ListBucketVersions",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
        "dynamodb:ConditionCheckItem",
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
    }
    (policy,) = (
        one for one in stage.resources("AWS::IAM::ManagedPolicy") if one.path.startswith("Hold/")
    )
    for statement in policy.properties["PolicyDocument"]["Statement"]:
        if "dynamodb:PutItem" in as_list(statement["Action"]):
            keys = statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
            assert keys == ["hold#*", "held#*", "escalation#*"]


def test_a_worker_that_writes_the_operations_table_may_not_write_what_is_held(
    stage: Synthesized,
) -> None:
    writers, denied = set(), set()
    for policy in stage.resources("AWS::IAM::Policy"):
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            actions = set(as_list(statement["Action"]))
            on_table = "OperationsTable" in json.dumps(statement["Resource"])
            if not on_table or "dynamodb:PutItem" not in actions:
                continue
            if statement["Effect"] == "Allow":
                writers.add(policy.path)
                continue
            assert actions >= {"dynamodb:UpdateItem", "dynamodb:DeleteItem"}
            assert actions >= {"dynamodb:BatchWriteItem"}
            keys = statement["Condition"]["ForAnyValue:StringLike"]["dynamodb:LeadingKeys"]
            assert keys == ["hold#*", "held#*"]
            denied.add(policy.path)
    assert writers == denied
    assert len(writers) >= 5
