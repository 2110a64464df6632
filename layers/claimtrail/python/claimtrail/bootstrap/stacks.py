"""The stacks of a stage: deployed by `infra.app`, searched for outputs by the commands."""

STACK_NAMES = ("storage", "audit", "analytics", "workflow", "intake", "web", "operations")
"""In the order of deployment, readers of records before their writers (docs/upgrades.md).

Deployed as `claimtrail-<stage>-<name>`.
"""


EDGE, EDGE_REGION = "edge", "us-east-1"
"""The stack in front of the pages, and the region that CloudFront asks of it. Where the pages are
public it is there whatever the stage's region is; it has no outputs for commands."""


def stack_name(stage: str, name: str) -> str:
    """Return the CloudFormation name of a stack in a stage: of EDGE or one of STACK_NAMES."""
    return f"claimtrail-{stage}-{name}"


def log_prefix(stage: str) -> str:
    """Return how the names of the log groups of a stage's functions begin: with their stack's."""
    return f"claimtrail-{stage}-"
