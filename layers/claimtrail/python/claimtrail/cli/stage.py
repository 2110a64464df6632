"""The stage that a command works on: the local cloud or a deployed one, found by its outputs."""

import json
import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from claimtrail.aws.core.clients import client
from claimtrail.kernel.errors import ClaimTrailError, ConfigurationError, Explanation
from claimtrail.kernel.names import STACK_NAMES, Output, stack_name

LOCAL = "local"
_LOCAL_REGION = "us-east-1"
_ENDPOINT = "AWS_ENDPOINT_URL"
_LOCAL_ENDPOINT = "http://127.0.0.1:4566"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage's name and what its stacks put out."""

    name: str
    outputs: Mapping[str, str]

    def output(self, name: Output) -> str:
        """Return the value of one output. Raises ConfigurationError when the stage lacks it."""
        value = self.outputs.get(name)
        if value is not None:
            return value
        raise ConfigurationError(
            Explanation(
                code="STAGE_INCOMPLETE",
                what=f"the stage has no output {name}",
                where=f"stage {self.name}",
                next_step=_deploy_hint(self.name),
            )
        )

    def client(self, service: str) -> Any:
        """Return the process's boto3 client of an AWS service."""
        return client(service)

    def invoke(self, function: Output, event: Mapping[str, Any]) -> dict[str, Any]:
        """Run one of the stage's functions and wait; what it returns.

        Raises ClaimTrailError when it fails, or ends later than a call may take.
        """
        answer = self.client("lambda").invoke(
            FunctionName=self.output(function), Payload=json.dumps(event)
        )
        with closing(answer["Payload"]) as payload:
            told: dict[str, Any] = json.loads(payload.read())
        if "FunctionError" not in answer:
            return told
        raise ClaimTrailError(
            Explanation(
                code="FUNCTION_FAILED",
                what=f"{self.output(function)} failed ({told.get('errorType')})",
                where=f"stage {self.name}",
                next_step="Its log group says why.",
            )
        )


def _deploy_hint(name: str) -> str:
    return "Run `make up`." if name == LOCAL else f"Run `make deploy STAGE={name}`."


def local_folder(start: Path | None = None) -> Path | None:
    """Return the `.claimtrail` folder of this checkout.

    Here or in a folder above; None outside of one.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / ".claimtrail").is_dir():
            return folder / ".claimtrail"
    return None


def _cloud_folder() -> Path | None:
    """Return where the embedded cloud of this shell keeps its record and credentials."""
    named = os.environ.get("CLAIMTRAIL_CLOUD_ROOT")
    return Path(named) if named else local_folder()


def _local_endpoint() -> str:
    folder = _cloud_folder()
    record = folder / "cloud.json" if folder else None
    if record is None or not record.is_file():
        return _LOCAL_ENDPOINT
    return f"http://127.0.0.1:{json.loads(record.read_text())['port']}"


def _local_credentials() -> dict[str, str]:
    """Return the secret that the embedded cloud made for this machine, by the SDK's variables."""
    folder = _cloud_folder()
    path = folder / "credentials.json" if folder else None
    if path is None or not path.is_file():
        raise ConfigurationError(
            Explanation(
                code="CLOUD_UNREACHABLE",
                what="the embedded cloud was never started here: it has no credentials",
                where=f"stage {LOCAL}",
                next_step="Run `claimtrail up`.",
            )
        )
    credentials: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return credentials


def use_local_cloud() -> None:
    """Point this process's AWS clients at the embedded cloud.

    Who set AWS_ENDPOINT_URL set the credentials for it, too. Raises ConfigurationError where no
    embedded cloud was ever started.
    """
    os.environ["AWS_DEFAULT_REGION"] = _LOCAL_REGION
    if _ENDPOINT in os.environ:
        return
    os.environ.pop("AWS_SESSION_TOKEN", None)
    os.environ.update(_local_credentials())
    os.environ[_ENDPOINT] = _local_endpoint()


def open_stage(name: str) -> Stage:
    """Find a stage by the outputs of its stacks.

    Raises:
        ConfigurationError: no stack of that stage, or AWS cannot be reached; says what to do.
    """
    if name == LOCAL:
        use_local_cloud()
    outputs: dict[str, str] = {}
    for stack in STACK_NAMES:
        outputs.update(_stack_outputs(name, stack))
    if outputs:
        return Stage(name, outputs)
    raise ConfigurationError(
        Explanation(
            code="STAGE_MISSING",
            what="no stack of this stage is deployed",
            where=f"stage {name}",
            next_step=_deploy_hint(name),
        )
    )


def _stack_outputs(stage: str, stack: str) -> dict[str, str]:
    try:
        answer = client("cloudformation").describe_stacks(StackName=stack_name(stage, stack))
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return {}
        raise _unreachable(stage, error) from error
    except BotoCoreError as error:
        raise _unreachable(stage, error) from error
    listed = answer["Stacks"][0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in listed}


def _unreachable(stage: str, error: Exception) -> ConfigurationError:
    return ConfigurationError(
        Explanation(
            code="CLOUD_UNREACHABLE",
            what=str(error),
            where=f"stage {stage}",
            next_step=(
                "Run `claimtrail up`."
                if stage == LOCAL
                else "Check the AWS credentials and region of this shell."
            ),
        )
    )
