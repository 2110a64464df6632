"""The function that records what comes due of tickets by itself, and calls for what comes next."""

from claimtrail.tickets.detail_types import TicketDetailType
from infra.functions.declaration import (
    FunctionDeclaration,
    Queue,
    Resource,
    Schedule,
    Subscription,
)

_AN_HOUR = 60
"""Minutes."""
_CLOCKS_MOVED = (
    TicketDetailType.TICKET_OPENED,
    TicketDetailType.TICKET_UPDATED,
    TicketDetailType.TICKET_ASSIGNED,
    TicketDetailType.TICKET_ROUTED,
    TicketDetailType.TICKET_NOTED,
    TicketDetailType.TICKET_STARTED,
    TicketDetailType.TICKET_HELD,
    TicketDetailType.TICKET_RESUMED,
    TicketDetailType.TICKET_RESOLVED,
    TicketDetailType.TICKET_REOPENED,
    TicketDetailType.TICKET_CLOSED,
    TicketDetailType.TICKET_CANCELED,
    TicketDetailType.TICKET_LINKED,
    TicketDetailType.TICKET_MERGED,
    TicketDetailType.TICKET_JOINED,
    TicketDetailType.TICKET_CATEGORIZED,
    TicketDetailType.TICKET_PRIORITIZED,
    TicketDetailType.TICKET_HANDED_OVER,
    TicketDetailType.TICKET_HANDED_BACK,
)
"""Events by which clocks may start, rest, go on, end or have another target."""

FUNCTIONS = (
    # A message is of one ticket: a read, and a schedule if its next instant has changed. Its own
    # events do not come back to it.
    FunctionDeclaration(
        module="tickets.fire_clocks",
        stack="workflow",
        memory_mb=256,
        timeout_seconds=60,
        reads=(Resource.TICKET_TABLE,),
        writes=(Resource.TICKET_TABLE, Resource.EVENT_BUS),
        actions={
            Resource.CLOCK_GROUP: ("scheduler:CreateSchedule", "scheduler:DeleteSchedule"),
            Resource.CLOCK_ROLE: ("iam:PassRole",),
        },
        queue=Queue(
            name="Clocks",
            batch_size=10,
            max_concurrency=10,
            filled_by=(
                Subscription(
                    name="ClocksMoved",
                    description="Something happened to a ticket by which its clocks run otherwise",
                    detail_types=_CLOCKS_MOVED,
                    detail={"actor": [{"anything-but": ["system:fire_clocks"]}]},
                ),
            ),
        ),
        schedule=Schedule(name="Clocks", every_minutes=_AN_HOUR),
    ),
)
