"""Secrets Manager: secrets that a process reads once."""

from functools import cache

from claimtrail.aws.core.account.clients import client


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


def put_claim_key_secret(secret_arn: str, secret: bytes) -> None:
    """Make the secret's value what it was. Raises botocore's ClientError."""
    client("secretsmanager").put_secret_value(SecretId=secret_arn, SecretString=secret.decode())
