"""On a schedule: removes tickets and attachments that are kept no longer, unless they are held."""

from dataclasses import asdict
from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.tickets.expiry import ticket_expiry
from claimtrail.kernel.deadline import deadline_of
from claimtrail.tickets.log_events import TicketLogEvent


class Environment(environment.Environment):
    """Tickets with their attachments and originals, and the holds."""

    ticket_table: environment.Name
    attachments_bucket: environment.Name
    operations_table: environment.Name
    claim_table: environment.Name


@observed()
def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:
    """Remove what is due; a run that fails is completed by the next."""
    expiry = ticket_expiry(**Environment.from_env().model_dump())
    done = asdict(expiry.run(deadline=deadline_of(context)))
    note(TicketLogEvent.TICKETS_EXPIRED, done["removed"], held=done["held"])
    return done
