"""Given claims that were denied, ticket_outcomes opens a ticket for each, until the claim moves."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import events_of_change
from claimtrail.claims.publishing.status_changes import group_status_changes
from claimtrail.kernel.bus import to_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.tickets.model import TicketStatus
from functions.tickets.ticket_outcomes import handler
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.tables import make_table
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, accepted_claim, remitted
from tests.harness.intake.intake_fixture import demo_partners
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C3.4")]


@pytest.fixture
def stores(
    cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[DynamoClaimStore, DynamoTicketStore]]:
    claims = make_claim_table(cloud.client("dynamodb"))
    tickets = make_table(cloud.client("dynamodb"), Store.TICKET_TABLE)
    bus = f"bus-{uuid4().hex}"
    cloud.client("events").create_event_bus(Name=bus)
    monkeypatch.setenv("CLAIM_TABLE", claims)
    monkeypatch.setenv("TICKET_TABLE", tickets)
    monkeypatch.setenv("EVENT_BUS", bus)
    monkeypatch.setenv(
        "OPERATIONS_TABLE", make_table(cloud.client("dynamodb"), Store.OPERATIONS_TABLE)
    )
    monkeypatch.setattr("claimtrail.bootstrap.tickets.outcomes.deployed_profiles", demo_partners)
    client.cache_clear()
    yield DynamoClaimStore(claims), DynamoTicketStore(cloud.client("dynamodb"), tickets)
    client.cache_clear()


def _published(store: DynamoClaimStore) -> dict[str, Any]:
    """Return what is published of the claim's next change, twice, and a message of none."""
    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=utc_now)
    assert change is not None
    bodies = [
        json.dumps({"detail-type": event.detail_type.value, "detail": to_detail(event)})
        for event in group_status_changes(events_of_change(change))
    ]
    return {
        "Records": [
            {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}
            for number, body in enumerate([*bodies, *bodies, "malformed"])
        ]
    }


def test_given_a_denial_then_it_is_a_ticket_until_the_claim_moves(
    stores: tuple[DynamoClaimStore, DynamoTicketStore],
) -> None:
    claims, tickets = stores
    claims.append_events([*accepted_claim(), remitted(20, 0, "CO-50:100", status="4")])

    failed = handler(_published(claims), CONTEXT)["batchItemFailures"]

    assert len(failed) == 1
    [ticket] = tickets.list_by_claim(CLAIM_ID)
    assert ticket.status is TicketStatus.NEW
    assert tickets.list_open(limit=9) == [ticket]
    assert ticket.cause is not None
    assert ticket.cause.code == "CO-50"

    stale = ticket.model_copy(update={"version": ticket.version + 1, "next_action": "Appeal."})
    tickets.save(stale)
    assert handler({"time": "2026-11-30T00:00:00Z"}, CONTEXT) == {
        "looked_at": 1,
        "changed": 1,
        "is_complete": True,
    }
    [refreshed] = tickets.list_open(limit=9)
    assert refreshed.next_action == ticket.next_action

    claims.append_events([remitted(25, 90, "CO-45:10", trace="EFT-LATER")])
    handler(_published(claims), CONTEXT)

    [ticket] = tickets.list_by_claim(CLAIM_ID)
    assert ticket.status is TicketStatus.CLOSED
    assert ticket.close_reason is not None
    assert "it was DENIED and is PAID" in ticket.close_reason
    assert tickets.list_open(limit=9) == []
