"""Typing the commands of a runbook: `claimtrail` as it is, `aws` by the SDK's own models.

The AWS command line is not installed with this repository. Its commands follow the service models
that boto3 has as well: an operation with `-` between words, an option for each of its members.
"""

import json
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from claimtrail.aws.core.account.clients import client
from claimtrail.kernel.errors import ClaimTrailError, Explanation

_SECONDS = 600
_WAIT = "wait"
_DONE = frozenset({0})


class CommandFailedError(ClaimTrailError):
    """A command of a runbook did not do what it is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A typist of commands, with the variables that a runbook names."""

    variables: Mapping[str, str]
    folder: Path
    """The working folder: files that a command names without a folder stand in it."""

    def type(self, line: str, *, accepts: frozenset[int] = _DONE) -> str:
        """Run a command; return what it wrote. Raises CommandFailedError for another exit code."""
        typed = Template(line).substitute(self.variables)
        program, *arguments = shlex.split(typed)
        if program == "aws":
            try:
                return run_aws(arguments)
            except (BotoCoreError, ClientError) as error:
                raise _failed(typed, str(error)) from error
        own = str(Path(sys.executable).parent / program)
        return self._run(typed, [own, *arguments], accepts)

    def _run(self, typed: str, arguments: list[str], accepts: frozenset[int]) -> str:
        done = subprocess.run(
            arguments,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode not in accepts:
            raise _failed(typed, (done.stderr or done.stdout).strip()[-600:])
        return done.stdout


def run_aws(arguments: list[str]) -> str:
    """Run a command of the AWS command line. Raises CommandFailedError, and botocore's errors."""
    service, operation, *options = arguments
    asked = client(service)
    if operation == _WAIT:
        waiter, *options = options
        shapes = {"TableName": "string", "StackName": "string"}
        found = asked.get_waiter(waiter.replace("-", "_"))
        found.wait(**_members(options, shapes), WaiterConfig={"Delay": 1, "MaxAttempts": 120})
        return ""
    method = operation.replace("-", "_")
    api = asked.meta.method_to_api_mapping.get(method)
    if api is None:
        raise _failed(" ".join(arguments), f"{service} has no operation {operation}")
    shape = asked.meta.service_model.operation_model(api).input_shape
    types = {name: member.type_name for name, member in shape.members.items()}
    answer: dict[str, Any] = getattr(asked, method)(**_members(options, types))
    answer.pop("ResponseMetadata", None)
    return json.dumps(answer, default=str)


def _members(options: list[str], types: Mapping[str, str]) -> dict[str, Any]:
    """Return an operation's members, as its options name them."""
    by_option = {f"--{xform_name(name, '-')}": name for name in types}
    found: dict[str, Any] = {}
    rest = iter(options)
    for option in rest:
        name = by_option.get(option)
        if name is None:
            raise _failed(option, "no such option")
        found[name] = True if types[name] == "boolean" else _value(next(rest), types[name])
    return found


def _value(text: str, kind: str) -> Any:
    if kind in {"string", "timestamp", "blob"}:
        return text
    return json.loads(text)


def _failed(command: str, what: str) -> CommandFailedError:
    return CommandFailedError(
        Explanation(
            code="DRILL_COMMAND_FAILED",
            what=f"`{command}`: {what}",
            where="the drill's cloud, which stays up",
            next_step="docs/runbooks/restore.md has the command; fix the cause, and begin again.",
        )
    )
