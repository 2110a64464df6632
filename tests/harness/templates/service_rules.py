"""Rules that AWS documents for the resource types of the stacks, as a table: type, source, fault.

CloudFormation finds out about most of them when it creates the resource, in the middle of a
deployment; some are found by nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.harness.templates.front_faults import (
    distribution,
    domain_name,
    gateway_stage,
    in_config,
    integration,
    rotation_days,
    waf_log,
    web_acl,
)
from tests.harness.templates.service_faults import (
    Faults,
    Properties,
    alarm,
    at_most,
    batch_window,
    between,
    count,
    dead_letters,
    environment,
    home,
    ingress,
    keys,
    lifecycle,
    lock,
    lower,
    matching,
    plural_of_rate,
    retention,
    rotation,
    source_bounds,
    tags,
    target_of_rule,
)
from tests.harness.templates.templates import Resource, Synthesized


@dataclass(frozen=True)
class ServiceRule:
    """One documented rule of a resource type."""

    type: str
    says: str
    source: str
    """The guide or reference of AWS, and its page."""
    faults: Callable[[Properties], Faults]

    def broken_by(self, resource: Resource) -> list[str]:
        """Return what is wrong with a resource, each with its path."""
        return [
            f"{resource.stack}/{resource.path}: {fault}"
            for fault in self.faults(resource.properties)
        ]


ANY = "*"
RULES = (
    ServiceRule(ANY, "50 tags of the allowed characters", "Tagging AWS resources, Limits", tags),
    ServiceRule(
        "AWS::Lambda::Function",
        "environment of 4 KB at the most",
        "Lambda, Quotas: Environment variables",
        environment,
    ),
    ServiceRule(
        "AWS::Lambda::Function",
        "time-out and memory within bounds",
        "Lambda, Quotas: Function timeout; Function memory allocation",
        between(Timeout=(1, 900), MemorySize=(128, 10_240)),
    ),
    ServiceRule(
        "AWS::Lambda::Function",
        "five layers at the most",
        "Lambda, Quotas: Function layers",
        count("Layers", 5),
    ),
    ServiceRule(
        "AWS::Lambda::Function",
        "handler and description fit",
        "Lambda API, CreateFunction",
        at_most(Handler=128, Description=256),
    ),
    ServiceRule(
        "AWS::Lambda::EventSourceMapping",
        "more than ten messages of a queue wait a second",
        "Lambda, Creating and configuring an Amazon SQS event source mapping",
        batch_window,
    ),
    ServiceRule(
        "AWS::Lambda::EventSourceMapping",
        "bounds of batches, windows and parallelism",
        "Lambda API, CreateEventSourceMapping",
        between(
            BatchSize=(1, 10_000),
            MaximumBatchingWindowInSeconds=(0, 300),
            ParallelizationFactor=(1, 10),
            MaximumRetryAttempts=(-1, 10_000),
        ),
    ),
    ServiceRule(
        "AWS::Lambda::EventSourceMapping",
        "concurrency and filters fit",
        "Lambda, Control which events Lambda sends to your function: Requirements",
        source_bounds,
    ),
    ServiceRule(
        "AWS::CloudWatch::CompositeAlarm",
        "a rule of 10,240 characters, a description of 1,024",
        "CloudWatch API, PutCompositeAlarm",
        at_most(AlarmRule=10_240, AlarmDescription=1_024),
    ),
    ServiceRule(
        "AWS::CloudWatch::Dashboard",
        "a name of 255 characters",
        "CloudWatch API, PutDashboard",
        at_most(DashboardName=255),
    ),
    ServiceRule(
        "AWS::Logs::MetricFilter",
        "a pattern of 1,024 characters",
        "CloudWatch Logs API, PutMetricFilter",
        at_most(FilterPattern=1_024),
    ),
    ServiceRule(
        "AWS::SQS::Queue",
        "times and receives within bounds",
        "SQS API, CreateQueue",
        dead_letters,
    ),
    ServiceRule(
        "AWS::SQS::QueuePolicy",
        "a policy of 8 KB",
        "SQS, Quotas related to policies",
        at_most(PolicyDocument=8_192),
    ),
    ServiceRule(
        "AWS::Events::Rule",
        "a pattern of 2,048 characters",
        "EventBridge, Quotas: Event pattern size",
        at_most(EventPattern=2_048, Description=512),
    ),
    ServiceRule(
        "AWS::Events::Rule",
        "five targets",
        "EventBridge, Quotas: Targets per rule",
        count("Targets", 5),
    ),
    ServiceRule(
        "AWS::Events::Rule",
        "a rate is of one minute or of several minutes",
        "EventBridge, Setting a schedule: Rate expressions",
        plural_of_rate,
    ),
    ServiceRule(
        "AWS::Events::Rule",
        "targets' ids, and the bus",
        "EventBridge API, PutRule",
        target_of_rule,
    ),
    ServiceRule(
        "AWS::Events::EventBus", "a description fits", "EventBridge API", at_most(Description=512)
    ),
    ServiceRule(
        "AWS::IAM::ManagedPolicy",
        "a managed policy of 6,144 characters",
        "IAM, IAM and AWS STS quotas: character limits",
        at_most(PolicyDocument=6_144, Description=1_000),
    ),
    ServiceRule(
        "AWS::IAM::Policy",
        "inline policies of a role of 10,240 characters",
        "IAM, IAM and AWS STS quotas: character limits",
        at_most(PolicyDocument=10_240),
    ),
    ServiceRule(
        "AWS::IAM::Role",
        "a trust policy of 2,048 characters",
        "IAM, IAM and AWS STS quotas: Role trust policy length",
        at_most(AssumeRolePolicyDocument=2_048, Description=1_000),
    ),
    ServiceRule(
        "AWS::IAM::Role",
        "a description of Latin letters",
        "IAM API, CreateRole: Description",
        matching(Description=r"[\t\n\r -~\u00a1-\u00ff]*"),
    ),
    ServiceRule(
        "AWS::KMS::Key",
        "rotation, the policy's size, and who manages the key",
        "KMS, Key policies; Rotating AWS KMS keys; Quotas",
        rotation,
    ),
    ServiceRule(
        "AWS::KMS::Key",
        "deletion waits 7 to 30 days",
        "KMS API, ScheduleKeyDeletion",
        between(PendingWindowInDays=(7, 30)),
    ),
    ServiceRule(
        "AWS::S3::Bucket",
        "Object Lock needs versions",
        "S3, Locking objects with Object Lock: Considerations",
        lock,
    ),
    ServiceRule(
        "AWS::S3::Bucket",
        "transitions come in time and before the end",
        "S3, Transitioning objects using Amazon S3 Lifecycle: Constraints",
        lifecycle,
    ),
    ServiceRule(
        "AWS::S3::BucketPolicy",
        "a policy of 20 KB",
        "S3, Bucket policies: 20 KB in size",
        at_most(PolicyDocument=20_480),
    ),
    ServiceRule(
        "AWS::DynamoDB::Table",
        "keys are defined, and indexes counted",
        "DynamoDB API, CreateTable; Quotas: Secondary indexes",
        keys,
    ),
    ServiceRule(
        "AWS::Logs::LogGroup",
        "retention is a choice, identifiers fit",
        "CloudWatch Logs API, PutRetentionPolicy; Custom data identifiers: constraints",
        retention,
    ),
    ServiceRule(
        "AWS::Logs::LogGroup",
        "a name of the allowed characters",
        "CloudWatch Logs API, CreateLogGroup",
        matching(LogGroupName=r"[.\-_/#A-Za-z0-9]{1,512}"),
    ),
    ServiceRule(
        "AWS::Transfer::User",
        "a user's name of 3 to 100 characters",
        "Transfer Family API, CreateUser: UserName",
        matching(UserName=r"\w[\w@.-]{2,99}"),
    ),
    ServiceRule(
        "AWS::Transfer::User", "mappings are absolute", "Transfer Family API, CreateUser", home
    ),
    ServiceRule(
        "AWS::Transfer::User",
        "ten keys at the most",
        "Transfer Family, Endpoints and quotas: SSH keys per user",
        count("SshPublicKeys", 10),
    ),
    ServiceRule(
        "AWS::Glue::Database",
        "names are lower case",
        "Athena, Name databases, tables, and columns",
        lower("DatabaseInput"),
    ),
    ServiceRule(
        "AWS::Glue::Table",
        "names are lower case, comments fit",
        "Athena, Name databases, tables, and columns; Glue API, Column",
        lower("TableInput"),
    ),
    ServiceRule(
        "AWS::Athena::WorkGroup",
        "name and description fit",
        "Athena API, CreateWorkGroup",
        matching(Name=r"[a-zA-Z0-9._-]{1,128}", Description=r".{0,1024}"),
    ),
    ServiceRule(
        "AWS::Athena::NamedQuery",
        "name, description and query fit",
        "Athena API, CreateNamedQuery",
        at_most(Name=128, Description=1_024, QueryString=262_144),
    ),
    ServiceRule(
        "AWS::StepFunctions::StateMachine",
        "a definition of 1 MB",
        "Step Functions API, CreateStateMachine",
        at_most(DefinitionString=1_048_576),
    ),
    ServiceRule(
        "AWS::SNS::Topic",
        "a display name of 100 characters",
        "SNS API, CreateTopic",
        at_most(DisplayName=100),
    ),
    ServiceRule(
        "AWS::CloudWatch::Alarm",
        "a period that exists, and no more than a day or a week",
        "CloudWatch API, PutMetricAlarm: EvaluationPeriods",
        alarm,
    ),
    ServiceRule(
        "AWS::CloudWatch::Alarm",
        "a description of 1,024 characters",
        "CloudWatch API, PutMetricAlarm: AlarmDescription",
        at_most(AlarmDescription=1_024),
    ),
    ServiceRule(
        "AWS::EC2::SecurityGroup",
        "descriptions of the allowed characters",
        "EC2 API, CreateSecurityGroup; VPC, Quotas: rules per security group",
        ingress,
    ),
    ServiceRule(
        "AWS::SecretsManager::Secret",
        "a description fits",
        "Secrets Manager API, CreateSecret",
        at_most(Description=2_048),
    ),
    ServiceRule(
        "AWS::SecretsManager::RotationSchedule",
        "a secret rotates within 1,000 days",
        "Secrets Manager API, RotationRulesType",
        rotation_days,
    ),
    ServiceRule(
        "AWS::ApiGatewayV2::Api",
        "a name of 128 characters, a description of 1,024",
        "API Gateway V2 API, CreateApi",
        at_most(Name=128, Description=1_024),
    ),
    ServiceRule(
        "AWS::ApiGatewayV2::Integration",
        "an answer comes within 30 seconds, in a known format",
        "API Gateway, Quotas for configuring and running an HTTP API: integration timeout",
        integration,
    ),
    ServiceRule(
        "AWS::ApiGatewayV2::Stage",
        "limits within the account's, and a log of one line",
        "API Gateway, Quotas: throttle quota per account; Configure logging for HTTP APIs",
        gateway_stage,
    ),
    ServiceRule(
        "AWS::ApiGatewayV2::DomainName",
        "a name of 512 characters, TLS 1.2",
        "API Gateway V2 API, DomainName; DomainNameConfiguration: securityPolicy",
        domain_name,
    ),
    ServiceRule(
        "AWS::CloudFront::ResponseHeadersPolicy",
        "a comment of 128 characters",
        "CloudFront API, ResponseHeadersPolicyConfig",
        in_config("ResponseHeadersPolicyConfig", Comment=128, Name=128),
    ),
    ServiceRule(
        "AWS::CloudFront::Distribution",
        "TLS 1.2 at least, on both sides, and a comment that fits",
        "CloudFront, Supported protocols and ciphers; DistributionConfig: Comment",
        distribution,
    ),
    ServiceRule(
        "AWS::WAFv2::WebACL",
        "rules in an order of their own, of 1,500 capacity units together",
        "AWS WAF, AWS WAF quotas; Web ACL capacity units; Managed rule groups",
        web_acl,
    ),
    ServiceRule(
        "AWS::WAFv2::LoggingConfiguration",
        "one log, whose name begins with aws-waf-logs-",
        "AWS WAF, Sending web ACL traffic logs to a CloudWatch Logs log group",
        waf_log,
    ),
)


def rules_of(stage: Synthesized, rule: ServiceRule) -> list[Resource]:
    """Return the resources that a rule is about."""
    if rule.type == ANY:
        return stage.all_resources()
    return stage.resources(rule.type)
