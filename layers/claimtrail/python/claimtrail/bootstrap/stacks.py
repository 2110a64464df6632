"""The stacks of a stage: deployed by `infra.app`, searched for outputs by the commands."""

STACK_NAMES = ("storage", "audit", "analytics", "workflow", "intake", "operations")
"""In the order of deployment, readers of records before their writers (docs/upgrades.md).

Deployed as `claimtrail-<stage>-<name>`.
"""


def stack_name(stage: str, name: str) -> str:
    """Return the CloudFormation name of one of STACK_NAMES in a stage."""
    return f"claimtrail-{stage}-{name}"
