"""The composition of a stage: which stacks there are and what they take from one another.

`cdk.json` runs it; the stage comes from `--context stage=NAME` and is `local` by default.
"""

import sys

from aws_cdk import App, Stack

from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.names import STACK_NAMES, stack_name
from claimtrail.partners.profile import read_profiles
from infra.acknowledgments import unacknowledged
from infra.assets import PROFILES, stage_assets
from infra.settings import settings_for
from infra.stacks.analytics import AnalyticsStack
from infra.stacks.audit import AuditStack
from infra.stacks.intake import IntakeStack
from infra.stacks.operations import OperationsStack
from infra.stacks.storage import StorageStack
from infra.stacks.workflow import WorkflowStack

STAGE_CONTEXT = "stage"


def compose(app: App) -> dict[str, Stack]:
    """Create the stacks of the stage that the app's context names.

    Raises:
        ConfigurationError: no such stage, or a profile that is not one.
        ValueError: a function with its layers is too big for Lambda.
    """
    settings = settings_for(app.node.try_get_context(STAGE_CONTEXT) or "local")
    assets = stage_assets(settings)
    partners = read_profiles(PROFILES)
    names = {name: stack_name(settings.stage, name) for name in STACK_NAMES}
    storage = StorageStack(app, names["storage"], settings=settings)
    audit = AuditStack(app, names["audit"], assets=assets, storage=storage)
    stacks: dict[str, Stack] = {
        "storage": storage,
        "audit": audit,
        "intake": IntakeStack(
            app,
            names["intake"],
            assets=assets,
            partners=partners,
            storage=storage,
            audit_queue=audit.queue,
        ),
        "workflow": WorkflowStack(
            app, names["workflow"], assets=assets, storage=storage, audit_queue=audit.queue
        ),
        "analytics": AnalyticsStack(
            app, names["analytics"], assets=assets, storage=storage, audit_queue=audit.queue
        ),
    }
    stacks["operations"] = OperationsStack(
        app,
        names["operations"],
        assets=assets,
        storage=storage,
        watched=tuple(stacks.values()),
    )
    return stacks


def main() -> int:
    """Synthesize for the CDK's command line; 1 when something stands in the way."""
    app = App()
    try:
        compose(app)
    except ClaimTrailError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app.synth()
    open_findings = unacknowledged(app)
    for finding in open_findings:
        sys.stderr.write(f"cdk-nag: {finding}\n")
    if open_findings:
        sys.stderr.write("Fix them, or acknowledge them with a reason: infra/acknowledgments.py\n")
    return 1 if open_findings else 0


if __name__ == "__main__":
    sys.exit(main())
