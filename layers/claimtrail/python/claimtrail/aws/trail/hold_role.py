"""The role in which people set and release legal holds; nobody else may touch S3's flag."""

import getpass
import re
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

from claimtrail.aws.core.account.clients import client
from claimtrail.kernel.errors import ConfigurationError, Explanation

_SESSION_SECONDS = 900
"""The least that STS gives; a hold on some thousand files takes some minutes."""
_UNNAMED = re.compile(r"[^\w+=,.@-]+", re.ASCII)


def hold_session(role: str) -> Callable[[str], Any]:
    """Take the hold role, by its ARN; return what makes clients of AWS services in it.

    CloudTrail then has the caller, by whom the role was taken, and the session's name. Raises
    ConfigurationError (HOLD_ROLE_REFUSED).
    """
    name = _UNNAMED.sub("-", f"hold-{getpass.getuser()}")[:64]
    try:
        answer = client("sts").assume_role(
            RoleArn=role, RoleSessionName=name, DurationSeconds=_SESSION_SECONDS
        )
    except ClientError as error:
        raise ConfigurationError(
            Explanation(
                code="HOLD_ROLE_REFUSED",
                what=f"AWS does not give you the hold role ({error.response['Error']['Code']})",
                where=role,
                next_step="Ask whoever manages access for sts:AssumeRole on that role.",
            )
        ) from error
    credentials = answer["Credentials"]
    session = boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )

    def make(service: str) -> Any:
        known = client(service)
        return session.client(  # type: ignore[call-overload]
            service,
            endpoint_url=known.meta.endpoint_url,
            region_name=known.meta.region_name,
            config=known.meta.config,
        )

    return make
