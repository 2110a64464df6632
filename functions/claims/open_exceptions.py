"""On a schedule: makes evidence that is held too long an exception.

The schedule's tick; by hand with {"on": "YYYY-MM-DD"} for what is held too long by that day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.environment import require
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.claims.projection.overdue import ExceptionOpener
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.deadline import deadline_of
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(claim_table=require(Variable.CLAIM_TABLE))


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Raise what is due; a run that fails is fixed by the next."""
    day = date.fromisoformat(event["on"]) if "on" in event else None
    store = DynamoClaimStore(Environment.from_env().claim_table)
    raised = ExceptionOpener(store=store, clock=utc_now, deadline=deadline_of(context)).run(day)
    note(LogEvent.EXCEPTIONS_OPENED, claims=raised)
    return {"claims": raised}
