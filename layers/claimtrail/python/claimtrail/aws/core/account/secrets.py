"""Secrets Manager: secrets that a process reads once, and those that people enter at any time."""

from functools import cache
from typing import TYPE_CHECKING

from claimtrail.aws.core.account.clients import client

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SecretsProvider


@cache
def claim_key_secret(secret_arn: str) -> bytes:
    """Return the claim key's bytes (at least 32).

    It never changes: claim ids would change with it.
    """
    answer = client("secretsmanager").get_secret_value(SecretId=secret_arn)
    text: str = answer["SecretString"]
    return text.encode()


@cache
def secret_text(secret_arn: str) -> str:
    """Return a secret's text, read once per process: a new one is there with the next worker."""
    text: str = client("secretsmanager").get_secret_value(SecretId=secret_arn)["SecretString"]
    return text


def current_secret_text(secret_arn: str, *, kept_seconds: int) -> str:
    """Return a secret's text as it was so many seconds ago at most, whatever a worker has read.

    Raises Powertools' GetParameterError.
    """
    return str(kept_secrets().get(secret_arn, max_age=kept_seconds))


@cache
def kept_secrets() -> "SecretsProvider":
    """Return the secrets of a process, each kept for as long as its reader says."""
    # Providers of every other kind come along: they are loaded where a secret is read.
    from aws_lambda_powertools.utilities.parameters import SecretsProvider  # noqa: PLC0415 - above

    return SecretsProvider(boto3_client=client("secretsmanager"))


def put_claim_key_secret(secret_arn: str, secret: bytes) -> None:
    """Make the secret's value what it was. Raises botocore's ClientError."""
    client("secretsmanager").put_secret_value(SecretId=secret_arn, SecretString=secret.decode())
