"""Given people who signed in, review_access opens their review, ends leavers, and escalates."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from claimtrail.access.people.leavers import Leaver
from claimtrail.access.people.service import PeopleService
from claimtrail.access.roles import JobRole
from claimtrail.aws.access.reviews import DynamoReviewStore
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.access.people import people_service
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from functions.access.review_access import handler
from tests.harness.access.use_cases import someone
from tests.harness.aws.tables import make_table
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C5.8", "T6.4")]


@pytest.fixture
def tables(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str, str]]:
    """The tables and the bus of a stage on which two people signed in."""
    dynamodb = cloud.client("dynamodb")
    operations = make_table(dynamodb, Store.OPERATIONS_TABLE)
    tickets = make_table(dynamodb, Store.TICKET_TABLE)
    bus = cloud.client("events").create_event_bus(Name=f"bus-{uuid4().hex}")["EventBusArn"]
    for name, value in {
        "OPERATIONS_TABLE": operations,
        "TICKET_TABLE": tickets,
        "EVENT_BUS": bus,
        "ACCESS_REVIEW_MONTHS": "3",
        "ACCESS_REVIEW_DAYS": "14",
    }.items():
        monkeypatch.setenv(name, value)
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

    assert counts[0] == {"ended": 1, "opened": 1, "overdue_reviews": 0, "overdue_openings": 0}
    assert counts[1] == {"ended": 0, "opened": 0, "overdue_reviews": 0, "overdue_openings": 0}
    [review] = DynamoReviewStore(client("dynamodb"), operations).open_reviews()
    assert [one.person_id for one in review.items] == ["dana"]


def test_a_late_review_becomes_a_ticket(tables: tuple[str, str, str]) -> None:
    operations, tickets, bus = tables
    signed_in(people_service(operations_table=operations, event_bus=bus), "dana")
    handler({}, CONTEXT)
    store = DynamoReviewStore(client("dynamodb"), operations)
    [review] = store.open_reviews()
    late = utc_now().date() - timedelta(days=1)
    store.save(review.model_copy(update={"version": 2, "due_on": late}))

    counts = [handler({}, CONTEXT)["overdue_reviews"] for _ in range(2)]

    assert counts == [1, 1]
    [ticket] = DynamoTicketStore(client("dynamodb"), tickets).list_open(limit=9)
    assert (ticket.category.value, ticket.claim_id) == ("access/review_overdue", "")
    assert "dana" not in json.dumps(ticket.model_dump(mode="json"))
