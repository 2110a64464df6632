"""The schedule's tick; by hand with {"on": "YYYY-MM-DD"} for what is held too long by that day."""

from datetime import date
from typing import Any

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.logs import LogEvent, note
from claimtrail.claims.exceptions import Raiser
from claimtrail.kernel.deadline import deadline_of
from claimtrail.kernel.time import utc_now
from functions.raise_exceptions.environment import Environment


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Raise what is due; a run that fails is mended by the next."""
    day = date.fromisoformat(event["on"]) if "on" in event else None
    store = DynamoClaimStore(Environment.from_env().claim_table)
    raised = Raiser(store=store, clock=utc_now, deadline=deadline_of(context)).run(day)
    note(LogEvent.EXCEPTIONS_RAISED, claims=raised)
    return {"claims": raised}
