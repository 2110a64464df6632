"""The functions that record what comes due of tickets by itself, and send notices."""

from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.log_events import TicketLogEvent
from claimtrail.tickets.notices.occasions import subscribed
from infra.functions.declaration import (
    CountAlarm,
    FunctionDeclaration,
    Queue,
    Resource,
    Schedule,
    Subscription,
)

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
    # A whole processor: lost calls of many tickets are made good at once (docs/growth.md).
    # A message is of one ticket: a read, and a schedule if its next instant has changed. Its own
    # events do not come back to it.
    FunctionDeclaration(
        module="tickets.fire_clocks",
        stack="workflow",
        memory_mb=1769,
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
        # Finds the calls that never came; it reads these alone.
        schedule=Schedule(name="Clocks", every_minutes=5),
    ),
    # Its size lets it load HTTP and TLS within a second.
    FunctionDeclaration(
        module="tickets.notify_people",
        stack="workflow",
        memory_mb=512,
        timeout_seconds=60,
        reads=(
            Resource.TICKET_TABLE,
            Resource.OPERATIONS_TABLE,
            Resource.NOTICE_CHANNELS_SECRET,
        ),
        writes=(Resource.TICKET_TABLE,),
        # The review of answers of mail servers and webhooks that no table knows.
        actions={Resource.OPERATIONS_TABLE: ("dynamodb:PutItem",)},
        queue=Queue(
            name="Notices",
            batch_size=10,
            max_concurrency=5,
            filled_by=(
                Subscription(
                    name="PeopleConcerned",
                    description="Something happened to a ticket that people want notices of",
                    detail_types=tuple(subscribed()),
                ),
            ),
        ),
        schedule=Schedule(name="Notices", every_minutes=5),
        alarms=(
            CountAlarm(
                event=TicketLogEvent.NOTICES_GIVEN_UP,
                at_least=1,
                minutes=60,
                description=(
                    "notices to people could not be sent at the last attempt; "
                    "`claimtrail notices list --failed` lists them"
                ),
            ),
        ),
    ),
)
