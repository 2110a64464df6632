"""The outputs of CloudFormation's stacks, by which commands find a stage.

Every command begins here, so this asks by botocore alone: boto3 and S3's transfers take another
tenth of a second of processor time to import.
"""

from collections.abc import Iterable
from contextlib import closing
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from claimtrail.kernel.errors import ConfigurationError, Explanation

_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 5}, connect_timeout=5, read_timeout=60
)


def outputs_of(stacks: Iterable[str]) -> dict[str, str]:
    """Return the outputs of stacks, of those that are deployed.

    Raises ConfigurationError (CLOUD_UNREACHABLE) when AWS does not answer.
    """
    session = botocore.session.get_session()
    try:
        with closing(session.create_client("cloudformation", config=_CONFIG)) as asked:
            return {
                name: value for stack in stacks for name, value in _outputs(stack, asked).items()
            }
    except (BotoCoreError, ClientError) as error:
        raise _unreachable(error) from error


def _outputs(stack: str, cloudformation: Any) -> dict[str, str]:
    try:
        answer = cloudformation.describe_stacks(StackName=stack)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return {}
        raise
    listed = answer["Stacks"][0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in listed}


def _unreachable(error: Exception) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="CLOUD_UNREACHABLE",
            what=str(error),
            where="CloudFormation",
            next_step="Start the local cloud (`claimtrail up`), or check this shell's AWS "
            "credentials and region.",
        )
    )
