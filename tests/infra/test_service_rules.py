"""The templates keep the rules that AWS documents for each type; each rule can be broken."""

import re
from typing import Any

import pytest

from tests.harness.templates.service_rules import ANY, RULES, ServiceRule, rules_of
from tests.harness.templates.templates import Resource, Synthesized

MOST = {"Resources": 500, "Outputs": 200, "Parameters": 200, "Mappings": 200}
"""Entries of a template (CloudFormation, Understand CloudFormation quotas)."""
WITHOUT_RULES = {
    "AWS::GuardDuty::MalwareProtectionPlan",
    "AWS::Scheduler::ScheduleGroup",
    "AWS::ApiGatewayV2::Authorizer",
    # What they may hold is bound by the function, the table or the bucket beside them.
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Permission",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::SNS::TopicPolicy",
    "AWS::SNS::Subscription",
    "AWS::Events::Connection",
    "AWS::Events::ApiDestination",
    "AWS::Chatbot::SlackChannelConfiguration",
    "AWS::Transfer::Server",
    "AWS::EC2::EIP",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::ApiMapping",
    # Settings bound their names (infra/settings/sign_in.py), and the package its scopes.
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolDomain",
    "AWS::Cognito::UserPoolIdentityProvider",
    "AWS::Cognito::UserPoolResourceServer",
    "AWS::CDK::Metadata",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda one: f"{one.type}: {one.says}")
def test_no_resource_breaks_a_documented_rule(stage: Synthesized, rule: ServiceRule) -> None:
    broken = [fault for one in rules_of(stage, rule) for fault in rule.broken_by(one)]
    assert broken == [], f"{rule.source}: {rule.says}"


def test_every_rule_is_about_something_that_is_deployed(
    prod: Synthesized, local: Synthesized
) -> None:
    for rule in RULES:
        assert rules_of(prod, rule) or rules_of(local, rule), rule
        assert re.match(r"[A-Z]", rule.source)


def test_every_type_has_rules_or_is_known_to_have_none(stage: Synthesized) -> None:
    types = {one.type for one in stage.all_resources()}
    assert types - {rule.type for rule in RULES} <= WITHOUT_RULES


def test_templates_have_no_more_entries_than_cloudformation_takes(stage: Synthesized) -> None:
    for stack in {one.stack for one in stage.all_resources()}:
        template = stage.template(stack)
        for part, most in MOST.items():
            assert len(template.get(part, {})) <= most, (stack, part)
        assert len(template["Description"].encode()) <= 1_024
        assert len(f"claimtrail-{stage.stage}-{stack}") <= 128


def test_a_log_bucket_has_neither_a_lock_nor_a_key_of_ours(stage: Synthesized) -> None:
    """S3, Enabling server access logging: the destination has no default retention, and SSE-S3."""
    buckets = {one.logical_id: one.properties for one in stage.resources("AWS::S3::Bucket")}
    targets = {
        one["LoggingConfiguration"]["DestinationBucketName"]["Ref"]
        for one in buckets.values()
        if "LoggingConfiguration" in one
    }
    assert targets
    for target in targets:
        assert "ObjectLockConfiguration" not in buckets[target]
        [rule] = buckets[target]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


def test_dead_letters_are_kept_no_shorter_than_the_queue(stage: Synthesized) -> None:
    """SQS, Using dead-letter queues: a message keeps its age when it is moved."""
    queues = {one.logical_id: one.properties for one in stage.resources("AWS::SQS::Queue")}
    for queue in queues.values():
        if "RedrivePolicy" in queue:
            [dead, _] = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]
            kept = queues[dead]["MessageRetentionPeriod"]
            assert kept >= queue["MessageRetentionPeriod"]


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("AWS::Lambda::Function", {"Environment": {"Variables": {"A": "x" * 4_100}}}),
    ("AWS::Lambda::Function", {"Timeout": 901}),
    ("AWS::Lambda::Function", {"Layers": list("abcdef")}),
    ("AWS::Lambda::Function", {"Description": "x" * 257}),
    ("AWS::Lambda::EventSourceMapping", {"BatchSize": 11}),
    ("AWS::Lambda::EventSourceMapping", {"BatchSize": 1, "ParallelizationFactor": 11}),
    (
        "AWS::Lambda::EventSourceMapping",
        {"BatchSize": 1, "ScalingConfig": {"MaximumConcurrency": 1}},
    ),
    ("AWS::CloudWatch::CompositeAlarm", {"AlarmRule": "x" * 10_241}),
    ("AWS::CloudWatch::Dashboard", {"DashboardName": "x" * 256}),
    ("AWS::Logs::MetricFilter", {"FilterPattern": "x" * 1_025}),
    ("AWS::SQS::Queue", {"VisibilityTimeout": 43_201}),
    ("AWS::SQS::QueuePolicy", {"PolicyDocument": {"a": "x" * 8_192}}),
    ("AWS::Events::Rule", {"EventPattern": {"source": ["x" * 2_048]}}),
    ("AWS::Events::Rule", {"Targets": [{"Id": str(n)} for n in range(6)]}),
    ("AWS::Events::Rule", {"ScheduleExpression": "rate(1 minutes)"}),
    ("AWS::Events::Rule", {"ScheduleExpression": "rate(1 day)", "EventBusName": "own"}),
    ("AWS::Events::EventBus", {"Description": "x" * 513}),
    ("AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Resource": [{"Ref": "A"}] * 40}}),
    ("AWS::IAM::Policy", {"PolicyDocument": {"a": "x" * 10_241}}),
    ("AWS::IAM::Role", {"AssumeRolePolicyDocument": {"a": "x" * 2_048}}),
    ("AWS::IAM::Role", {"Description": "roles for\u2026"}),
    (
        "AWS::KMS::Key",
        {"KeySpec": "ECC_NIST_P256", "EnableKeyRotation": True, "KeyPolicy": {"Statement": []}},
    ),
    ("AWS::KMS::Key", {"PendingWindowInDays": 5, "KeyPolicy": {"Statement": []}}),
    ("AWS::S3::Bucket", {"ObjectLockEnabled": True}),
    (
        "AWS::S3::Bucket",
        {
            "LifecycleConfiguration": {
                "Rules": [
                    {
                        "Id": "a",
                        "ExpirationInDays": 30,
                        "Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": 31}],
                    }
                ]
            }
        },
    ),
    ("AWS::S3::BucketPolicy", {"PolicyDocument": {"a": "x" * 20_480}}),
    (
        "AWS::DynamoDB::Table",
        {"KeySchema": [{"AttributeName": "pk"}], "AttributeDefinitions": []},
    ),
    ("AWS::Logs::LogGroup", {"RetentionInDays": 42}),
    ("AWS::Logs::LogGroup", {"RetentionInDays": 30, "LogGroupName": "a b"}),
    ("AWS::Transfer::User", {"UserName": "ab"}),
    ("AWS::Transfer::User", {"HomeDirectoryMappings": [{"Entry": "in", "Target": "/b"}]}),
    ("AWS::Transfer::User", {"SshPublicKeys": list("abcdefghijk")}),
    ("AWS::Glue::Database", {"DatabaseInput": {"Name": "Claims"}}),
    ("AWS::Glue::Table", {"TableInput": {"Name": "a", "PartitionKeys": [{"Name": "Dt"}]}}),
    ("AWS::Athena::WorkGroup", {"Name": "a b"}),
    ("AWS::Athena::NamedQuery", {"Name": "x" * 129}),
    ("AWS::StepFunctions::StateMachine", {"DefinitionString": "x" * 1_048_577}),
    ("AWS::SNS::Topic", {"DisplayName": "x" * 101}),
    ("AWS::CloudWatch::Alarm", {"Period": 60, "EvaluationPeriods": 1_441}),
    ("AWS::CloudWatch::Alarm", {"AlarmDescription": "x" * 1_025, "EvaluationPeriods": 1}),
    (
        "AWS::EC2::SecurityGroup",
        {"GroupDescription": "partners' networks", "SecurityGroupIngress": []},
    ),
    ("AWS::SecretsManager::Secret", {"Description": "x" * 2_049}),
    (
        "AWS::SecretsManager::RotationSchedule",
        {"RotationRules": {"AutomaticallyAfterDays": 30}},
    ),
    ("AWS::ApiGatewayV2::Api", {"Description": "x" * 1_025}),
    ("AWS::ApiGatewayV2::Integration", {"TimeoutInMillis": 30_001, "PayloadFormatVersion": "2.0"}),
    (
        "AWS::ApiGatewayV2::Stage",
        {
            "DefaultRouteSettings": {"ThrottlingRateLimit": 1, "ThrottlingBurstLimit": 5_001},
            "AccessLogSettings": {"Format": '{"id": "$context.requestId"}'},
        },
    ),
    (
        "AWS::ApiGatewayV2::DomainName",
        {"DomainName": "a.example", "DomainNameConfigurations": [{"SecurityPolicy": "TLS_1_2"}]},
    ),
    (
        "AWS::CloudFront::ResponseHeadersPolicy",
        {"ResponseHeadersPolicyConfig": {"Comment": "x" * 129}},
    ),
    (
        "AWS::CloudFront::Distribution",
        {
            "DistributionConfig": {
                "ViewerCertificate": {"MinimumProtocolVersion": "TLSv1.2_2019"},
                "Origins": [],
            }
        },
    ),
    (
        "AWS::WAFv2::WebACL",
        {
            "Rules": [
                {
                    "Name": name,
                    "Priority": number,
                    "OverrideAction": {"None": {}},
                    "Statement": {
                        "ManagedRuleGroupStatement": {"Name": "AWSManagedRulesCommonRuleSet"}
                    },
                }
                for number, name in enumerate("abc")
            ]
        },
    ),
    ("AWS::WAFv2::LoggingConfiguration", {"LogDestinationConfigs": ["arn:aws:logs:::waf"]}),
    (ANY, {"Tags": [{"Key": "aws:mine", "Value": "x"}]}),
]


@pytest.mark.parametrize(
    ("type_", "properties"), BROKEN, ids=[f"{kind} {list(own)}" for kind, own in BROKEN]
)
def test_a_resource_that_breaks_a_rule_is_found(type_: str, properties: dict[str, Any]) -> None:
    resource = Resource(
        stack="s", logical_id="L", path="p", type=type_, properties=properties, body={}
    )
    found = []
    for rule in RULES:
        if rule.type == type_:
            try:
                found += rule.broken_by(resource)
            except KeyError:
                continue  # A rule about what this sample leaves out.
    assert found


def test_every_rule_has_a_sample_that_breaks_it() -> None:
    assert {rule.type for rule in RULES} == {type_ for type_, _ in BROKEN}
