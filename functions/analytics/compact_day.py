"""On a schedule: turns the trail's closed days into Parquet for analysts.

The schedule's tick; by hand with {"since": "YYYY-MM-DD"}, {"through": ...} for other days.
"""

from datetime import date
from typing import Any

from claimtrail.analytics.log_events import AnalyticsLogEvent
from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.analytics.compaction import compactor

_RESERVE_MILLISECONDS = 120_000
"""No file is begun with less time left; the next run goes on."""


class Environment(environment.Environment):
    """The trail, the lake, the views over both, and the secret that pseudonyms are made with."""

    audit_bucket: environment.Name
    lake_bucket: environment.Name
    glue_database: environment.Name
    claim_key_secret_arn: environment.Arn


@observed()
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Compact what is due; return which days of which datasets were made, with their rows."""
    done = compactor(
        **Environment.from_env().model_dump(),
        may_go_on=lambda: context.get_remaining_time_in_millis() > _RESERVE_MILLISECONDS,
    ).run(
        **{name: date.fromisoformat(event[name]) for name in ("since", "through") if name in event}
    )
    note(
        AnalyticsLogEvent.DAYS_COMPACTED,
        is_complete=done.is_complete,
        written=len(done.made),
        unchanged=done.unchanged,
        rows=sum(made.rows for made in done.made),
    )
    return {
        "made": [
            {"dataset": made.dataset, "day": made.day.isoformat(), "rows": made.rows}
            for made in done.made
        ],
        "unchanged": done.unchanged,
        "is_complete": done.is_complete,
        "closed_through": done.closed_through.isoformat() if done.closed_through else None,
    }
