"""Given what is told of an exception, ticket_exceptions opens its ticket, and closes it again."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.claim_table import DynamoClaimStore
from claimtrail.aws.clients import client
from claimtrail.aws.incident_table import DynamoIncidentStore
from claimtrail.aws.ticket_table import DynamoTicketStore
from claimtrail.claims.announcements import announce
from claimtrail.claims.projection import project
from claimtrail.incidents.group import Grouper
from claimtrail.kernel.errors import ConfigurationError
from claimtrail.kernel.events import to_detail
from claimtrail.kernel.memory import MemoryPublisher
from claimtrail.kernel.names import Index, Variable
from claimtrail.kernel.time import utc_now
from claimtrail.tickets.model import Category, TicketStatus
from functions.ticket_exceptions.environment import Environment
from functions.ticket_exceptions.handler import handler
from tests.support.claim_events import CLAIM_ID, INFERRING, ack999, front_end, submitted
from tests.support.claim_tables import make_claim_table
from tests.support.cloud import RunningCloud
from tests.support.escalation_tables import make_table
from tests.support.incident_signs import without_authority
from tests.support.intake_world import demo_partners

pytestmark = pytest.mark.cloud

LONG_AGO = utc_now() - timedelta(days=10)


@pytest.fixture
def stores(
    cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[DynamoClaimStore, DynamoTicketStore]]:
    claims = make_claim_table(cloud.client("dynamodb"))
    tickets = make_table(cloud.client("dynamodb"), Index.BY_CLAIM, Index.BY_STATUS)
    operations = make_table(cloud.client("dynamodb"), Index.BY_STATUS)
    bus = f"bus-{uuid4().hex}"
    cloud.client("events").create_event_bus(Name=bus)
    monkeypatch.setenv(Variable.CLAIM_TABLE, claims)
    monkeypatch.setenv(Variable.TICKET_TABLE, tickets)
    monkeypatch.setenv(Variable.OPERATIONS_TABLE, operations)
    monkeypatch.setenv(Variable.EVENT_BUS, bus)
    monkeypatch.setattr("functions.ticket_exceptions.handler.deployed_profiles", demo_partners)
    client.cache_clear()
    yield DynamoClaimStore(claims), DynamoTicketStore(cloud.client("dynamodb"), tickets)
    client.cache_clear()


def _told(store: DynamoClaimStore) -> dict[str, Any]:
    """What is told of the claim's next change, as the queue delivers it; and a message of none."""
    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=utc_now)
    assert change is not None
    bodies = [
        json.dumps({"detail-type": event.detail_type.value, "detail": to_detail(event)})
        for event in announce(change)
        if event.detail_type.value.startswith("claim.exception_")
    ]
    return {
        "Records": [
            {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}
            for number, body in enumerate([*bodies, "poison"])
        ]
    }


@pytest.mark.capability("C3.2")
def test_given_an_exception_then_it_is_a_ticket_until_it_heals(
    stores: tuple[DynamoClaimStore, DynamoTicketStore],
) -> None:
    claims, tickets = stores
    claims.append_events([front_end(2, "A2", recorded_at=LONG_AGO)])

    failed = handler(_told(claims), None)["batchItemFailures"]

    assert [one["itemIdentifier"] for one in failed] == ["m1"]
    [ticket] = tickets.list_by_claim(CLAIM_ID)
    assert ticket.status is TicketStatus.OPEN

    claims.append_events([submitted(1), ack999(1)])
    handler(_told(claims), None)

    [ticket] = tickets.list_by_claim(CLAIM_ID)
    assert ticket.status is TicketStatus.CLOSED


@pytest.mark.capability("C3.2")
def test_given_an_incident_of_a_partner_without_authority_then_it_is_a_task_of_its_contact(
    stores: tuple[DynamoClaimStore, DynamoTicketStore], cloud: RunningCloud
) -> None:
    _, tickets = stores
    operations = os.environ[Variable.OPERATIONS_TABLE]
    publisher = MemoryPublisher()
    grouper = Grouper(
        store=DynamoIncidentStore(cloud.client("dynamodb"), operations),
        publisher=publisher,
        clock=utc_now,
    )

    for event in (without_authority(1), without_authority(2)):
        grouper.take(event)
    assert handler(_batch(publisher), None) == {"batchItemFailures": []}

    [task] = tickets.list_open(limit=9)
    assert task.category is Category.WITHOUT_AUTHORITY

    for event in (without_authority(1, is_over=True), without_authority(2, is_over=True)):
        grouper.take(event)
    handler(_batch(publisher), None)
    assert tickets.list_open(limit=9) == []


def _batch(publisher: MemoryPublisher) -> dict[str, Any]:
    """What was published, as the queue delivers it."""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "eventSource": "aws:sqs",
                "body": json.dumps(
                    {"detail-type": event.detail_type.value, "detail": to_detail(event)}
                ),
            }
            for number, event in enumerate(publisher.events.values())
        ]
    }


def test_given_no_ticket_table_then_the_environment_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(Variable.CLAIM_TABLE, "claims")
    monkeypatch.delenv(Variable.TICKET_TABLE, raising=False)

    with pytest.raises(ConfigurationError, match=Variable.TICKET_TABLE):
        Environment.from_env()
