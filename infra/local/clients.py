"""Clients of the embedded cloud for its supervisor, which the environment does not point at it."""

from collections.abc import Mapping
from typing import Any

import boto3
from botocore.config import Config


def local_client(service: str, *, endpoint: str, credentials: Mapping[str, str]) -> Any:
    """Return the boto3 client of a service; `credentials` are `Cloud.credentials`."""
    return boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=endpoint,
        region_name=credentials["AWS_REGION"],
        aws_access_key_id=credentials["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=credentials["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"max_attempts": 2}),
    )
