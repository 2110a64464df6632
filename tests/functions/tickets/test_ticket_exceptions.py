"""Given the event of an exception, ticket_exceptions opens its ticket, and closes it again."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.incidents.table import DynamoIncidentStore
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.incidents.service import Grouper
from claimtrail.kernel.bus import to_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.tickets.model import TicketCategory, TicketStatus
from functions.tickets.ticket_exceptions import handler
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.tables import make_table
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, ack999, front_end, submitted
from tests.harness.escalations.incident_occurrences import rejected, without_authority
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud
from tests.twins.kernel import MemoryPublisher

pytestmark = pytest.mark.cloud

_SECONDS = 5
LONG_AGO = utc_now() - timedelta(days=10)


@pytest.fixture
def stores(
    cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[DynamoClaimStore, DynamoTicketStore]]:
    claims = make_claim_table(cloud.client("dynamodb"))
    tickets = make_table(cloud.client("dynamodb"), Store.TICKET_TABLE)
    operations = make_table(cloud.client("dynamodb"), Store.OPERATIONS_TABLE)
    bus = f"bus-{uuid4().hex}"
    cloud.client("events").create_event_bus(Name=bus)
    monkeypatch.setenv("CLAIM_TABLE", claims)
    monkeypatch.setenv("TICKET_TABLE", tickets)
    monkeypatch.setenv("OPERATIONS_TABLE", operations)
    monkeypatch.setenv("EVENT_BUS", bus)
    monkeypatch.setattr("claimtrail.bootstrap.tickets.settlement.deployed_profiles", demo_partners)
    client.cache_clear()
    yield DynamoClaimStore(claims), DynamoTicketStore(cloud.client("dynamodb"), tickets)
    client.cache_clear()


def _published(store: DynamoClaimStore) -> dict[str, Any]:
    """Return what is published of the claim's next change, as the queue delivers it.

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

    failed = handler(_published(claims), CONTEXT)["batchItemFailures"]

    assert [one["itemIdentifier"] for one in failed] == ["m1"]
    [ticket] = tickets.list_by_claim(CLAIM_ID)
    assert ticket.status is TicketStatus.NEW

    claims.append_events([submitted(1), ack999(1)])
    handler(_published(claims), CONTEXT)

    [ticket] = tickets.list_by_claim(CLAIM_ID)
    assert ticket.status is TicketStatus.CLOSED


@pytest.mark.capability("C3.2")
def test_given_an_incident_of_a_partner_without_authority_then_it_is_a_task_of_its_contact(
    stores: tuple[DynamoClaimStore, DynamoTicketStore], cloud: RunningCloud
) -> None:
    _, tickets = stores
    operations = os.environ["OPERATIONS_TABLE"]
    publisher = MemoryPublisher()
    grouper = Grouper(
        store=DynamoIncidentStore(cloud.client("dynamodb"), operations),
        publisher=publisher,
        clock=utc_now,
    )

    for event in (without_authority(1), without_authority(2)):
        grouper.take(event)
    assert handler(_batch(publisher), CONTEXT) == {"batchItemFailures": []}

    [task] = tickets.list_open(limit=9)
    assert task.category == TicketCategory.WITHOUT_AUTHORITY

    for event in (without_authority(1, is_over=True), without_authority(2, is_over=True)):
        grouper.take(event)
    handler(_batch(publisher), CONTEXT)
    assert tickets.list_open(limit=9) == []


@pytest.mark.capability("T2.4")
def test_given_a_failed_posting_then_its_ticket_is_there_once_the_event_was_handled(
    stores: tuple[DynamoClaimStore, DynamoTicketStore], cloud: RunningCloud
) -> None:
    """And the schedule's tick closes what no event reported."""
    _, tickets = stores
    publisher = MemoryPublisher()
    grouper = Grouper(
        store=DynamoIncidentStore(cloud.client("dynamodb"), os.environ["OPERATIONS_TABLE"]),
        publisher=publisher,
        clock=utc_now,
    )
    failed = rejected(1)
    grouper.take(replace(failed, detail={**failed.detail, "transaction_type": "835"}))

    assert handler(_batch(publisher), CONTEXT) == {"batchItemFailures": []}

    [ticket] = tickets.list_open(limit=9)
    assert ticket.category == TicketCategory.POSTING_FAILED
    assert (utc_now() - ticket.opened_at).total_seconds() < _SECONDS

    grouper.resolve(ticket.origin_id, actor="user:ada", note="a corrected file came")
    assert handler({"source": "aws.events"}, CONTEXT) == {"tickets": 1}
    assert tickets.list_open(limit=9) == []


def _batch(publisher: MemoryPublisher) -> dict[str, Any]:
    """Return what was published, as the queue delivers it."""
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
