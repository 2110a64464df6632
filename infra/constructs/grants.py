"""Grants that the CDK would make wider than their use case."""

from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3


def let_put(bucket: s3.IBucket, role: iam.IRole, objects: str = "*") -> None:
    """Let a role put objects, in parts if need be, and nothing else.

    Not the CDK's `grant_put`, which also lets it put and lift legal holds and change retention.
    """
    role.add_to_principal_policy(
        iam.PolicyStatement(
            actions=["s3:PutObject", "s3:AbortMultipartUpload"],
            resources=[bucket.arn_for_objects(objects)],
        )
    )
    if bucket.encryption_key:
        # A part after the first is encrypted under the key of the first: hence Decrypt.
        bucket.encryption_key.grant(role, "kms:GenerateDataKey", "kms:Decrypt")
