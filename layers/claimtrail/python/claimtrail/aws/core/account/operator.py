"""A person's calls to AWS: who they are to it, in which region, and running a function."""

import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from claimtrail.aws.core.account.clients import client
from claimtrail.kernel.errors import ClaimTrailError, Explanation


def invoke(function: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """Run a function and wait; return its answer.

    Raises ClaimTrailError when it fails, or ends later than a call may take.
    """
    answer = client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
    with closing(answer["Payload"]) as payload:
        result: dict[str, Any] = json.loads(payload.read())
    if "FunctionError" not in answer:
        return result
    raise ClaimTrailError(
        Explanation(
            code="FUNCTION_FAILED",
            what=f"{function} failed ({result.get('errorType')})",
            where="AWS Lambda",
            next_step="Its log group says why.",
        )
    )


def start(function: str, event: Mapping[str, Any]) -> None:
    """Have a function run, and do not wait: Lambda repeats a run that fails as it is deployed."""
    client("lambda").invoke(
        FunctionName=function, InvocationType="Event", Payload=json.dumps(event)
    )


def caller_arn() -> str:
    """Return the ARN by which AWS knows who calls."""
    return str(client("sts").get_caller_identity()["Arn"])


def sftp_fingerprint(server_id: str) -> str:
    """Return the fingerprint of an SFTP server's host key, as Transfer Family states it."""
    server = client("transfer").describe_server(ServerId=server_id)["Server"]
    return str(server["HostKeyFingerprint"])


def region() -> str:
    """Return the region that this process's clients ask."""
    return str(client("s3").meta.region_name)
