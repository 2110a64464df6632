"""Synthesizing a stage in the test's own process, with the context of cdk.json."""

import json
from pathlib import Path

from aws_cdk import App

from infra.app import STAGE_CONTEXT, compose
from infra.settings import REPOSITORY


def synthesize_into(stage: str, folder: Path) -> App:
    """Write the stage's cloud assembly into the folder; returns the synthesized app."""
    context = json.loads((REPOSITORY / "cdk.json").read_text(encoding="utf-8"))["context"]
    # The path metadata is the CLI's own default.
    context |= {STAGE_CONTEXT: stage, "aws:cdk:enable-path-metadata": True}
    app = App(outdir=str(folder), context=context)
    compose(app)
    app.synth()
    return app
