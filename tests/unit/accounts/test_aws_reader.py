"""The account's answers are read as AWS words them, and a refusal names the missing permission."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from infra.accounts import aws_reader
from infra.accounts.aws_reader import AwsAccountReader
from infra.accounts.ports import CannotReadError, LakeDefaults, Usage
from infra.accounts.rules import front, quotas

ARN = "arn:aws:cloudtrail:us-east-1:111122223333:trail/management"


class Answers:
    """Clients with prepared answers, in the order in which they are asked."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._clients: dict[str, Any] = {}
        self._stubbers: dict[str, Stubber] = {}

    def client(self, service: str) -> Any:
        if service not in self._clients:
            made = boto3.client(  # type: ignore[call-overload]
                service,
                region_name="us-east-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )
            self._stack.callback(made.close)
            self._clients[service] = made
            self._stubbers[service] = self._stack.enter_context(Stubber(made))
        return self._clients[service]

    def give(self, service: str, operation: str, answer: dict[str, Any]) -> None:
        self.client(service)
        self._stubbers[service].add_response(operation, answer)

    def refuse(self, service: str, operation: str, code: str) -> None:
        self.client(service)
        self._stubbers[service].add_client_error(operation, code)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    with ExitStack() as stack:
        made = Answers(stack)
        monkeypatch.setattr(AwsAccountReader, "_client", lambda _, service: made.client(service))
        yield made


@pytest.fixture
def reader() -> AwsAccountReader:
    return AwsAccountReader("us-east-1")


@pytest.mark.parametrize(
    ("selectors", "writes"),
    [
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}, True),
        ({"EventSelectors": [{"ReadWriteType": "WriteOnly"}]}, True),
        ({"EventSelectors": [{"ReadWriteType": "ReadOnly"}]}, False),
        ({"EventSelectors": [{"IncludeManagementEvents": False}]}, False),
        (
            {
                "AdvancedEventSelectors": [
                    {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
                ]
            },
            True,
        ),
        (
            {
                "AdvancedEventSelectors": [
                    {
                        "FieldSelectors": [
                            {"Field": "eventCategory", "Equals": ["Management"]},
                            {"Field": "readOnly", "Equals": ["true"]},
                        ]
                    }
                ]
            },
            False,
        ),
        (
            {
                "AdvancedEventSelectors": [
                    {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
                ]
            },
            False,
        ),
    ],
)
def test_a_trail_is_judged_by_what_it_selects(
    answers: Answers, reader: AwsAccountReader, selectors: dict[str, Any], *, writes: bool
) -> None:
    answers.give("cloudtrail", "describe_trails", {"trailList": [{"Name": "m", "TrailARN": ARN}]})
    answers.give("cloudtrail", "get_trail_status", {"IsLogging": True})
    answers.give("cloudtrail", "get_event_selectors", selectors)
    [trail] = reader.trails()
    assert (trail.name, trail.is_logging, trail.writes_management_events) == ("m", True, writes)


def test_lake_formation_leaves_to_iam_what_its_defaults_grant_everybody(
    answers: Answers, reader: AwsAccountReader
) -> None:
    everybody = {
        "Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"},
        "Permissions": ["ALL"],
    }
    settings = {
        "CreateDatabaseDefaultPermissions": [everybody],
        "CreateTableDefaultPermissions": [],
    }
    answers.give("lakeformation", "get_data_lake_settings", {"DataLakeSettings": settings})
    assert reader.lake_defaults() == LakeDefaults(databases=True, tables=False)


def test_a_refusal_names_the_action_and_another_error_its_code(
    answers: Answers, reader: AwsAccountReader
) -> None:
    answers.refuse("lambda", "get_account_settings", "AccessDeniedException")
    with pytest.raises(CannotReadError) as denied:
        reader.concurrent_executions()
    assert denied.value.action == "lambda:GetAccountSettings"
    answers.refuse("lambda", "get_account_settings", "ServiceException")
    with pytest.raises(CannotReadError, match="ServiceException") as failed:
        reader.concurrent_executions()
    assert failed.value.action == ""


def test_an_account_without_bootstrap_has_no_version(
    answers: Answers, reader: AwsAccountReader
) -> None:
    answers.refuse("ssm", "get_parameter", "ParameterNotFound")
    assert reader.bootstrap_version("hnb659fds") is None
    answers.give("ssm", "get_parameter", {"Parameter": {"Value": "21"}})
    assert reader.bootstrap_version("hnb659fds") == 21


def test_a_policy_and_a_secret_that_are_gone_do_not_exist(
    answers: Answers, reader: AwsAccountReader
) -> None:
    answers.refuse("iam", "get_policy", "NoSuchEntity")
    answers.refuse("secretsmanager", "describe_secret", "ResourceNotFoundException")
    assert not reader.has_policy("arn:aws:iam::111122223333:policy/none")
    assert not reader.has_secret("arn:aws:secretsmanager:us-east-1:111122223333:secret:none")


def quota_answers(answers: Answers) -> None:
    """Return what AWS answers about every quota: 3 of 10 used."""
    items = [{}, {}, {}]
    three: dict[str, tuple[str, str, dict[str, Any]]] = {
        "s3": ("s3", "list_buckets", {"Buckets": items}),
        "transfer": ("transfer", "list_servers", {"Servers": [{"Arn": "a" * 20}] * 3}),
        "addresses": ("ec2", "describe_addresses", {"Addresses": items}),
        "events": ("events", "list_rules", {"Rules": items}),
        "logs": ("logs", "describe_resource_policies", {"resourcePolicies": items}),
    }
    for service, operation, answer in three.values():
        answers.give(service, operation, answer)


def test_use_and_limit_of_each_quota_are_read(answers: Answers, reader: AwsAccountReader) -> None:
    quota_answers(answers)
    limit = {"AttributeName": "vpc-max-elastic-ips", "AttributeValues": [{"AttributeValue": "5"}]}
    answers.give("ec2", "describe_account_attributes", {"AccountAttributes": [limit]})
    answers.refuse("service-quotas", "get_service_quota", "NoSuchResourceException")
    answers.give("service-quotas", "get_aws_default_service_quota", {"Quota": {"Value": 100.0}})
    answers.give("service-quotas", "get_service_quota", {"Quota": {"Value": 300.0}})
    summary = {"Roles": 3, "RolesQuota": 1_000, "Policies": 3, "PoliciesQuota": 1_500}
    for _ in range(2):
        answers.give("iam", "get_account_summary", {"SummaryMap": summary})
    answers.give("cloudformation", "describe_stacks", {"Stacks": []})
    limits = [{"Name": "StackLimit", "Value": 2_000}]
    answers.give("cloudformation", "describe_account_limits", {"AccountLimits": limits})
    answers.give(
        "lambda",
        "get_account_settings",
        {"AccountLimit": {"TotalCodeSize": 80}, "AccountUsage": {"TotalCodeSize": 3}},
    )
    wanted = {
        quotas.BUCKETS.name: Usage(used=3, limit=100),
        quotas.RULES_OF_BUS.name: Usage(used=3, limit=300),
        quotas.SERVERS.name: Usage(used=3, limit=50),
        quotas.ADDRESSES.name: Usage(used=3, limit=5),
        quotas.ROLES.name: Usage(used=3, limit=1_000),
        quotas.POLICIES.name: Usage(used=3, limit=1_500),
        quotas.STACKS.name: Usage(used=0, limit=2_000),
        quotas.CODE.name: Usage(used=3, limit=80),
        quotas.LOG_POLICIES.name: Usage(used=3, limit=10),
    }
    assert {name: reader.usage(name) for name in wanted} == wanted
    answers.give("wafv2", "list_web_acls", {"WebACLs": [{}, {}, {}]})
    assert reader.usage(front.WEB_ACLS.name) == Usage(used=3, limit=100)
    asked = {*wanted, front.WEB_ACLS.name}
    assert asked == {one.name for one in (*quotas.QUOTAS, front.WEB_ACLS)}
    assert asked == set(aws_reader._USAGES)
