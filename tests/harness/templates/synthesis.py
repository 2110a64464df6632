"""Synthesizing a stage in the test's own process, with the context of cdk.json."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aws_cdk import App
from aws_cdk.assertions import Template

from claimtrail.access.sign_in.people import People
from claimtrail.bootstrap.stacks import stack_name
from infra.app import STAGE_CONTEXT, STAGES_CONTEXT, compose
from infra.functions.declaration import FunctionDeclaration
from infra.settings import REPOSITORY, Settings
from infra.stacks.storage import StorageStack
from infra.stage import STAGES_ROOT

OWN_STAGES = REPOSITORY / "tests" / "infra" / "stages"
"""The stages `dev` and `prod` with an organization and partners, which the repository's lack."""
STAGES = {"local": STAGES_ROOT, "dev": OWN_STAGES, "prod": OWN_STAGES}
"""The stages that tests synthesize, each with the folder of its own."""


def synthesize_into(
    stage: str,
    folder: Path,
    *,
    stages: Path | None = None,
    functions: Iterable[FunctionDeclaration] | None = None,
) -> App:
    """Write the stage's cloud assembly into the folder; returns the synthesized app."""
    context = _context()
    # The path metadata is the CLI's own default.
    context |= {STAGE_CONTEXT: stage, "aws:cdk:enable-path-metadata": True}
    context |= {STAGES_CONTEXT: str(stages or STAGES[stage])}
    app = App(outdir=str(folder), context=context)
    compose(app, functions)
    app.synth()
    return app


def storage_stack(settings: Settings) -> tuple[App, Template]:
    """Synthesize the storage stack of a stage alone, in a tenth of the time of all stacks."""
    app = App(context=_context())
    stack = StorageStack(
        app, stack_name(settings.stage, "storage"), settings=settings, people=People()
    )
    return app, Template.from_stack(stack)


def _context() -> dict[str, Any]:
    context: dict[str, Any] = json.loads((REPOSITORY / "cdk.json").read_text(encoding="utf-8"))
    return dict(context["context"])
