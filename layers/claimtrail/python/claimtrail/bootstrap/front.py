"""The front of the pages on AWS: the check of a request's way in, and the secret's rotation."""

from functools import cache

from claimtrail.access.front.origin import NO_FRONT, OpenOrigin, OriginCheck, SecretOrigin
from claimtrail.access.front.rotation import OriginRotation
from claimtrail.aws.access.distribution import CloudFrontFront
from claimtrail.aws.access.origin_secret import AwsOriginSecret, new_value
from claimtrail.aws.core.account.clients import client
from claimtrail.kernel.clock import utc_now


@cache
def origin_check(secret_arn: str) -> OriginCheck:
    """Return the check of a stage, one a process; without a front everything is accepted."""
    if secret_arn == NO_FRONT:
        return OpenOrigin()
    secret = AwsOriginSecret(client("secretsmanager"), secret_arn)
    return SecretOrigin(secret.values, utc_now)


def origin_rotation(*, secret_arn: str, distribution_id: str) -> OriginRotation:
    """Return the rotation of the secret that a distribution sends."""
    return OriginRotation(
        AwsOriginSecret(client("secretsmanager"), secret_arn),
        CloudFrontFront(client("cloudfront"), distribution_id),
        new_value,
    )
