"""Opens a ticket for each exception and each incident, and closes it when that is over.

Messages of the Exceptions queue: exceptions of claims, and incidents. And a schedule's tick, which
settles what an event should have reported, and resumes tickets whose payer answered.
"""

from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.bus import delivered_event
from claimtrail.bootstrap.tickets.outcomes import payer_answers
from claimtrail.bootstrap.tickets.settlement import ticket_settlement
from claimtrail.tickets.log_events import TicketLogEvent


class Environment(environment.Environment):
    """Claims, tickets, incidents, and the bus."""

    claim_table: environment.Name
    ticket_table: environment.Name
    operations_table: environment.Name
    event_bus: environment.Name


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Settle the ticket of each message; a failed message alone is redelivered."""
    given = Environment.from_env()
    tickets = ticket_settlement(**given.model_dump())

    if "Records" not in event:
        settled = tickets.incidents.settle_all() + tickets.exceptions.settle_open()
        answers = payer_answers(**given.model_dump(exclude={"operations_table"}))
        resumed = answers.settle_open()
        note(TicketLogEvent.ALERTS_SETTLED, count=settled, resumed=resumed)
        return {"tickets": settled}

    def settle(body: str) -> None:
        published = delivered_event(body)
        if published.detail_type.value.startswith("incident."):
            status = tickets.incidents.settle(published.subject_id)
            note(TicketLogEvent.INCIDENT_TICKETED, incident_id=published.subject_id, status=status)
            return
        status = tickets.exceptions.settle(
            published.subject_id, published.detail["evidence_event_id"]
        )
        note(TicketLogEvent.EXCEPTION_TICKETED, claim_id=published.subject_id, status=status)

    return work_off(event, context, take=settle)
