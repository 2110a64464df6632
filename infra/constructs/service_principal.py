"""A service that acts for this account, and for no other.

Without a condition a service could be led by another account to use what only this one allowed it
(IAM user guide, "The confused deputy problem").
"""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct


def service_of(scope: Construct, service: str, *, source_arn: str | None = None) -> iam.IPrincipal:
    """Return a service's principal, bound to the stack's account and, if known, to a source.

    `source_arn` may hold `*` and `?`. Lambda assumes a role before its function has an ARN, and is
    bound to the account alone.
    """
    conditions: dict[str, dict[str, str]] = {
        "StringEquals": {"aws:SourceAccount": Stack.of(scope).account}
    }
    if source_arn is not None:
        conditions["ArnLike"] = {"aws:SourceArn": source_arn}
    return iam.ServicePrincipal(f"{service}.amazonaws.com", conditions=conditions)
