"""Gap: functions inherit the emulator's environment variables and its installed libraries.

On AWS a function sees its own variables and the runtime's (Lambda developer guide, "Defined
runtime environment variables"), and its libraries come from its layers. A worker here starts
without site-packages, so that a library which is missing from the layers is missing here too.
"""

import os
import subprocess
from typing import Any

from ministack.core import lambda_runtime

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"
KEPT_PREFIXES = ("AWS_", "LAMBDA_", "_LAMBDA_", "_X_AMZN_")
KEPT = frozenset({"PATH", "LANG", "LC_ALL", "TZ", "NODE_PATH"})
NO_USER_FILES = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
"""A machine's own AWS profile must not reach a function."""


def needed() -> bool:
    """Return whether workers are still started with the whole environment."""
    names = lambda_runtime.Worker._spawn.__code__.co_names
    return "environ" in names and "Popen" in names


def minimal(environment: dict[str, str], *, host: dict[str, str], folder: str) -> dict[str, str]:
    """Return a function's environment: its variables, the runtime's, no more of the host's."""
    kept = {
        name: value
        for name, value in environment.items()
        if name in KEPT or name.startswith(KEPT_PREFIXES) or host.get(name) != value
    }
    return {**kept, **NO_USER_FILES, "HOME": folder}


class _Subprocess:
    """Stands in for the module `subprocess` in the Lambda runtime."""

    PIPE = subprocess.PIPE

    @staticmethod
    def Popen(command: list[str], **options: Any) -> "subprocess.Popen[str]":  # noqa: N802 - stands in for it
        options["env"] = minimal(
            options["env"], host=dict(os.environ), folder=options.get("cwd") or os.sep
        )
        program, *rest = command
        isolated = ["-S"] if rest and rest[0].endswith(".py") else []
        return subprocess.Popen([program, *isolated, *rest], **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)


def apply() -> None:
    """Start workers with a minimal environment and without site-packages."""
    seam.expect(
        holds=needed() and lambda_runtime.subprocess is subprocess,
        seam="lambda_runtime.Worker._spawn, which starts subprocess.Popen with os.environ",
    )
    lambda_runtime.subprocess = _Subprocess()
