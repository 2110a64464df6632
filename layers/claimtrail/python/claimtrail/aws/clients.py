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


_INVOKING = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=910)
"""For Lambda: an answer takes as long as the function, and a second call would be a second run."""


@cache
def client(service: str) -> Any:
    """The process's client of an AWS service, by boto3's name for it (`s3`, `sqs`, `events`)."""
    return boto3.client(service, config=_INVOKING if service == "lambda" else _CONFIG)  # type: ignore[call-overload]
