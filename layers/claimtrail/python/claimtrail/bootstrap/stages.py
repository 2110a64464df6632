"""A stage as commands find it: by the outputs of its stacks."""

from claimtrail.aws.core.account import stacks
from claimtrail.bootstrap.stacks import STACK_NAMES, stack_name


def outputs_of(stage: str) -> dict[str, str]:
    """Return the outputs of a stage's stacks, of those that are deployed.

    Raises ConfigurationError (CLOUD_UNREACHABLE) when AWS does not answer.
    """
    return stacks.outputs_of(stack_name(stage, name) for name in STACK_NAMES)
