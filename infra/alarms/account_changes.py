"""Changes that somebody makes past the deployment, to keys and to who reaches buckets.

CloudTrail's records of management events, which EventBridge delivers where a trail of the account
logs them, go to the alarm topic: there is no metric to set an alarm on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs

from infra.alarms.model import Severity, described
from infra.constructs.dead_letter_queue import PATIENCE
from infra.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKind:
    """Calls to one service, on resources of the stage, of which people hear."""

    anchor: str
    name: str
    says: str
    service: str
    calls: tuple[str, ...]
    on: type[Any]
    concerns: Callable[[list[Any]], dict[str, Any]]
    """The part of the event's pattern that names the resources."""


CHANGES: tuple[ChangeKind, ...] = (
    ChangeKind(
        anchor="key-changes",
        name="KeyChanges",
        says="a key was disabled or scheduled for deletion, or its policy changed",
        service="kms",
        calls=("DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy", "DisableKeyRotation"),
        on=kms.CfnKey,
        concerns=lambda keys: {"resources": {"ARN": [key.attr_arn for key in keys]}},
    ),
    ChangeKind(
        anchor="bucket-changes",
        name="BucketChanges",
        says="who may reach a bucket changed: its policy, its public access, its ACL or its lock",
        service="s3",
        calls=(
            *("PutBucketPolicy", "DeleteBucketPolicy", "PutBucketAcl"),
            *("PutBucketPublicAccessBlock", "DeleteBucketPublicAccessBlock"),
            *("PutBucketEncryption", "DeleteBucketEncryption", "PutBucketLifecycle"),
            *("PutBucketObjectLockConfiguration", "PutBucketVersioning"),
        ),
        on=s3.CfnBucket,
        concerns=lambda buckets: {
            "requestParameters": {"bucketName": [bucket.ref for bucket in buckets]}
        },
    ),
)
"""The kinds of changes; a new key or bucket of the storage stack is in its rule by itself."""


def report_changes(
    stack: Stack, *, settings: Settings, topic: sns.ITopic, lost: sqs.IQueue
) -> None:
    """Create a rule for each kind of change over the stack's resources; its target is the topic."""
    # By its ARN: the construct's own grant would let every rule of AWS publish.
    by_arn = sns.Topic.from_topic_arn(stack, "ChangesTopic", topic.topic_arn)
    for kind in CHANGES:
        found = [node for node in stack.node.find_all() if isinstance(node, kind.on)]
        who = events.EventField.from_path("$.detail.userIdentity.arn")
        what = events.EventField.from_path("$.detail.eventName")
        text = described(
            settings,
            severity=Severity.PAGE,
            subject=kind.service,
            says=kind.says,
            anchor=kind.anchor,
        )
        events.Rule(
            stack,
            kind.name,
            description=text,
            event_pattern=events.EventPattern(
                source=[f"aws.{kind.service}"],
                detail_type=["AWS API Call via CloudTrail"],
                detail={
                    "eventSource": [f"{kind.service}.amazonaws.com"],
                    "eventName": list(kind.calls),
                    **kind.concerns(found),
                },
            ),
            targets=[
                targets.SnsTopic(
                    by_arn,
                    message=events.RuleTargetInput.from_text(f"{text} Call: {what}, by {who}."),
                    dead_letter_queue=lost,
                    **PATIENCE,
                )
            ],
        )
