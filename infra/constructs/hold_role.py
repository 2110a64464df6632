"""The role in which people set and release legal holds, and the denial of it to everybody else."""

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.settings import Settings

PUT_HOLD = "s3:PutObjectLegalHold"
NOBODY = ("s3:PutObjectRetention", "s3:BypassGovernanceRetention", "s3:DeleteObjectVersion")
"""Actions that no role of a stage may take, this one included: they end a lock or a hold."""
HOLD_ITEMS = ("hold#*", "held#*")
"""Partitions of the operations table that hold what holds are set, and on which objects."""


class HoldRole(Construct):
    """Creates the role, which nobody has by default.

    Whoever manages the account's access allows people `sts:AssumeRole` on it; the trust policy
    leaves that to them. It sees keys and versions, not contents, and reads of the operations table
    what holds and a claim's escalations need.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        settings: Settings,
        held: Sequence[s3.IBucket],
        operations: dynamodb.ITable,
    ) -> None:
        super().__init__(scope, "Hold")
        self.role = iam.Role(
            self,
            "Role",
            description=f"ClaimTrail {settings.stage}: people who set and release legal holds",
            assumed_by=iam.AccountPrincipal(Stack.of(self).account),
        )
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            description=f"ClaimTrail {settings.stage}: set and release legal holds",
            roles=[self.role],
            statements=[
                iam.PolicyStatement(
                    sid="Flags",
                    actions=[PUT_HOLD, "s3:GetObjectLegalHold"],
                    resources=[bucket.arn_for_objects("*") for bucket in held],
                ),
                iam.PolicyStatement(
                    sid="Versions",
                    actions=["s3:ListBucketVersions"],
                    resources=[bucket.bucket_arn for bucket in held],
                ),
                iam.PolicyStatement(
                    sid="Holds",
                    actions=[
                        "dynamodb:GetItem",
                        "dynamodb:Query",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem",
                        "dynamodb:DeleteItem",
                        "dynamodb:ConditionCheckItem",
                    ],
                    resources=[operations.table_arn],
                    conditions={
                        "ForAllValues:StringLike": {
                            "dynamodb:LeadingKeys": [*HOLD_ITEMS, "escalation#*"]
                        }
                    },
                ),
            ],
        )
        if operations.encryption_key:
            policy.add_statements(
                iam.PolicyStatement(
                    sid="Key",
                    actions=["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                    resources=[operations.encryption_key.key_arn],
                )
            )


def only_for_holds(bucket: s3.Bucket, role: iam.IRole) -> None:
    """Deny everybody what could end a lock or a hold, and all but the hold role the flag itself.

    Lifecycle rules are not bound by bucket policies; Object Lock and legal holds bind them.
    """
    objects = bucket.arn_for_objects("*")
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            sid="OnlyForHolds",
            effect=iam.Effect.DENY,
            principals=[iam.AnyPrincipal()],
            actions=[PUT_HOLD],
            resources=[objects],
            conditions={"ArnNotEquals": {"aws:PrincipalArn": role.role_arn}},
        )
    )
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            sid="ForNobody",
            effect=iam.Effect.DENY,
            principals=[iam.AnyPrincipal()],
            actions=list(NOBODY),
            resources=[objects],
        )
    )


def keep_from_holds(operations: dynamodb.ITable, role: iam.IRole) -> None:
    """Deny a worker, which may write the table, the items that say what is held.

    Without them the release of another hold would lift a flag that is still wanted.
    """
    role.add_to_principal_policy(
        iam.PolicyStatement(
            sid="NotHolds",
            effect=iam.Effect.DENY,
            actions=[
                "dynamodb:PutItem",
                "dynamodb:UpdateItem",
                "dynamodb:DeleteItem",
                "dynamodb:BatchWriteItem",
            ],
            resources=[operations.table_arn],
            conditions={"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": list(HOLD_ITEMS)}},
        )
    )
