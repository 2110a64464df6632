"""Given a ticket, fire_clocks sets its call, records what is due, and finds lost calls."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.alarm_book import DynamoAlarmBook
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.kernel.bus import to_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.tickets.events import opening_events
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sla.ports import SetCall
from functions.tickets.fire_clocks import handler
from tests.harness.aws.tables import make_table
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud
from tests.harness.tickets.alarm_play import MONDAY, played_ticket

pytestmark = [pytest.mark.cloud, pytest.mark.capability("T3.3")]


@pytest.fixture
def stage(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    table = make_table(cloud.client("dynamodb"), Store.TICKET_TABLE)
    group, bus = f"clocks-{uuid4().hex}", f"bus-{uuid4().hex}"
    cloud.client("scheduler").create_schedule_group(Name=group)
    cloud.client("events").create_event_bus(Name=bus)
    monkeypatch.setenv("TICKET_TABLE", table)
    monkeypatch.setenv("EVENT_BUS", bus)
    monkeypatch.setenv("CLOCK_GROUP", group)
    monkeypatch.setenv("CLOCK_ROLE_ARN", "arn:aws:iam::000000000000:role/clocks")
    client.cache_clear()
    yield table, group
    client.cache_clear()


def _schedules(cloud: RunningCloud, group: str) -> list[str]:
    found = cloud.client("scheduler").list_schedules(GroupName=group)["Schedules"]
    return [one["Name"] for one in found]


def test_a_ticket_is_called_for_and_what_is_due_is_recorded(
    cloud: RunningCloud, stage: tuple[str, str]
) -> None:
    table, group = stage
    tickets = DynamoTicketStore(cloud.client("dynamodb"), table)
    book = DynamoAlarmBook(cloud.client("dynamodb"), table)
    opened = utc_now() - timedelta(days=3650)
    ticket = played_ticket(opened_at=opened)
    old = ticket.history[0].model_copy(update={"at": opened})
    ticket = ticket.model_copy(update={"history": (old,)})
    tickets.put_new(ticket)
    [event] = opening_events(ticket)
    body = {"detail-type": event.detail_type.value, "detail": to_detail(event)}

    answer = handler(
        {"Records": [
            {"messageId": "m1", "eventSource": "aws:sqs", "body": json.dumps(body)},
            {"messageId": "m2", "eventSource": "aws:sqs", "body": "malformed"},
        ]},
        CONTEXT,
    )  # fmt: skip

    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]] == ["m2"]
    marks = _marks(tickets, ticket)
    assert [one for one in marks if one[0] == "resolution"] == [
        ("resolution", percent) for percent in (50, 75, 90, 100)
    ]
    assert _schedules(cloud, group) == []

    newer = played_ticket("esc_2", opened_at=utc_now())
    tickets.put_new(newer)
    handler({"ticket_id": newer.ticket_id}, CONTEXT)
    [name] = _schedules(cloud, group)
    assert name.startswith(newer.ticket_id)

    lost = SetCall(at=MONDAY, since=MONDAY)
    book.keep(newer.ticket_id, lost)
    assert handler({"time": "2026-11-30T00:00:00Z"}, CONTEXT)["healed"] == 1
    assert book.find(newer.ticket_id) != lost


def _marks(tickets: DynamoTicketStore, ticket: Ticket) -> list[Any]:
    stored = tickets.get(ticket.ticket_id)
    assert stored is not None
    return [(one.clock.clock_id, one.clock.percent) for one in stored.history if one.clock]
