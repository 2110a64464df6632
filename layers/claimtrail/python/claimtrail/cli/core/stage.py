"""The stage that a command works on: the local cloud or a deployed one, found by its outputs.

What talks to AWS is imported by the methods that do: it costs half a second of processor time,
which a command's help or wrong usage should not.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimtrail.cli.core.lazy import PLUGINS
from claimtrail.cli.core.local_user import local_caller
from claimtrail.cli.core.options import remember_payers
from claimtrail.cli.core.state_folder import local_folder, program_folder
from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.outputs import StackOutput
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.trail.outputs import TrailOutput

if TYPE_CHECKING:
    from claimtrail.trail.ports import RowSink

LOCAL = "local"
STAGES = Path("infra/stages")
"""Folder of the stages, from a checkout's root."""
_LOCAL_REGION = "us-east-1"
_ENDPOINT = "AWS_ENDPOINT_URL"
_LOCAL_ENDPOINT = "http://127.0.0.1:4566"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage's name and what its stacks put out."""

    name: str
    outputs: Mapping[str, str]

    def output(self, name: StackOutput) -> str:
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

    def row_sink(self) -> "RowSink":
        """Return what sends rows to the stage's audit trail."""
        from claimtrail.bootstrap.trail import row_sink  # noqa: PLC0415

        return row_sink(self.output(TrailOutput.AUDIT_QUEUE))

    def caller(self) -> str:
        """Return who types: on the local stage `local_user` says who, else the AWS caller's ARN."""
        if self.name == LOCAL:
            return local_caller()
        from claimtrail.bootstrap.operations import caller_arn  # noqa: PLC0415

        return f"user:{caller_arn()}"

    def invoke(self, function: StackOutput, event: Mapping[str, Any]) -> dict[str, Any]:
        """Run one of the stage's functions and wait; return its answer.

        Raises ClaimTrailError when it fails, or ends later than a call may take.
        """
        from claimtrail.bootstrap.operations import invoke  # noqa: PLC0415

        return invoke(self.output(function), event)


def _deploy_hint(name: str) -> str:
    if name == LOCAL:
        return _local_hint("Run `claimtrail deploy`, which starts the embedded cloud as well.")
    return (
        f"Check the name and this shell's AWS account and region; a checkout deploys it by "
        f"`make deploy STAGE={name}`, with `STAGES=FOLDER` where its folder is outside of it."
    )


def _local_hint(in_checkout: str) -> str:
    """Return what to do about the local stage, which only a checkout has."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - a failure's hint alone needs it

    if entry_points(group=PLUGINS):
        return in_checkout
    return (
        "Name a deployed stage: --stage NAME, or CLAIMTRAIL_STAGE. Only a checkout has a local one."
    )


def cloud_folder() -> Path | None:
    """Return where the embedded cloud of this shell keeps its record and credentials."""
    named = os.environ.get("CLAIMTRAIL_CLOUD_ROOT")
    return Path(named) if named else local_folder()


def _local_endpoint() -> str:
    folder = cloud_folder()
    record = folder / "cloud.json" if folder else None
    if record is None or not record.is_file():
        return _LOCAL_ENDPOINT
    return f"http://127.0.0.1:{_read_json(record)['port']}"


def _local_credentials() -> dict[str, str]:
    """Return the secret that the embedded cloud made for this machine, by the SDK's variables."""
    folder = cloud_folder()
    path = folder / "credentials.json" if folder else None
    if path is None or not path.is_file():
        raise ConfigurationError(
            Explanation(
                code="CLOUD_UNREACHABLE",
                what="the embedded cloud was never started here: it has no credentials",
                where=_local_place(),
                next_step=_local_hint(_elsewhere() or "Run `claimtrail up`."),
            )
        )
    credentials: dict[str, str] = _read_json(path)
    return credentials


def _local_place() -> str:
    """Return the local stage with the folder of its cloud, as errors name it."""
    folder = cloud_folder()
    return f"stage {LOCAL}, {folder}" if folder else f"stage {LOCAL}"


def _elsewhere() -> str:
    """Return where the cloud of this program's own checkout is, if that is another one."""
    own, folder = program_folder(), cloud_folder()
    if own is None or own == folder or not (own / "credentials.json").is_file():
        return ""
    return (
        f"This program's own cloud is that of {own.parent}: change to that folder, or set "
        f"CLAIMTRAIL_CLOUD_ROOT={own}."
    )


def _read_json(path: Path) -> dict[str, Any]:
    """Return what the embedded cloud wrote. Raises ConfigurationError where it is damaged."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            Explanation(
                code="CLOUD_RECORD_UNREADABLE",
                what="the embedded cloud's own record cannot be read",
                where=str(path),
                next_step="Run `claimtrail down` and `claimtrail up`; if it fails again, "
                "`claimtrail reset`.",
            )
        ) from error
    return found


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


def _unreachable(name: str, error: ConfigurationError) -> ConfigurationError:
    """Return the error with the way to this very stage."""
    said = error.explanation
    next_step = (
        _local_hint(
            _elsewhere()
            or "`claimtrail status` says whether the embedded cloud runs, `claimtrail up` starts "
            "it."
        )
        if name == LOCAL
        else "Check this shell's AWS credentials, account and region."
    )
    return ConfigurationError(
        Explanation(
            code=said.code,
            what=said.what,
            where=_local_place() if name == LOCAL else f"stage {name}",
            next_step=next_step,
        )
    )


def _unknown(name: str) -> ConfigurationError | None:
    """Return the error about a stage that the checkout at hand does not have; else None."""
    checkout = local_folder()
    roots = [Path(), *([checkout.parent] if checkout else [])]
    folders = [one for root in roots for one in (root / STAGES).glob("*/") if one.is_dir()]
    known = sorted({LOCAL, *(one.name for one in folders if one.name.isidentifier())})
    if not folders or name in known:
        return None
    return ConfigurationError(
        Explanation(
            code="STAGE_UNKNOWN",
            what="the stage is unknown: nothing of it is deployed, and this checkout has none such",
            where=f"stage {name}",
            next_step=f"The stages here are: {', '.join(known)}. {_deploy_hint(name)}",
        )
    )


def open_stage(name: str) -> Stage:
    """Find a stage by the outputs of its stacks.

    Raises:
        ConfigurationError: no stack of that stage, or AWS cannot be reached; says what to do.
    """
    if name == LOCAL:
        use_local_cloud()
    from claimtrail.bootstrap.stages import outputs_of  # noqa: PLC0415

    try:
        outputs = outputs_of(name)
    except ConfigurationError as error:
        raise _unknown(name) or _unreachable(name, error) from error
    if outputs:
        remember_payers(outputs.get(PartnerOutput.PAYERS, "").split(","))
        return Stage(name, outputs)
    raise _unknown(name) or ConfigurationError(
        Explanation(
            code="STAGE_MISSING",
            what="no stack of this stage is deployed",
            where=f"stage {name}",
            next_step=_deploy_hint(name),
        )
    )
