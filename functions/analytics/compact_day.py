"""On a schedule: turns the trail's closed days into Parquet for analysts.

The schedule's tick; by hand with {"since": "YYYY-MM-DD"}, {"through": ...} for other days.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from claimtrail.analytics.compaction import Compactor
from claimtrail.analytics.parquet import DuckDbWriter
from claimtrail.aws.analytics.lake_files import S3Lake, S3Trail
from claimtrail.aws.core.clients import client
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.secrets import claim_key_secret
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    audit_bucket: str
    lake_bucket: str
    claim_key_secret_arn: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            audit_bucket=require(Variable.AUDIT_BUCKET),
            lake_bucket=require(Variable.LAKE_BUCKET),
            claim_key_secret_arn=require(Variable.CLAIM_KEY_SECRET_ARN),
        )


_RESERVE_MILLISECONDS = 120_000
"""No file is begun with less time left; the next run goes on."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Compact what is due; says which days of which datasets were made, with their rows."""
    bounds = {
        name: date.fromisoformat(event[name]) for name in ("since", "through") if name in event
    }
    environment = Environment.from_env()
    done = Compactor(
        trail=S3Trail(client("s3"), bucket=environment.audit_bucket),
        lake=S3Lake(client("s3"), bucket=environment.lake_bucket),
        writer=DuckDbWriter(mask_key=claim_key_secret(environment.claim_key_secret_arn)),
        clock=utc_now,
        may_go_on=lambda: context.get_remaining_time_in_millis() > _RESERVE_MILLISECONDS,
    ).run(**bounds)
    note(
        LogEvent.DAYS_COMPACTED,
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
    }
