"""A person's work on any stage: who calls, functions to run, dead letters, files to deliver."""

from pathlib import Path

from claimtrail.aws.core.account import operator
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.secrets import claim_key_secret
from claimtrail.aws.core.messages.dead_letters import DeadLetters, event_of

caller_arn = operator.caller_arn
invoke = operator.invoke
region = operator.region
sftp_fingerprint = operator.sftp_fingerprint


def claim_secret(secret_arn: str) -> bytes:
    """Return the secret from which the stage's claim ids are made."""
    return claim_key_secret(secret_arn)


def dead_letters() -> DeadLetters:
    """Return the messages of queues: to count, to look at, to move."""
    return DeadLetters(client("sqs"))


def run_again(source: str, *, function: str) -> int:
    """Have a function run for each dead letter of its schedule; return how many."""
    return dead_letters().hand_over(
        source, lambda message: operator.start(function, event_of(message["Body"]))
    )


def put_file(path: Path, *, bucket: str, folder: str) -> None:
    """Put a file into a folder of a bucket, streaming from disk."""
    client("s3").upload_file(str(path), bucket, f"{folder}/{path.name}")
