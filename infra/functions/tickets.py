"""The functions that open a ticket for each exception and for each outcome, and close it again."""

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.lifecycle.action_rules import NO_ACTION, STATE_RULES
from claimtrail.incidents.causes import WITHOUT_AUTHORITY
from claimtrail.incidents.detail_types import IncidentDetailType
from claimtrail.tickets.detail_types import TicketDetailType
from infra.functions.declaration import (
    FunctionDeclaration,
    Queue,
    Resource,
    Schedule,
    Subscription,
)

_ACTED_ON = [state.value for state in STATE_RULES]
"""The states in which a person must act."""
_AN_HOUR = 60
_A_DAY = 24 * _AN_HOUR
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
_AT_REST = [state.value for state in NO_ACTION]

FUNCTIONS = (
    FunctionDeclaration(
        module="tickets.ticket_exceptions",
        stack="workflow",
        memory_mb=256,
        timeout_seconds=60,
        reads=(Resource.CLAIM_TABLE, Resource.OPERATIONS_TABLE, Resource.TICKET_TABLE),
        writes=(Resource.TICKET_TABLE, Resource.EVENT_BUS),
        queue=Queue(
            name="Exceptions",
            batch_size=10,
            max_concurrency=10,
            filled_by=(
                Subscription(
                    name="Held",
                    description="Evidence is held too long, or is so no more",
                    detail_types=(
                        ClaimDetailType.CLAIM_EXCEPTION_OPENED,
                        ClaimDetailType.CLAIM_EXCEPTION_CLOSED,
                    ),
                ),
                Subscription(
                    name="WithoutAuthority",
                    description="A partner's records lack authority over their claims, or do so "
                    "no more",
                    detail_types=(
                        IncidentDetailType.INCIDENT_OPENED,
                        IncidentDetailType.INCIDENT_REOPENED,
                        IncidentDetailType.INCIDENT_RESOLVED,
                    ),
                    detail={"detail": {"kind": [WITHOUT_AUTHORITY]}},
                ),
            ),
        ),
    ),
    # A message is of a hundred claims at most, and each takes a few requests. The daily tick reads
    # each open ticket with its claim, the nearest due day first, for as long as it has time.
    FunctionDeclaration(
        module="tickets.ticket_outcomes",
        stack="workflow",
        memory_mb=256,
        timeout_seconds=120,
        reads=(Resource.CLAIM_TABLE, Resource.TICKET_TABLE),
        writes=(Resource.TICKET_TABLE, Resource.EVENT_BUS),
        queue=Queue(
            name="Outcomes",
            batch_size=5,
            max_concurrency=10,
            filled_by=(
                Subscription(
                    name="OutcomeCame",
                    description="Claims came to an outcome that a person must act on",
                    detail_types=(ClaimDetailType.CLAIMS_STATUS_CHANGED,),
                    detail={"detail": {"after": _ACTED_ON}},
                ),
                Subscription(
                    name="OutcomeWent",
                    description="Claims left an outcome that a person had to act on",
                    detail_types=(ClaimDetailType.CLAIMS_STATUS_CHANGED,),
                    detail={"detail": {"before": _ACTED_ON, "after": _AT_REST}},
                ),
                Subscription(
                    name="OutcomeChanged",
                    description="The outcome's reasons or amounts changed, or another claim took "
                    "its place",
                    detail_types=(
                        ClaimDetailType.CLAIMS_OUTCOME_CHANGED,
                        ClaimDetailType.CLAIM_SUPERSEDED,
                        ClaimDetailType.CLAIM_REINSTATED,
                    ),
                ),
            ),
        ),
        schedule=Schedule(name="Tickets", every_minutes=_A_DAY),
    ),
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
