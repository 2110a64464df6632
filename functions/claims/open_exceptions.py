"""On a schedule: makes evidence that is held too long an exception.

The schedule's tick; by hand with {"on": "YYYY-MM-DD"} for what is held too long by that day.
"""

from datetime import date
from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.claims.exceptions import exception_opener
from claimtrail.claims.log_events import ClaimLogEvent
from claimtrail.kernel.deadline import deadline_of


class Environment(environment.Environment):
    """The claims."""

    claim_table: environment.Name


@observed()
def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Open what is due; a run that fails is fixed by the next."""
    day = date.fromisoformat(event["on"]) if "on" in event else None
    opener = exception_opener(**Environment.from_env().model_dump(), deadline=deadline_of(context))
    opened = opener.run(day)
    note(ClaimLogEvent.EXCEPTIONS_OPENED, opened, claims=opened)
    return {"claims": opened}
