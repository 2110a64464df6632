"""The function that opens a ticket for each exception, and closes it when the exception heals."""

from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.incidents.causes import WITHOUT_AUTHORITY
from claimtrail.incidents.detail_types import IncidentDetailType
from infra.functions.declaration import FunctionDeclaration, Queue, Resource, Subscription

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
)
