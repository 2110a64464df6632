"""Given what is published an exception, ticket_exceptions opens its ticket, and closes it again."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.clients import client
from claimtrail.aws.incidents.table import DynamoIncidentStore
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.incidents.service import Grouper
from claimtrail.kernel.bus import to_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ConfigurationError
from claimtrail.kernel.names import Index, Variable
from claimtrail.tickets.model import TicketCategory, TicketStatus
from functions.tickets.ticket_exceptions import Environment, handler
from tests.harness.claim_events import CLAIM_ID, INFERRING, ack999, front_end, submitted
from tests.harness.claim_tables import make_claim_table
from tests.harness.cloud import RunningCloud
from tests.harness.escalation_tables import make_table
from tests.harness.incident_occurrences import without_authority
from tests.harness.intake_fixture import demo_partners
from tests.twins.kernel import MemoryPublisher

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
    monkeypatch.setattr("functions.tickets.ticket_exceptions.deployed_profiles", demo_partners)
    client.cache_clear()
    yield DynamoClaimStore(claims), DynamoTicketStore(cloud.client("dynamodb"), tickets)
    client.cache_clear()


def _told(store: DynamoClaimStore) -> dict[str, Any]:
    """What is published the claim's next change, as the queue delivers it.

    And a message of none.
    """
    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=utc_now)
    assert change is not None
    bodies = [
        json.dumps({"detail-type": event.detail_type.value, "detail": to_detail(event)})
        for event in events_of_change(change)
        if event.detail_type.value.startswith("claim.exception_")
    ]
    return {
        "Records": [
            {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}
            for number, body in enumerate([*bodies, "malformed"])
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
    assert task.category is TicketCategory.WITHOUT_AUTHORITY

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
