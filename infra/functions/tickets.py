"""The functions that open a ticket for each exception and for each outcome, and route them."""

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.lifecycle.action_rules import NO_ACTION, STATE_RULES
from claimtrail.escalations.payer_answers import PAYER_SAYS
from claimtrail.incidents.detail_types import IncidentDetailType
from claimtrail.tickets.attachments.guardduty import SCAN_RESULT
from claimtrail.tickets.attachments.model import QUARANTINE
from claimtrail.tickets.detail_types import TicketDetailType
from claimtrail.tickets.log_events import TicketLogEvent
from claimtrail.tickets.routing.rules import RoutingStrategy
from infra.functions.declaration import (
    AwsEvents,
    CountAlarm,
    FunctionDeclaration,
    Queue,
    Resource,
    Schedule,
    Subscription,
)

_ACTED_ON = [state.value for state in STATE_RULES]
"""The states in which a person must act."""
_AN_HOUR = 60
_A_DAY = 24 * 60
_A_WEEK = 7 * _A_DAY
"""Minutes."""
_REMOVES = ("s3:ListBucket", "s3:DeleteObject")
_OF_PEOPLE = [one.value for one in RoutingStrategy if one is not RoutingStrategy.QUEUE_ONLY]
_FACTS_CHANGED = (
    TicketDetailType.TICKET_UPDATED,
    TicketDetailType.TICKET_CATEGORIZED,
    TicketDetailType.TICKET_PRIORITIZED,
    TicketDetailType.TICKET_TAGGED,
    TicketDetailType.TICKET_REOPENED,
    TicketDetailType.TICKET_MERGED,
    TicketDetailType.TICKET_JOINED,
    TicketDetailType.TICKET_SPLIT,
)
_AT_REST = [state.value for state in NO_ACTION]
_PAYER_SAYS = [one.value for one in PAYER_SAYS]

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
                    name="Incidents",
                    description="Updates of one cause failed, or do so no more; an alarm rings",
                    detail_types=(
                        IncidentDetailType.INCIDENT_OPENED,
                        IncidentDetailType.INCIDENT_GREW,
                        IncidentDetailType.INCIDENT_REOPENED,
                        IncidentDetailType.INCIDENT_RESOLVED,
                    ),
                ),
            ),
        ),
        # An event is handled within seconds; this looks for those that were lost on the way.
        schedule=Schedule(name="Alerts", every_minutes=_AN_HOUR),
    ),
    # One attachment a message: it is read whole, a DOCX is unpacked to look at its parts, and the
    # text of either is masked, by what the ticket's claims know of their patients.
    FunctionDeclaration(
        module="tickets.screen_attachment",
        stack="workflow",
        memory_mb=1024,
        timeout_seconds=120,
        layers=("attachments",),
        reads=(Resource.ATTACHMENTS_BUCKET, Resource.CLAIM_TABLE, Resource.TICKET_TABLE),
        writes=(Resource.ATTACHMENTS_BUCKET, Resource.TICKET_TABLE, Resource.EVENT_BUS),
        actions={Resource.ATTACHMENTS_BUCKET: _REMOVES},
        queue=Queue(
            name="Attachment",
            batch_size=1,
            max_concurrency=5,
            filled_by=(
                AwsEvents(
                    name="Attached",
                    description="A file was uploaded for a ticket",
                    source="aws.s3",
                    detail_type="Object Created",
                    detail={
                        "bucket": {"name": Resource.ATTACHMENTS_BUCKET},
                        "object": {"key": [{"prefix": QUARANTINE}]},
                    },
                ),
                AwsEvents(
                    name="Scanned",
                    description="GuardDuty scanned a file that was uploaded for a ticket",
                    source="aws.guardduty",
                    detail_type=SCAN_RESULT,
                    detail={"s3ObjectDetails": {"bucketName": Resource.ATTACHMENTS_BUCKET}},
                ),
            ),
        ),
    ),
    # Reads every ticket once a week; a run that has no time left goes on with the next.
    FunctionDeclaration(
        module="tickets.expire_tickets",
        stack="workflow",
        memory_mb=256,
        timeout_seconds=300,
        reads=(Resource.OPERATIONS_TABLE, Resource.TICKET_TABLE),
        writes=(Resource.TICKET_TABLE,),
        actions={
            Resource.ATTACHMENTS_BUCKET: _REMOVES,
            Resource.CLAIM_TABLE: ("dynamodb:Query", "dynamodb:BatchWriteItem"),
        },
        schedule=Schedule(name="Expiry", every_minutes=_A_WEEK),
    ),
    # A message is of a hundred claims at most, and each takes a few requests. The daily tick reads
    # each open ticket with its claim, the nearest due day first, for as long as it has time.
    FunctionDeclaration(
        module="tickets.ticket_outcomes",
        stack="workflow",
        memory_mb=256,
        timeout_seconds=120,
        reads=(Resource.CLAIM_TABLE, Resource.OPERATIONS_TABLE, Resource.TICKET_TABLE),
        writes=(Resource.TICKET_TABLE, Resource.EVENT_BUS),
        # The review of errors that no table knows: its entry, and the text in the protected table.
        actions={
            Resource.CLAIM_TABLE: ("dynamodb:PutItem",),
            Resource.OPERATIONS_TABLE: ("dynamodb:PutItem",),
        },
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
                    name="PayerAnswered",
                    description="Payers say how claims stand: tickets that wait for them go on",
                    detail_types=(ClaimDetailType.CLAIMS_STATUS_CHANGED,),
                    detail={"detail": {"before": _AT_REST, "after": _PAYER_SAYS}},
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
    # A new ticket has its queue already: it comes here only where its rule asks for a person.
    FunctionDeclaration(
        module="tickets.route_tickets",
        stack="workflow",
        memory_mb=256,
        timeout_seconds=60,
        reads=(Resource.TICKET_TABLE,),
        writes=(Resource.TICKET_TABLE, Resource.EVENT_BUS),
        queue=Queue(
            name="Routing",
            batch_size=10,
            max_concurrency=5,
            filled_by=(
                Subscription(
                    name="ForPeople",
                    description="Tickets opened that a rule gives to people",
                    detail_types=(TicketDetailType.TICKET_OPENED,),
                    detail={"detail": {"routing_strategy": _OF_PEOPLE}},
                ),
                Subscription(
                    name="FactsChanged",
                    description="Facts of a ticket changed, so that another rule may match",
                    detail_types=_FACTS_CHANGED,
                ),
            ),
        ),
        schedule=Schedule(name="Routing", every_minutes=15),
        alarms=(
            CountAlarm(
                event=TicketLogEvent.TICKETS_UNALLOCATED,
                at_least=2,
                minutes=60,
                description=(
                    "no rule of routing matches some open tickets; "
                    "`claimtrail tickets list --owner queue:unallocated` lists them"
                ),
            ),
        ),
    ),
)
