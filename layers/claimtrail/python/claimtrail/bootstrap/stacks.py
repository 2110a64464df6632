"""The stacks of a stage: deployed by `infra.app`, searched for outputs by the commands."""

STACK_NAMES = ("storage", "audit", "intake", "workflow", "analytics", "operations")
"""In the order of deployment; deployed as `claimtrail-<stage>-<name>`."""


def stack_name(stage: str, name: str) -> str:
    """Return the CloudFormation name of one of STACK_NAMES in a stage."""
    return f"claimtrail-{stage}-{name}"
