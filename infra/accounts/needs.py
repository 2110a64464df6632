"""The demands of a stage, read from its templates as the CDK synthesizes them."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aws_cdk import App

from claimtrail.bootstrap.stacks import EDGE
from infra.accounts.checks import Needs
from infra.app import STAGE_CONTEXT, STAGES_CONTEXT, compose
from infra.settings import REPOSITORY

_STACK = "aws:cloudformation:stack"
_BOOTSTRAP = "requiresBootstrapStackVersion"
_LEAST_OF_QUEUE = 2
"""Concurrent executions that Lambda's poller of a queue may not be bounded below."""


def needs_of(stage: str, root: Path) -> Needs:
    """Synthesize a stage, and return what its templates need.

    Raises ConfigurationError when the stage cannot be deployed.
    """
    context = json.loads((REPOSITORY / "cdk.json").read_text(encoding="utf-8"))["context"]
    context |= {STAGE_CONTEXT: stage, STAGES_CONTEXT: str(root)}
    with TemporaryDirectory(prefix="claimtrail-doctor-") as folder:
        app = App(outdir=folder, context=context)
        compose(app)
        app.synth()
        return read_needs(Path(folder))


def read_needs(assembly: Path) -> Needs:
    """Return what the templates of a cloud assembly need."""
    manifest = json.loads((assembly / "manifest.json").read_text(encoding="utf-8"))
    artifacts = manifest["artifacts"].values()
    stacks = tuple(
        one["properties"].get("stackName", name)
        for name, one in manifest["artifacts"].items()
        # The stack in front of the pages is in a region of its own, which its own rules ask.
        if one["type"] == _STACK and not name.endswith(f"-{EDGE}")
    )
    resources = list(_resources(assembly))
    return Needs(
        resources=Counter(one["Type"] for one in resources),
        stacks=stacks,
        bootstrap_version=max(
            (one.get("properties", {}).get(_BOOTSTRAP, 0) for one in artifacts), default=0
        ),
        schema_major=int(str(manifest["version"]).partition(".")[0]),
        least_executions=sum(map(_executions, resources)),
    )


def _resources(assembly: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(assembly.glob("*.template.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))["Resources"].values()


def _executions(resource: dict[str, Any]) -> int:
    """Return the executions that an event source takes at the least, when all have work."""
    if resource["Type"] != "AWS::Lambda::EventSourceMapping":
        return 0
    properties = resource["Properties"]
    if "StartingPosition" in properties:
        return int(properties.get("ParallelizationFactor", 1))
    return _LEAST_OF_QUEUE
