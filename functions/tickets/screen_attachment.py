"""Looks at what was uploaded for a ticket, and takes it out of quarantine if it is harmless.

Messages of the Attachment queue: objects that S3 tells of, and results of GuardDuty's scans.
"""

import json
from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.tickets.attachments import attachment_service
from claimtrail.bootstrap.tickets.stores import stored_ticket_texts
from claimtrail.partners.profile import deployed_profiles
from claimtrail.tickets.attachments.guardduty import SCAN_RESULT, scanned_key, verdict_of
from claimtrail.tickets.attachments.model import ids_of_key
from claimtrail.tickets.log_events import TicketLogEvent


class Environment(environment.Environment):
    """Tickets with their attachments, the claims, the bus, and the scanner."""

    claim_table: environment.Name
    ticket_table: environment.Name
    attachments_bucket: environment.Name
    event_bus: environment.Name
    attachment_scanner: environment.Name


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Screen the attachment of each message; a failed message alone is redelivered."""
    given = Environment.from_env()
    service = attachment_service(
        **given.model_dump(exclude={"claim_table"}),
        texts=stored_ticket_texts(given.claim_table, deployed_profiles()),
    )

    def screen(body: str) -> None:
        envelope = json.loads(body)
        detail = envelope["detail"]
        is_result = envelope["detail-type"] == SCAN_RESULT
        ids = ids_of_key(scanned_key(detail) if is_result else detail["object"]["key"])
        if ids is None:
            return
        done = service.scanned(*ids, verdict_of(detail)) if is_result else service.screen(*ids)
        state = done.state if done else None
        note(TicketLogEvent.ATTACHMENT_SCREENED, ticket_id=ids[0], state=state)

    return work_off(event, context, take=screen)
