"""The machine's prerequisites, checked before the embedded cloud starts or the CDK runs."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

from claimtrail.kernel.errors import ConfigurationError, Explanation
from infra.local.health import emulator_answers

PYTHON_MINIMUM = (3, 11)
NODE_MINIMUM = 20
LOOPBACK = "127.0.0.1"
_PROBE_SECONDS = 20
_LIBRARIES = ("patched_ministack", "ministack", "asyncssh", "duckdb", "nanoidp", "pytz", "sqlglot")


def check_python(python: Path) -> None:
    """The emulator's interpreter exists, is new enough, and has the emulator.

    Raises:
        ConfigurationError: CLOUD_NOT_INSTALLED or PYTHON_TOO_OLD, with what to do.
    """
    where = f"the emulator's Python, {python}"
    if not os.access(python, os.X_OK):
        raise _refusal(
            "CLOUD_NOT_INSTALLED",
            "the emulator's environment does not exist",
            where,
            "Run `make setup`, or name another one in CLAIMTRAIL_CLOUD_PYTHON.",
        )
    version = _version(str(python))
    if version[:2] < PYTHON_MINIMUM:
        raise _refusal(
            "PYTHON_TOO_OLD",
            f"Python {_dotted(PYTHON_MINIMUM)} or newer is needed, this is {_dotted(version)}",
            where,
            "Install a newer Python, remove .claimtrail/venv and .venv, and run `make setup`.",
        )
    probe = f"import importlib.util as u; assert all(map(u.find_spec, {_LIBRARIES!r}))"
    if subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode != 0:
        raise _refusal(
            "CLOUD_INCOMPLETE",
            "the emulator's environment lacks patched_ministack or a library of its own",
            where,
            "Remove .claimtrail/venv and run `make setup`.",
        )


def check_node() -> None:
    """Node.js is on the PATH and new enough for the CDK command line.

    Raises:
        ConfigurationError: NODE_MISSING or NODE_TOO_OLD, with what to do.
    """
    node = shutil.which("node")
    install = f"Install Node.js {NODE_MINIMUM} or newer and put it first on PATH."
    if node is None:
        raise _refusal("NODE_MISSING", "Node.js was not found", "PATH", install)
    version = _version(node)
    if version < (NODE_MINIMUM,):
        raise _refusal(
            "NODE_TOO_OLD",
            f"Node.js {NODE_MINIMUM} or newer is needed, this is {_dotted(version)}",
            node,
            install,
        )


def node_version() -> tuple[int, ...]:
    """Return the version of the Node.js on the PATH; nothing where there is none."""
    node = shutil.which("node")
    return () if node is None else _version(node)


def check_port(port: int, *, purpose: str, variable: str) -> None:
    """Nobody listens on a loopback port.

    Raises:
        ConfigurationError: PORT_TAKEN, with who may have it and what to do.
    """
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((LOOPBACK, port)) != 0:
            return
    holder = "another embedded cloud" if emulator_answers(port) else "another program"
    raise _refusal(
        "PORT_TAKEN",
        f"{holder} listens on the port for {purpose}",
        f"{LOOPBACK}:{port}",
        f"Stop it, or choose another port: `{variable}={port + 1} claimtrail up`.",
    )


def _refusal(code: str, what: str, where: str, next_step: str) -> ConfigurationError:
    return ConfigurationError(Explanation(code=code, what=what, where=where, next_step=next_step))


def _version(program: str) -> tuple[int, ...]:
    answer = subprocess.run(
        [program, "--version"],
        capture_output=True,
        text=True,
        check=False,
        timeout=_PROBE_SECONDS,
    )
    found = re.search(r"(\d+)\.(\d+)", answer.stdout + answer.stderr)
    return (int(found[1]), int(found[2])) if found else (0,)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
