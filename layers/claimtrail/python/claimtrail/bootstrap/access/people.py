"""People and reviews of their access on AWS."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from claimtrail.access.front.origin import NO_FRONT
from claimtrail.access.people.ports import Directory, PeopleStore
from claimtrail.access.people.service import PeopleService
from claimtrail.access.reviews.model import DUE_DAYS, MONTHS
from claimtrail.access.reviews.service import ReviewService
from claimtrail.access.reviews.uses import AccessUses, LoggedUses
from claimtrail.access.sign_in.model import ProviderChoice, SignInSettings
from claimtrail.access.sign_in.people import People, deployed_people
from claimtrail.aws.access.directory import CognitoDirectory, SignInDirectory
from claimtrail.aws.access.people import DynamoPeopleStore
from claimtrail.aws.access.reviews import DynamoReviewStore
from claimtrail.aws.access.sessions import DynamoSessionStore
from claimtrail.aws.core.account.clients import client
from claimtrail.bootstrap.access.restrictions import access_work
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.queries import athena
from claimtrail.kernel.clock import utc_now


def people_store(operations_table: str) -> PeopleStore:
    """Return the store of people who have signed in."""
    return DynamoPeopleStore(client("dynamodb"), operations_table)


def people_service(
    *,
    operations_table: str,
    event_bus: str,
    user_pool: str = "",
    providers: Iterable[ProviderChoice] = (),
    people: Callable[[], People] | None = None,
) -> PeopleService:
    """Return what ends the access of people, and remembers their last use.

    Without a user pool the directory is that of people who signed in. Providers say which
    directory a person of the pool is of, `people` which rights its groups give; without it, the
    table that was deployed does.
    """
    dynamodb = client("dynamodb")
    store = DynamoPeopleStore(dynamodb, operations_table)
    directory: Directory = SignInDirectory(store.listed)
    if user_pool:
        directory = CognitoDirectory(
            client("cognito-idp"),
            user_pool,
            providers=providers,
            people=(people or deployed_people)(),
        )
    return PeopleService(
        store=store,
        sessions=DynamoSessionStore(dynamodb, operations_table),
        directory=directory,
        publisher=publisher(event_bus),
        clock=utc_now,
    )


def providers_of(sign_in: str) -> tuple[ProviderChoice, ...]:
    """Return the identity providers by the settings that the stack gives to functions.

    None of a stage to whose pages nothing leads.
    """
    if sign_in in {"", NO_FRONT}:
        return ()
    return SignInSettings.model_validate_json(sign_in).providers


def review_service(  # noqa: PLR0913 - the names of resources, and the pace
    *,
    operations_table: str,
    ticket_table: str,
    event_bus: str,
    user_pool: str = "",
    providers: Iterable[ProviderChoice] = (),
    people: Callable[[], People] | None = None,
    months: int = MONTHS,
    due_days: int = DUE_DAYS,
) -> ReviewService:
    """Return what opens reviews of access, and takes attestations."""
    return ReviewService(
        store=DynamoReviewStore(client("dynamodb"), operations_table),
        people=people_service(
            operations_table=operations_table,
            event_bus=event_bus,
            user_pool=user_pool,
            providers=providers,
            people=people,
        ),
        publisher=publisher(event_bus),
        clock=utc_now,
        work=access_work(ticket_table=ticket_table, event_bus=event_bus),
        months=months,
        due_days=due_days,
    )


def access_uses(access_queries: str) -> AccessUses:
    """Return the access log as reviews ask for it.

    `access_queries` is a workgroup and a database with a slash between them.
    """
    workgroup, _, database = access_queries.partition("/")
    queries = athena(workgroup=workgroup, database=database)

    def ask(sql: str) -> Iterator[Sequence[Any]]:
        return (row for page in queries.ask(sql).pages for row in page)

    return LoggedUses(ask=ask)
