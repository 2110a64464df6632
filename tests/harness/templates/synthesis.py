"""Synthesizing a stage in the test's own process, with the context of cdk.json."""

import json
from collections.abc import Iterable
from pathlib import Path

from aws_cdk import App

from infra.app import STAGE_CONTEXT, STAGES_CONTEXT, compose
from infra.functions.declaration import FunctionDeclaration
from infra.settings import REPOSITORY
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
    context = json.loads((REPOSITORY / "cdk.json").read_text(encoding="utf-8"))["context"]
    # The path metadata is the CLI's own default.
    context |= {STAGE_CONTEXT: stage, "aws:cdk:enable-path-metadata": True}
    context |= {STAGES_CONTEXT: str(stages or STAGES[stage])}
    app = App(outdir=str(folder), context=context)
    compose(app, functions)
    app.synth()
    return app
