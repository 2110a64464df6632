"""Routes tickets whose facts changed, gives them to people, and takes them from those who are away.

Messages of the Routing queue: bus events of tickets. And a schedule's tick: for absences that
begin, for people who have room again, and for the count of tickets that no rule matches.
"""

from dataclasses import asdict
from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.bus import delivered_event
from claimtrail.bootstrap.tickets.routing import routing_service
from claimtrail.kernel.deadline import deadline_of
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.log_events import TicketLogEvent
from claimtrail.tickets.routing.decisions import RoutingTrigger


class Environment(environment.Environment):
    """Tickets with rules and desk, and the bus."""

    ticket_table: environment.Name
    event_bus: environment.Name


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Route the ticket of each message; a failed message alone is redelivered."""
    routing = routing_service(**Environment.from_env().model_dump())
    if "Records" not in event:
        swept = asdict(routing.sweep(deadline=deadline_of(context)))
        note(TicketLogEvent.TICKETS_SWEPT, **swept)
        if swept["unallocated"]:
            note(TicketLogEvent.TICKETS_UNALLOCATED, count=swept["unallocated"])
        return swept

    def route(body: str) -> None:
        published = delivered_event(body)
        is_new = published.detail_type is TicketDetailType.TICKET_OPENED
        trigger = RoutingTrigger.OPENED if is_new else RoutingTrigger.FACTS_CHANGED
        ticket = routing.route(published.subject_id, trigger=trigger)
        rule = ticket.routing.rule if ticket and ticket.routing else ""
        note(TicketLogEvent.TICKET_ROUTED, ticket_id=published.subject_id, rule=rule)

    return work_off(event, context, take=route)
