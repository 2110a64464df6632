"""`claimtrail compact`: days of the trail become Parquet now, beside the schedule."""

from datetime import datetime
from typing import Any

import click

from claimtrail.cli.options import json_option, stage_option
from claimtrail.cli.output import Output
from claimtrail.cli.stage import Stage, open_stage
from claimtrail.kernel import names

_DAY = click.DateTime(["%Y-%m-%d"])


def register(group: click.Group) -> None:
    """Add the command."""
    group.add_command(compact)


@click.command()
@click.option("--since", type=_DAY, help="The first day; default: those that may still change.")
@click.option("--through", type=_DAY, help="The last day, at most today; default: yesterday.")
@stage_option
@json_option
def compact(since: datetime | None, through: datetime | None, stage: str, as_json: bool) -> None:
    """Make Parquet of the trail's days for analysts: the stage's own compaction, now.

    What is made stays so until its day changes; running it again is harmless.
    """
    done = run_compaction(open_stage(stage), since=since, through=through)
    output = Output(as_json)
    output.data(done)
    show_compaction(output, done)


def run_compaction(
    stage: Stage, *, since: datetime | None = None, through: datetime | None = None
) -> dict[str, Any]:
    """Run the stage's compact_day. Raises ClaimTrailError when it fails; its log says why."""
    bounds = {"since": since, "through": through}
    return stage.invoke(
        names.Output.COMPACTION_FUNCTION,
        {name: f"{day:%Y-%m-%d}" for name, day in bounds.items() if day},
    )


def show_compaction(output: Output, done: dict[str, Any]) -> None:
    """Show which days of which tables were made, and their rows."""
    output.table(
        ("Table", "Day", "Rows"),
        [(each["dataset"], each["day"], each["rows"]) for each in done["made"]],
        right=("Rows",),
        empty="Every day is as it was.",
    )
    output.say(f"  {len(done['made'])} made, {done['unchanged']} unchanged")
    if not done["is_complete"]:
        output.say("  [yellow]There was no time for all of it; run it again.[/]")
