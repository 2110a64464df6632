"""One boto3 client per service and process, with bounded time-outs and standard retries."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 5},
    connect_timeout=5,
    read_timeout=60,
)


@cache
def client(service: str) -> Any:
    """The process's client of an AWS service, by boto3's name for it (`s3`, `sqs`, `events`)."""
    return boto3.client(service, config=_CONFIG)  # type: ignore[call-overload]
