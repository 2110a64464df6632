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
_CONFIGS = {
    "lambda": Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=910),
    "dynamodb": _CONFIG.merge(Config(parameter_validation=False, user_agent="claimtrail")),
}
"""The settings of services that need other ones. Lambda: an answer takes as long as its run, and a
second call would be a second run. DynamoDB: boto3's work for each request is a good part of our
time; typed code has built the items, and of the caller's name one word will do."""


@cache
def client(service: str) -> Any:
    """The process's client of an AWS service, by boto3's name for it (`s3`, `sqs`, `events`)."""
    return boto3.client(service, config=_CONFIGS.get(service, _CONFIG))  # type: ignore[call-overload]
