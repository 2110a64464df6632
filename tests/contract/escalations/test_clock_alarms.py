"""One suite for both schedules of clocks, and one for both books of their instants."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.tickets.alarm_book import DynamoAlarmBook
from claimtrail.aws.tickets.clock_schedule import SchedulerClockSchedule, ScheduleTarget
from claimtrail.aws.tickets.facility_counts import DynamoFacilityCounts
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.tickets.escalating.ports import FacilityCounts
from claimtrail.tickets.sla.ports import AlarmBook, ClockSchedule, SetCall
from tests.harness.aws.tables import make_table
from tests.harness.escalations.pending_claims import NOW
from tests.harness.eventually import eventually
from tests.twins.clocks import MemoryAlarmBook, MemoryClockSchedule, MemoryFacilityCounts

pytestmark = pytest.mark.capability("T3.3")

LATER = utc_now().replace(microsecond=0) + timedelta(days=900)
Counted = tuple[ClockSchedule, Callable[[], int]]
"""A schedule, and the number of calls that it has set."""


def _scheduler(client: Any, target_arn: str) -> Counted:
    group = f"test-{uuid4().hex}"
    client.create_schedule_group(Name=group)
    target = ScheduleTarget(
        group=group, role_arn="arn:aws:iam::000000000000:role/test", function_arn=target_arn
    )
    return SchedulerClockSchedule(client, target), lambda: len(
        client.list_schedules(GroupName=group)["Schedules"]
    )


@pytest.fixture(params=["memory", pytest.param("scheduler", marks=pytest.mark.cloud)])
def counted(request: pytest.FixtureRequest) -> Counted:
    if request.param == "memory":
        schedule = MemoryClockSchedule()
        return schedule, lambda: len(schedule.calls)
    client = request.getfixturevalue("cloud").client("scheduler")
    return _scheduler(client, "arn:aws:lambda:us-east-1:000000000000:function:test")


def test_a_call_is_set_once_and_cleared(counted: Counted) -> None:
    schedule, count = counted
    for _ in range(2):
        schedule.set("tkt_one", LATER)
    schedule.set("tkt_one", LATER + timedelta(seconds=1))
    schedule.set("tkt_two", LATER)
    assert count() == 3

    schedule.clear("tkt_one", LATER)
    schedule.clear("tkt_one", LATER)
    schedule.clear("tkt_none", LATER)
    assert count() == 2


@pytest.mark.cloud
@pytest.mark.long
def test_the_scheduler_calls_with_the_ticket_and_forgets_the_call(cloud: Any) -> None:
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=f"test-{uuid4().hex}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    schedule, count = _scheduler(cloud.client("scheduler"), arn["QueueArn"])

    schedule.set("tkt_one", utc_now())

    def called() -> list[Any] | None:
        found: list[Any] | None = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5).get(
            "Messages"
        )
        return found

    [message] = eventually(called)
    assert message["Body"] == '{"ticket_id": "tkt_one"}'
    assert count() == 0


@pytest.fixture(params=["memory", pytest.param("dynamodb", marks=pytest.mark.cloud)])
def book(request: pytest.FixtureRequest) -> Iterator[AlarmBook]:
    if request.param == "memory":
        yield MemoryAlarmBook()
        return
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    yield DynamoAlarmBook(dynamodb, make_table(dynamodb, Store.TICKET_TABLE))


def test_a_ticket_has_one_call_and_is_found_once_that_has_passed(book: AlarmBook) -> None:
    second = timedelta(seconds=1)
    calls = {"tkt_b": NOW, "tkt_a": NOW, "tkt_c": NOW - second}
    for ticket_id, at in calls.items():
        book.keep(ticket_id, SetCall(at=at, since=NOW - 2 * second))
    other = SetCall(at=NOW + second, since=NOW)
    book.keep("tkt_a", other)

    assert book.find("tkt_a") == other
    assert book.find("tkt_none") is None
    assert list(book.overdue(NOW + second)) == ["tkt_c", "tkt_b"]

    book.keep("tkt_b", None)
    book.keep("tkt_none", None)
    assert book.find("tkt_b") is None
    assert list(book.overdue(NOW + 2 * second)) == ["tkt_c", "tkt_a"]


@pytest.fixture(params=["memory", pytest.param("dynamodb", marks=pytest.mark.cloud)])
def counts(request: pytest.FixtureRequest) -> FacilityCounts:
    if request.param == "memory":
        return MemoryFacilityCounts()
    dynamodb = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoFacilityCounts(dynamodb, make_table(dynamodb, Store.TICKET_TABLE))


@pytest.mark.capability("T3.2")
def test_facilities_of_a_cause_are_counted_by_their_last_ticket(counts: FacilityCounts) -> None:
    day = timedelta(days=1)
    for facility, ago in (("1", 8), ("1", 2), ("2", 2), ("2", 9), ("3", 8)):
        counts.see("cause_a", facility, opened_at=NOW - ago * day)

    assert counts.seen("cause_a", days=7, now=NOW) == 2
    assert counts.seen("cause_a", days=8, now=NOW) == 3
    assert counts.seen("cause_b", days=7, now=NOW) == 0
