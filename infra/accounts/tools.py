"""The versions of the tools on this machine, and those that this version was tested with."""

import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from infra.accounts.checks import Tools
from infra.local.prerequisites import node_version
from infra.settings import REPOSITORY

_CLI = Path("node_modules") / "aws-cdk"
_SCHEMA = "@aws-cdk/cloud-assembly-schema"
_BOOTSTRAP_TEMPLATE = _CLI / "lib" / "api" / "bootstrap" / "bootstrap-template.yaml"
_LIBRARY = "aws-cdk-lib"


def read_tools(checkout: Path = REPOSITORY) -> Tools:
    """Return the versions that stand in a checkout and its environment."""
    command_line = _json(checkout / _CLI / "package.json")
    asked_schema = command_line.get("devDependencies", {}).get(_SCHEMA, "")
    return Tools(
        python=(sys.version_info.major, sys.version_info.minor),
        node=node_version(),
        cdk=command_line.get("version", ""),
        cdk_pinned=_json(checkout / "package.json")["devDependencies"]["aws-cdk"],
        cdk_schema_major=_first_number(asked_schema),
        cdk_bootstrap_version=_bootstrap_version(checkout / _BOOTSTRAP_TEMPLATE),
        library=metadata.version(_LIBRARY),
        library_pinned=_pinned(checkout / "requirements" / "dev.txt"),
    )


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _first_number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def _bootstrap_version(template: Path) -> int:
    """Return the version that the command line's own bootstrap template would deploy."""
    if not template.is_file():
        return 0
    text = template.read_text(encoding="utf-8")
    found = re.search(r"CdkBootstrapVersion:.*?\n\s+Value:\s*[\"']?(\d+)", text, re.DOTALL)
    return int(found[1]) if found else 0


def _pinned(requirements: Path) -> str:
    """Return the version of the library that the lock file names."""
    text = requirements.read_text(encoding="utf-8") if requirements.is_file() else ""
    found = re.search(rf"^{_LIBRARY}==(\S+)", text, re.MULTILINE)
    return found[1] if found else metadata.version(_LIBRARY)
