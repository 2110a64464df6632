"""`claimtrail teardown`: a stage goes with everything in it, once its name was typed."""

from dataclasses import asdict
from pathlib import Path

import click
from rich.status import Status

from claimtrail.bootstrap.stacks import EDGE_REGION
from claimtrail.cli.core.output import Output, size
from claimtrail.cli.core.stage import LOCAL, use_local_cloud
from claimtrail.kernel.clock import utc_now
from infra.accounts.removal.aws_stage import AwsDeployedStage
from infra.accounts.removal.model import Removal
from infra.accounts.removal.rules import require_account, require_removable, require_unlocked
from infra.accounts.removal.service import find, find_edge, take_down
from infra.stage import STAGES_ROOT, file_that_sets, settings_for

_LOCAL_SECONDS = 0.2


def teardown(
    output: Output, *, stage: str, yes: str | None, dry_run: bool, root: Path | None
) -> None:
    """Show what goes with a stage, have its name typed, and take it down.

    Raises:
        ConfigurationError: the stage keeps its data, or the credentials are of another account.
        ConflictError: objects are locked in compliance mode or held; nothing was deleted.
        ClaimTrailError: a bucket or a stack stays, with the reason; the next run goes on.
    """
    folder = root or STAGES_ROOT
    settings = settings_for(stage, folder)
    require_removable(settings, utc_now().date(), lambda key: file_that_sets(key, stage, folder))
    if stage == LOCAL:
        use_local_cloud()
        seconds = {"every_seconds": _LOCAL_SECONDS}
    else:
        seconds = {}
    deployed = AwsDeployedStage(settings.region, **seconds)
    in_front = AwsDeployedStage(EDGE_REGION, **seconds)
    require_account(settings, deployed.account())
    with Status("Looking at what is there", console=output.errors):
        own, edge = find(deployed, stage), find_edge(in_front, stage)
    removal = own.followed_by(edge)
    if removal.is_empty:
        output.data({"stage": stage, "deleted": False, "removal": asdict(removal)})
        output.say(f"○ Nothing of the stage {stage} is deployed.")
        return
    show(output, removal)
    require_unlocked(removal)
    if not dry_run:
        confirm(stage, yes)
        with Status("Taking down", console=output.errors) as shown:
            for region, part in ((deployed, own), (in_front, edge)):
                take_down(region, part, lambda text: shown.update(text.capitalize()))
    output.data({"stage": stage, "deleted": not dry_run, "removal": asdict(removal)})
    output.say(
        "○ Nothing was deleted." if dry_run else f"○ The stage {stage} is gone.{_keys(stage)}"
    )


def _keys(stage: str) -> str:
    """Return the sentence about what AWS keeps for a while."""
    return "" if stage == LOCAL else " Its KMS keys go in 30 days."


def confirm(stage: str, typed: str | None) -> None:
    """Have the stage's name typed. Raises click's usage error when another one was."""
    if typed is None:
        typed = click.prompt(f"Type the stage's name to delete all of it ({stage})", err=True)
    if typed != stage:
        raise click.UsageError(f"{typed!r} is not the stage's name: nothing was deleted.")


def show(output: Output, removal: Removal) -> None:
    """Show stacks and buckets, with what they hold."""
    output.table(
        ("Stack", "State", "Resources", "Protected"),
        [
            (one.name, one.status, one.resources, "yes" if one.is_protected else "no")
            for one in removal.stacks
        ],
        right=("Resources",),
        empty="No stack is left.",
    )
    output.table(
        ("Bucket", "Versions", "Delete markers", "Size", "Locked for good", "Held"),
        [
            (one.name, one.versions, one.markers, size(one.size), one.locked, one.held)
            for one in removal.contents
        ],
        right=("Versions", "Delete markers", "Size", "Locked for good", "Held"),
        empty="No bucket is left.",
    )
    output.note(
        f"{removal.items:,} items in tables (counted by DynamoDB every six hours), "
        f"{len(removal.log_groups)} log groups."
    )
