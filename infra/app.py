"""The composition of a stage: which stacks there are and what they take from one another.

`cdk.json` runs it; the stage comes from `--context stage=NAME` and is `local` by default. Its
folder stands in `infra/stages`, or in the folder that `--context stages=FOLDER` names.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from aws_cdk import App, CrossStackReferences, ReferenceStrength

from claimtrail.bootstrap.stacks import stack_name
from claimtrail.kernel.errors import ClaimTrailError
from infra.acknowledgments import unacknowledged
from infra.alarms.dashboard import StageDashboard
from infra.alarms.walk import StackAlarms
from infra.assets import stage_assets
from infra.functions.declaration import FunctionDeclaration
from infra.functions.registry import WITH_FUNCTIONS, check, declared_functions
from infra.people.policies import PersonPolicies
from infra.stacks.analytics import AnalyticsStack
from infra.stacks.base import StageStack
from infra.stacks.deployment import Deployment
from infra.stacks.edge import EdgeStack
from infra.stacks.intake import IntakeStack
from infra.stacks.resources import Resources
from infra.stacks.storage import StorageStack
from infra.stacks.web import WebStack
from infra.stacks.workflow import WorkflowStack
from infra.stacks.working import FunctionStack, WorkingStack
from infra.stage import STAGES_ROOT, read_stage

STAGE_CONTEXT = "stage"
STAGES_CONTEXT = "stages"
REFERENCES = ReferenceStrength.WEAK
"""The way in which stacks read one another: by `Fn::GetStackOutput`, which locks nothing."""
_STORAGE = "storage"
_WORKING: Mapping[str, tuple[type[WorkingStack], str]] = MappingProxyType(
    {
        "audit": (FunctionStack, "the audit trail"),
        "intake": (IntakeStack, "dropboxes, receiving and ingesting files"),
        "workflow": (WorkflowStack, "projection, publication, escalation"),
        "analytics": (AnalyticsStack, "Glue tables and Athena"),
        "web": (WebStack, "the pages and the JSON API"),
        "operations": (FunctionStack, "incidents"),
    }
)
"""Stacks with functions, each with its class and its description."""


def compose(
    app: App, functions: Iterable[FunctionDeclaration] | None = None
) -> tuple[FunctionDeclaration, ...]:
    """Create the stacks of the stage that the app's context names; return the functions in them.

    Raises:
        ConfigurationError: no such stage, or one that lacks something of its own or is wrong; a
            function that does not fit its declaration.
        ValueError: a function with its layers is too big for Lambda.
    """
    stage = read_stage(
        app.node.try_get_context(STAGE_CONTEXT) or "local",
        Path(app.node.try_get_context(STAGES_CONTEXT) or STAGES_ROOT),
    )
    declared = tuple(
        one
        for one in (declared_functions() if functions is None else functions)
        if one.is_wanted(stage.settings)
    )
    check(declared)
    CrossStackReferences.of(app).consume(REFERENCES)
    storage = StorageStack(
        app,
        stack_name(stage.settings.stage, _STORAGE),
        settings=stage.settings,
        people=stage.people,
    )
    deployment = Deployment(
        stage=stage,
        assets=stage_assets(stage, declared),
        storage=storage,
        resources=Resources(storage),
        functions=declared,
        edge=EdgeStack(app, settings=stage.settings) if stage.settings.web.is_public else None,
    )
    stacks: list[StageStack] = [storage]
    for name in WITH_FUNCTIONS:
        kind, description = _WORKING[name]
        working = kind(app, name, deployment=deployment, description=description)
        working.add_stack_dependency(stacks[-1], "readers are deployed before writers")
        stacks.append(working)
    PersonPolicies(stacks[-1], settings=stage.settings, resources=deployment.resources)
    StageDashboard(stacks[-1], settings=stage.settings)
    for stack in stacks:
        StackAlarms(stack, settings=stage.settings, topic=storage.alarms)
    return declared


def main() -> int:
    """Synthesize for the CDK's command line; 1 when something stands in the way."""
    app = App()
    try:
        functions = compose(app)
    except ClaimTrailError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app.synth()
    open_findings = unacknowledged(app, functions)
    for finding in open_findings:
        sys.stderr.write(f"cdk-nag: {finding}\n")
    if open_findings:
        sys.stderr.write("Fix them, or acknowledge them with a reason: infra/acknowledgments.py\n")
    return 1 if open_findings else 0


if __name__ == "__main__":
    sys.exit(main())
