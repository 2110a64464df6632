"""Findings of cdk-nag about alarms and people's policies that stay, each with its reason."""

from typing import TypedDict


class Waiver(TypedDict, total=False):
    """The fields of an `Acknowledgment`."""

    rule: str
    detail: str
    where: tuple[str, ...]
    reason: str


_PEOPLE = ("operations/People/*/Resource", "analytics/Analysts/Policy/Resource")
_ANALYSTS = ("analytics/Analysts/Policy/Resource", "analytics/Masked/Policy/Resource")
_OPERATOR = ("operations/People/Operator/Resource",)

WAIVERS: tuple[Waiver, ...] = (
    Waiver(
        rule="AwsSolutions-IAM5",
        detail=r"Resource::arn:\S+:cloudformation:\S+:stack/claimtrail-[a-z0-9]+-\*/\*",
        where=_PEOPLE,
        reason="The stage's own stacks, whose outputs every command begins with; a stack's ARN "
        "ends in an id.",
    ),
    Waiver(
        rule="AwsSolutions-IAM5",
        detail=r"Resource::arn:\S+:(lambda|logs):\S+:claimtrail-[a-z0-9]+-[\w-]*\*(:\*)?",
        where=_OPERATOR,
        reason="The stage's own functions and log groups: their names begin with those of its "
        "stacks, and named ones would bind the stacks to each other.",
    ),
    Waiver(
        rule="AwsSolutions-IAM5",
        detail=r"Resource::[\w-]+:PublishOutputFnGetAtt\w+Table\w+Arn\w+/index/\*",
        where=(*_OPERATOR, "operations/People/DeskLead/Resource"),
        reason="The indexes of the tables that these roles read.",
    ),
    Waiver(
        rule="AwsSolutions-IAM5",
        detail=r"Resource::[\w-]+:PublishOutputFnGetAtt\w+Bucket\w+Arn\w+/\*",
        where=("operations/People/*/Resource",),
        reason="An auditor copies and verifies the whole trail; an operator reads the file whose "
        "id is typed.",
    ),
    Waiver(
        rule="AwsSolutions-IAM5",
        detail=r"Resource::\*",
        where=(
            *_OPERATOR,
            "analytics/Analysts/Policy/Resource",
            "analytics/Masked/Policy/Resource",
        ),
        reason="Actions that list what an account has know no resources; a test holds that no "
        "other action has none.",
    ),
    Waiver(
        rule="HIPAA.Security-CloudWatchAlarmAction",
        where=("*/Alarms/*/Resource",),
        reason="Parts of a composite alarm, which notifies for all of them at once.",
    ),
    Waiver(
        rule="HIPAA.Security-IAMNoInlinePolicy",
        where=("storage/Notices/IncidentRole/DefaultPolicy/Resource",),
        reason="The one role by which EventBridge calls the one API destination.",
    ),
)
