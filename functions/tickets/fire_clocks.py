"""Records warnings and breaches of tickets' clocks at their instants, and sets the next call.

Invoked in three ways: by messages of the Clocks queue, bus events of tickets whose clocks may run
otherwise; by the ticket's own schedule of EventBridge Scheduler; and by a tick every five minutes,
which finds the calls that never came.
"""

from dataclasses import asdict
from typing import Any

from claimtrail.aws.core.account import environment
from claimtrail.aws.core.messages.queue_batch import work_off
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.bus import delivered_event
from claimtrail.bootstrap.tickets.clocks import clock_alarms
from claimtrail.kernel.deadline import deadline_of
from claimtrail.tickets.log_events import TicketLogEvent


class Environment(environment.Environment):
    """Tickets, the bus, and the schedules of clocks."""

    ticket_table: environment.Name
    event_bus: environment.Name
    clock_group: environment.Name
    clock_role_arn: environment.Arn


@observed()
def handler(event: dict[str, Any], context: Any) -> Any:
    """Settle the clocks of each message's ticket, of one ticket, or of those without a call."""
    # The schedules call this very function: its own address is no part of its environment.
    alarms = clock_alarms(
        **Environment.from_env().model_dump(), function_arn=context.invoked_function_arn
    )

    def settle(ticket_id: str, *, is_called: bool) -> None:
        at = alarms.settle(ticket_id, is_called=is_called)
        next_at = at.isoformat() if at else None
        note(TicketLogEvent.CLOCKS_SETTLED, ticket_id=ticket_id, next_at=next_at)

    if "Records" in event:
        return work_off(
            event,
            context,
            take=lambda body: settle(delivered_event(body).subject_id, is_called=False),
        )
    if "ticket_id" in event:
        settle(event["ticket_id"], is_called=True)
        return None
    healed = asdict(alarms.heal(deadline=deadline_of(context)))
    note(TicketLogEvent.CLOCKS_HEALED, **healed)
    return healed
