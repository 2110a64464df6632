"""The schedule's tick."""

from typing import Any

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.logs import LogEvent, note
from claimtrail.claims.exceptions import Raiser
from claimtrail.kernel.time import utc_now
from functions.raise_exceptions.environment import Environment


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Raise what is due; a run that fails is mended by the next."""
    store = DynamoClaimStore(Environment.from_env().claim_table)
    raised = Raiser(store=store, clock=utc_now).run()
    note(LogEvent.EXCEPTIONS_RAISED, claims=raised)
    return {"claims": raised}
