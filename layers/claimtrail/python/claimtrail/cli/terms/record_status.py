"""`claimtrail record-status`: what somebody saw of a claim at the payer's, as evidence."""

from datetime import datetime

from claimtrail import __version__
from claimtrail.claims.fold.decisions.recorded_statuses import SeenIn, reported
from claimtrail.cli.claims.stores import identify, read_claim, store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.kernel.clock import utc_now


def record(
    claim_access: ClaimAccess,
    *,
    identifier: str,
    number: bool,
    term: str,
    seen_on: datetime,
    seen_in: SeenIn,
    said: str,
) -> None:
    """Record a status that was seen, in the name of who types."""
    wanted = identify(claim_access.stage, identifier, number=number)
    event = reported(
        read_claim(claim_access.stage, wanted, typed=identifier),
        term=term,
        seen_in=seen_in,
        words=said,
        seen_on=seen_on.date(),
        by=claim_access.stage.caller(),
        at=utc_now(),
        code_version=__version__,
    )
    store_of(claim_access.stage).append_events([event])
    output = claim_access.at([wanted], fields=("event_id",))
    output.data({"claim_id": wanted, "event_id": event.event_id})
    output.say(f"Recorded as {event.event_id}; `claimtrail claim {wanted}` shows what follows.")
