"""Taking a stage down, step by step; a run that broke off is simply run again.

Workers go first, so that nothing writes any more; then the buckets are emptied, and the storage
goes last. Each step finds out what is left, and does nothing where nothing is.
"""

from claimtrail.bootstrap.stacks import EDGE, STACK_NAMES, stack_name
from infra.accounts.removal.model import Removal, deletion_order
from infra.accounts.removal.ports import DeployedStage, Progress


def find(deployed: DeployedStage, stage: str) -> Removal:
    """Return everything that goes with a stage."""
    names = deletion_order(stack_name(stage, each) for each in STACK_NAMES)
    stacks = tuple(deployed.stacks(names))
    return Removal(
        stage=stage,
        stacks=stacks,
        contents=tuple(deployed.contents(bucket) for one in stacks for bucket in one.buckets),
        items=sum(deployed.items(table) for one in stacks for table in one.tables),
        log_groups=tuple(deployed.log_groups(_prefixes(stage))),
    )


def find_edge(deployed: DeployedStage, stage: str) -> Removal:
    """Return the stack in front of the pages, of which nothing is left where it is not deployed.

    It goes after the others: CloudFront, in one of them, uses its web ACL.
    """
    return Removal(
        stage=stage,
        stacks=tuple(deployed.stacks((stack_name(stage, EDGE),))),
        contents=(),
        items=0,
        log_groups=(),
    )


def take_down(deployed: DeployedStage, removal: Removal, progress: Progress) -> None:
    """Delete a stage. Raises ClaimTrailError when a stack stays, with the reason."""
    for stack in removal.stacks:
        deployed.unprotect(stack)
        for bucket in stack.buckets:
            deployed.open_bucket(bucket)
        for bucket in stack.buckets:
            progress(f"emptying {bucket}")
            deployed.empty_bucket(bucket, progress)
        for vault in stack.vaults:
            progress(f"emptying the backup vault {vault}")
            deployed.empty_vault(vault)
        progress(f"deleting {stack.name}")
        deployed.delete_stack(stack.name, progress)
    # Functions write their last lines while they are deleted, and make their log groups again.
    for group in deployed.log_groups(_prefixes(removal.stage)):
        deployed.delete_log_group(group)


def _prefixes(stage: str) -> tuple[str, ...]:
    beginning = stack_name(stage, "")
    return (beginning, f"/aws/lambda/{beginning}", f"/aws/vendedlogs/states/{beginning}")
