"""`claimtrail compact`: days of the trail become Parquet now, beside the schedule."""

from datetime import datetime
from typing import Any

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.core.waiting import waiting_for


def compact(
    stage: Stage, output: Output, *, since: datetime | None, through: datetime | None
) -> None:
    """Make Parquet of the trail's days for analysts: the stage's own compaction, now."""
    with waiting_for(output, "the stage's compaction, a quarter of an hour at the most"):
        done = run_compaction(stage, since=since, through=through)
    output.data(done)
    show_compaction(output, done)


def run_compaction(
    stage: Stage, *, since: datetime | None = None, through: datetime | None = None
) -> dict[str, Any]:
    """Run the stage's compact_day. Raises ClaimTrailError when it fails; its log says why."""
    bounds = {"since": since, "through": through}
    return stage.invoke(
        AnalyticsOutput.COMPACTION_FUNCTION,
        {name: f"{day:%Y-%m-%d}" for name, day in bounds.items() if day},
    )


def show_compaction(output: Output, done: dict[str, Any]) -> None:
    """Show which days of which tables were made, and their rows."""
    output.table(
        ("Table", "Day", "Rows"),
        [(each["dataset"], each["day"], each["rows"]) for each in done["made"]],
        right=("Rows",),
        empty="No day had to be made again.",
    )
    output.say(f"  {len(done['made'])} made, {done['unchanged']} unchanged")
    if done.get("closed_through"):
        output.say(f"  Athena reads Parquet through {done['closed_through']}, then the trail.")
    if not done["is_complete"]:
        output.say("  [yellow]There was no time for all of it; run it again.[/]")
