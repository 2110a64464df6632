"""People and reviews of their access on AWS."""

from claimtrail.access.people.last_use import LastUse
from claimtrail.access.people.ports import Directory
from claimtrail.access.people.scim import ScimHandler
from claimtrail.access.people.service import PeopleService
from claimtrail.access.reviews.model import DUE_DAYS, MONTHS
from claimtrail.access.reviews.service import ReviewService
from claimtrail.aws.access.directory import CognitoDirectory, SignInDirectory
from claimtrail.aws.access.people import DynamoPeopleStore
from claimtrail.aws.access.reviews import DynamoReviewStore
from claimtrail.aws.access.sessions import DynamoSessionStore
from claimtrail.aws.core.account.clients import client
from claimtrail.bootstrap.access.restrictions import access_work
from claimtrail.bootstrap.bus import publisher
from claimtrail.kernel.clock import utc_now


def last_use(operations_table: str) -> LastUse:
    """Return what hears of sign-ins and of each day of use."""
    return LastUse(store=DynamoPeopleStore(client("dynamodb"), operations_table), clock=utc_now)


def people_service(*, operations_table: str, event_bus: str, user_pool: str = "") -> PeopleService:
    """Return what ends the access of people, and remembers their last use.

    Without a user pool the directory is that of people who signed in.
    """
    dynamodb = client("dynamodb")
    store = DynamoPeopleStore(dynamodb, operations_table)
    directory: Directory = SignInDirectory(store.listed)
    if user_pool:
        directory = CognitoDirectory(client("cognito-idp"), user_pool)
    return PeopleService(
        store=store,
        sessions=DynamoSessionStore(dynamodb, operations_table),
        directory=directory,
        publisher=publisher(event_bus),
        clock=utc_now,
    )


def scim_handler(*, operations_table: str, event_bus: str, user_pool: str = "") -> ScimHandler:
    """Return what answers the identity provider's leaver feed."""
    return ScimHandler(
        people=people_service(
            operations_table=operations_table, event_bus=event_bus, user_pool=user_pool
        )
    )


def review_service(  # noqa: PLR0913 - the names of resources, and the pace
    *,
    operations_table: str,
    ticket_table: str,
    event_bus: str,
    user_pool: str = "",
    months: int = MONTHS,
    due_days: int = DUE_DAYS,
) -> ReviewService:
    """Return what opens reviews of access, and takes attestations."""
    return ReviewService(
        store=DynamoReviewStore(client("dynamodb"), operations_table),
        people=people_service(
            operations_table=operations_table, event_bus=event_bus, user_pool=user_pool
        ),
        publisher=publisher(event_bus),
        clock=utc_now,
        work=access_work(ticket_table=ticket_table, event_bus=event_bus),
        months=months,
        due_days=due_days,
    )
