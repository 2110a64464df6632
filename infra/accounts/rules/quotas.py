"""Quotas that a stage's stacks may run into; those that are far out of reach are left out.

Which they are follows from the synthesized templates: a row counts resources of its types.
"""

from dataclasses import dataclass

from infra.accounts.checks import Context, Judgment, Rule, failed, not_applicable, ok, warning
from infra.accounts.ports import AccountReader, Usage

_NEARLY = 0.9
"""The share of a quota from which on the next stage or deployment may not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """A quota of an account in a region, and how to ask for more."""

    name: str
    types: tuple[str, ...] = ()
    """CloudFormation types that count against it; without them it is no matter of numbers."""
    of_new: int = 0
    """Taken by a deployment beside the resources counted: in bytes for code."""
    increase: str
    """The way to more."""


def _by_code(service: str, code: str) -> str:
    return (
        f"`aws service-quotas request-service-quota-increase --service-code {service} "
        f"--quota-code {code} --desired-value NUMBER`"
    )


BUCKETS = Quota(
    name="S3 buckets", types=("AWS::S3::Bucket",), increase=_by_code("s3", "L-DC2B2D3D")
)
SERVERS = Quota(
    name="Transfer servers",
    types=("AWS::Transfer::Server",),
    increase="the Service Quotas console, AWS Transfer Family, servers per account",
)
ADDRESSES = Quota(
    name="elastic addresses", types=("AWS::EC2::EIP",), increase=_by_code("ec2", "L-0263D0A3")
)
ROLES = Quota(name="IAM roles", types=("AWS::IAM::Role",), increase=_by_code("iam", "L-FE177D64"))
POLICIES = Quota(
    name="IAM policies",
    types=("AWS::IAM::ManagedPolicy",),
    increase=_by_code("iam", "L-E95E4862"),
)
RULES_OF_BUS = Quota(
    name="EventBridge rules",
    types=("AWS::Events::Rule",),
    increase=_by_code("events", "L-244521F2"),
)
STACKS = Quota(
    name="CloudFormation stacks",
    types=("AWS::CloudFormation::Stack",),
    increase=_by_code("cloudformation", "L-0485CB21"),
)
CODE = Quota(
    name="Lambda code storage",
    types=(),
    of_new=500 * 1024 * 1024,
    increase=_by_code("lambda", "L-2ACBD22F"),
)
LOG_POLICIES = Quota(
    name="policies of CloudWatch Logs",
    types=("AWS::StepFunctions::StateMachine", "AWS::ApiGatewayV2::Stage"),
    increase="none; delete one that nothing uses (`aws logs describe-resource-policies`)",
)
QUOTAS = (
    BUCKETS,
    SERVERS,
    ADDRESSES,
    ROLES,
    POLICIES,
    RULES_OF_BUS,
    STACKS,
    CODE,
    LOG_POLICIES,
)
"""State machines, keys, tables, queues, topics, alarms and log groups are left out: a region has
room for hundreds to millions of them (Service Quotas of each service)."""


def _more(quota: Quota, context: Context) -> int:
    """Return how many the stacks would add, at the most: those deployed already count twice."""
    if quota is STACKS:
        return len(context.needs.stacks)
    return quota.of_new + sum(context.needs.resources.get(each, 0) for each in quota.types)


def judge_quota(quota: Quota, context: Context, found: tuple[Usage, bool] | None) -> Judgment:
    """Return whether what a first deployment adds has room; a later one adds next to nothing."""
    if found is None:
        return not_applicable("the stage has none")
    usage, is_deployed = found
    more = 0 if is_deployed and not quota.of_new else _more(quota, context)
    words = f"{usage.used:,} of {usage.limit:,} used, the stage adds {more:,}"
    if usage.used + more > usage.limit:
        return failed(words, f"Ask for more: {quota.increase}.")
    if usage.used + more > _NEARLY * usage.limit:
        return warning(words, f"Ask for more: {quota.increase}.")
    return ok(words)


def _rule(quota: Quota) -> Rule:
    def ask(reader: AccountReader, context: Context) -> tuple[Usage, bool] | None:
        if not _more(quota, context):
            return None
        return reader.usage(quota.name), bool(reader.stack_states(context.needs.stacks))

    return Rule(
        name=quota.name,
        ask=ask,
        judge=lambda context, found: judge_quota(quota, context, found),
        on_laptop="the embedded cloud has no quotas",
    )


RULES = tuple(_rule(quota) for quota in QUOTAS)
