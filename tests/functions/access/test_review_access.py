"""Given people who signed in, review_access opens their review, ends leavers, and escalates."""

import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest

from claimtrail.access.front.origin import NO_FRONT
from claimtrail.access.people.leavers import Leaver
from claimtrail.access.people.model import AccountStanding
from claimtrail.access.people.service import PeopleService
from claimtrail.access.reviews.model import UseCount
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.people import People
from claimtrail.aws.access.reviews import DynamoReviewStore
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.access import people as people_on_aws
from claimtrail.bootstrap.access.people import people_service
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from functions.access import review_access
from functions.access.review_access import handler
from tests.harness.access.use_cases import someone
from tests.harness.aws.tables import make_table
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud
from tests.twins.access import MemoryAccessUses

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C5.8", "T6.4")]


@pytest.fixture
def tables(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str, str]]:
    """The tables and the bus of a stage on which two people signed in."""
    dynamodb = cloud.client("dynamodb")
    operations = make_table(dynamodb, Store.OPERATIONS_TABLE)
    tickets = make_table(dynamodb, Store.TICKET_TABLE)
    bus = cloud.client("events").create_event_bus(Name=f"bus-{uuid4().hex}")["EventBusArn"]
    pool = cloud.client("cognito-idp").create_user_pool(PoolName="people")["UserPool"]["Id"]
    for name, value in {
        "OPERATIONS_TABLE": operations,
        "TICKET_TABLE": tickets,
        "EVENT_BUS": bus,
        "USER_POOL": pool,
        "SIGN_IN": NO_FRONT,
        "ACCESS_QUERIES": "analysts/claimtrail",
        "ACCESS_REVIEW_MONTHS": "3",
        "ACCESS_REVIEW_DAYS": "14",
    }.items():
        monkeypatch.setenv(name, value)
    uses = {"dana": {"claim.read": UseCount(count=7, last_on=date(2026, 11, 8))}}
    monkeypatch.setattr(review_access, "access_uses", lambda _: MemoryAccessUses(uses))
    monkeypatch.setattr(people_on_aws, "deployed_people", People)
    client.cache_clear()
    yield operations, tickets, bus
    client.cache_clear()


def signed_in(people: PeopleService, *names: str) -> None:
    for name in names:
        people.last_use.signed_in(someone(name, JobRole.BILLER))


def test_people_are_listed_for_review_once_and_leavers_are_out(
    tables: tuple[str, str, str],
) -> None:
    operations, _, bus = tables
    people = people_service(operations_table=operations, event_bus=bus)
    signed_in(people, "dana", "lee")
    yesterday = utc_now().date() - timedelta(days=1)
    people.take_leavers([Leaver(person_id="lee", left_on=utc_now().date())], by="user:ada")
    leaving = people.store.find("lee")
    assert leaving is not None
    passed = leaving.model_copy(update={"version": leaving.version + 1, "leaves_on": yesterday})
    people.store.save(passed)

    counts = [handler({}, CONTEXT) for _ in range(2)]

    nothing = dict.fromkeys(counts[0], 0)
    assert counts[0] == nothing | {"ended": 1, "opened": 1, "counted": 1, "orphans": 1}
    assert counts[1] == nothing | {"orphans": 1}
    [review] = DynamoReviewStore(client("dynamodb"), operations).open_reviews()
    [dana] = review.items
    assert (dana.person_id, dana.standing) == ("dana", AccountStanding.NO_ACCOUNT)
    assert dana.use_count == 7


def test_accounts_of_the_user_pool_are_listed_beside_people_and_end_with_a_contract(
    tables: tuple[str, str, str], cloud: RunningCloud
) -> None:
    operations, _, bus = tables
    cognito, pool = cloud.client("cognito-idp"), os.environ["USER_POOL"]
    past = (utc_now().date() - timedelta(days=3)).isoformat()
    for name, attributes in {
        "acme_1": {"preferred_username": "dana"},
        "acme_2": {"preferred_username": "orphan"},
        "acme_3": {"preferred_username": "max", "custom:contract_ends_on": past},
    }.items():
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=name,
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
        )
    signed_in(people_service(operations_table=operations, event_bus=bus), "dana", "max")

    counts = handler({}, CONTEXT)

    assert (counts["ended"], counts["orphans"]) == (1, 1)
    [review] = DynamoReviewStore(client("dynamodb"), operations).open_reviews()
    assert {one.person_id: one.standing for one in review.items} == {
        "dana": AccountStanding.USED,
        "orphan": AccountStanding.NEVER_USED,
    }
    max_account = cognito.admin_get_user(UserPoolId=pool, Username="acme_3")
    assert max_account["Enabled"] is False


def test_a_late_review_becomes_a_ticket(tables: tuple[str, str, str]) -> None:
    operations, tickets, bus = tables
    signed_in(people_service(operations_table=operations, event_bus=bus), "dana")
    handler({}, CONTEXT)
    store = DynamoReviewStore(client("dynamodb"), operations)
    [review] = store.open_reviews()
    late = utc_now().date() - timedelta(days=1)
    store.save(review.model_copy(update={"version": review.version + 1, "due_on": late}))

    counts = [handler({}, CONTEXT)["overdue_reviews"] for _ in range(2)]

    assert counts == [1, 1]
    [ticket] = DynamoTicketStore(client("dynamodb"), tickets).list_open(limit=9)
    assert (ticket.category, ticket.claim_id) == ("access/review_overdue", "")
    assert "dana" not in json.dumps(ticket.model_dump(mode="json"))
