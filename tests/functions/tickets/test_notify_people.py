"""Given events of tickets, notify_people sends each notice once, and later what waited."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.secrets import kept_secrets
from claimtrail.aws.tickets.notices import DynamoNoticePreferences
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.tickets import notices
from claimtrail.kernel.bus import to_detail
from claimtrail.kernel.retention import Store
from claimtrail.tickets.events import opening_events
from claimtrail.tickets.notices.model import NoticeChannel, NoticePreferences
from functions.tickets.notify_people import handler
from tests.harness.aws.tables import make_table
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud
from tests.harness.tickets.alarm_play import played_ticket
from tests.twins.notices import MemorySender

pytestmark = pytest.mark.cloud


@pytest.fixture
def stage(
    cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, MemorySender]]:
    table = make_table(cloud.client("dynamodb"), Store.TICKET_TABLE)
    text = '{"pages": "https://pages.example/"}'
    arn = cloud.client("secretsmanager").create_secret(Name=table, SecretString=text)["ARN"]
    monkeypatch.setenv("TICKET_TABLE", table)
    monkeypatch.setenv("NOTICE_CHANNELS_SECRET_ARN", arn)
    operations = make_table(cloud.client("dynamodb"), Store.OPERATIONS_TABLE)
    monkeypatch.setenv("OPERATIONS_TABLE", operations)
    monkeypatch.setenv("CHANNELS_KEPT_SECONDS", "60")
    sender = MemorySender()
    monkeypatch.setattr(notices, "senders_of", lambda _: {NoticeChannel.MAIL: sender})
    client.cache_clear()
    kept_secrets.cache_clear()
    yield table, sender
    client.cache_clear()
    kept_secrets.cache_clear()


def test_a_ticket_that_opens_is_told_once_and_a_refused_message_comes_back(
    cloud: RunningCloud, stage: tuple[str, MemorySender]
) -> None:
    table, sender = stage
    dynamodb = cloud.client("dynamodb")
    ticket = played_ticket()
    DynamoTicketStore(dynamodb, table).put_new(ticket)
    wishes = NoticePreferences(recipient="queue:denials", mail="denials@desk.example")
    DynamoNoticePreferences(dynamodb, table).keep(wishes)
    [event] = opening_events(ticket)
    body = json.dumps({"detail-type": event.detail_type.value, "detail": to_detail(event)})
    records = [_record("m1", body), _record("m2", body), _record("m3", "malformed")]

    answer = handler({"Records": records}, CONTEXT)

    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]] == ["m3"]
    [message] = sender.sent
    assert message.lines[0].endswith(f"https://pages.example/tickets/{ticket.ticket_id}")
    assert handler({"time": "2026-12-01T00:00:00Z"}, CONTEXT) == {
        "sent": 0,
        "failed": 0,
        "given_up": 0,
        "is_complete": True,
    }
    assert len(sender.sent) == 1


def _record(name: str, body: str) -> dict[str, Any]:
    return {"messageId": name, "eventSource": "aws:sqs", "body": body}
