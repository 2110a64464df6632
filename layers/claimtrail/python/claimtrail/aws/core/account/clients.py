"""One boto3 client per service and process, with bounded time-outs and standard retries."""

from functools import cache
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from claimtrail.aws.core.account.responses import ItemParsers

CONNECT_SECONDS = 3
READ_SECONDS = 10
ATTEMPTS = 3
"""Of a call, the first one included. Each may take both times, and boto3 pauses in between: a call
to a service that is silent ends well within the time-out of the function that makes it."""
ATHENA_READ_SECONDS = 20
_PAUSES_SECONDS = 2**ATTEMPTS
"""The most that boto3's standard retries pause together: a random part of 1, 2, 4 s and so on."""
_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
)
_CONFIGS = {
    "athena": _CONFIG.merge(
        Config(
            retries={"mode": "standard", "total_max_attempts": 2}, read_timeout=ATHENA_READ_SECONDS
        )
    ),
    "lambda": Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=910),
    "s3": _CONFIG.merge(Config(signature_version="s3v4")),
    "dynamodb": _CONFIG.merge(Config(parameter_validation=False, user_agent="claimtrail")),
}
"""The settings of services that need other ones. Lambda, which commands alone call: an answer takes
as long as its run, and a second call would be a second run. DynamoDB: boto3's work for each request
is a good part of our time; typed code has built the items, and of the caller's name one word will
do. S3: a link to an object under a KMS key has to be signed so."""


def longest_seconds(service: str) -> float:
    """Return the longest that one call may take until the caller gets an error."""
    config = _CONFIGS.get(service, _CONFIG)
    attempts: int = config.retries["total_max_attempts"]  # type: ignore[attr-defined]
    each = config.connect_timeout + config.read_timeout  # type: ignore[attr-defined]
    return float(attempts * each + (_PAUSES_SECONDS if attempts > 1 else 0))


@cache
def client(service: str) -> Any:
    """The process's client of an AWS service, by boto3's name for it (`s3`, `sqs`, `events`)."""
    return _session().client(service, config=_CONFIGS.get(service, _CONFIG))  # type: ignore[call-overload]


@cache
def _session() -> boto3.Session:
    """Return the process's session, whose answers have DynamoDB's items as they are sent."""
    session = botocore.session.get_session()
    session.register_component("response_parser_factory", ItemParsers())
    return boto3.Session(botocore_session=session)
