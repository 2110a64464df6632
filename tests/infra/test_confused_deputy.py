"""A service that acts for this account acts for no other: each policy names the account or source.

IAM user guide, "The confused deputy problem": without `aws:SourceAccount` or `aws:SourceArn` a
service may be led by another account to use what only this one allowed it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.harness.templates.templates import Resource, Synthesized, as_list

ACCOUNT, ARN = "aws:SourceAccount", "aws:SourceArn"
EXCEPTIONS = {
    ("AWS::KMS::Key", "logs"): ("kms:EncryptionContext:aws:logs:arn",),
    ("AWS::KMS::Key", "events"): (),
}
"""Services that send neither key, each with the keys that name the account instead.

CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS KMS": the encryption
context holds the log group's ARN, and so its account. Amazon SNS developer guide, "Managing Amazon
SNS encryption keys and costs": the keys are not supported for EventBridge and encrypted topics. The
policies of topics and queues name the rule instead.
"""


@dataclass(frozen=True)
class Admission:
    """One statement that lets services in."""

    resource: Resource
    services: frozenset[str]
    conditions: frozenset[str]
    statement: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.resource.type} {self.resource.path}: {', '.join(sorted(self.services))}"


def admissions(stage: Synthesized) -> Iterator[Admission]:
    """Every statement that allows a service something, in whatever property it stands."""
    for resource in stage.all_resources():
        for statement in statements(resource.properties):
            principal = statement.get("Principal", {})
            services = as_list(principal.get("Service", [])) if principal != "*" else []
            if statement["Effect"] == "Allow" and services:
                yield Admission(
                    resource=resource,
                    services=frozenset(one.partition(".")[0] for one in services),
                    conditions=frozenset(
                        key for each in statement.get("Condition", {}).values() for key in each
                    ),
                    statement=statement,
                )


def statements(value: Any) -> Iterator[dict[str, Any]]:
    """Every policy statement beneath a value."""
    if isinstance(value, dict):
        if "Effect" in value:
            yield value
        for each in value.values():
            yield from statements(each)
    elif isinstance(value, list):
        for each in value:
            yield from statements(each)


def test_every_service_that_is_admitted_is_bound_to_this_account(stage: Synthesized) -> None:
    found = list(admissions(stage))
    assert {"lambda", "states", "events", "cloudwatch", "logs"} <= {
        service for one in found for service in one.services
    }
    open_to_others = []
    for one in found:
        [service] = one.services if len(one.services) == 1 else [""]
        instead = EXCEPTIONS.get((one.resource.type, service))
        if not one.conditions & {ACCOUNT, ARN, *(instead or ())} and instead != ():
            open_to_others.append(str(one))
    assert open_to_others == []


def test_conditions_name_this_very_account(stage: Synthesized) -> None:
    for one in admissions(stage):
        if not one.conditions:
            continue
        text = json.dumps(one.statement["Condition"])
        account = stage.settings.account
        assert account in text or "Fn::GetAtt" in text or "Fn::GetStackOutput" in text, str(one)


def test_who_may_invoke_a_function_is_a_rule_of_this_stage(stage: Synthesized) -> None:
    permissions = stage.resources("AWS::Lambda::Permission")
    assert permissions
    for permission in permissions:
        if permission.properties["Principal"] == "secretsmanager.amazonaws.com":
            # It names the account (user guide, "Permissions for Lambda rotation functions").
            assert permission.properties["SourceAccount"] == stage.settings.account
            continue
        assert "SourceArn" in permission.properties, permission.path


def test_every_exception_is_still_one(stage: Synthesized) -> None:
    used = {
        (one.resource.type, service)
        for one in admissions(stage)
        for service in one.services
        if not one.conditions & {ACCOUNT, ARN}
    }
    assert used == set(EXCEPTIONS)
