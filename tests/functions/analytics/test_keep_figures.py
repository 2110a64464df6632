"""Given claims and tickets that changed, keep_figures counts what is stored of them, once."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from claimtrail.analytics.figures.model import OwnerLoad
from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.analytics.figures import stage_figures
from claimtrail.claims.projection.messages import ChangedClaimsMessage
from claimtrail.kernel.bus import to_detail
from claimtrail.kernel.retention import Store
from claimtrail.tickets.events import last_event, opening_events
from claimtrail.tickets.status_changes import closed
from functions.analytics.keep_figures import handler
from tests.contract.escalations.test_ticket_store import a_ticket
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.tables import make_table
from tests.harness.claims.claim_events import CLAIM_ID, accepted_claim, remitted
from tests.harness.claims.projecting import project_one
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C8.5")]


class Stage:
    """The function's tables."""

    def __init__(self, cloud: RunningCloud) -> None:
        dynamodb = cloud.client("dynamodb")
        self.tables = {
            "CLAIM_TABLE": make_claim_table(dynamodb),
            "TICKET_TABLE": make_table(dynamodb, Store.TICKET_TABLE),
            "OPERATIONS_TABLE": make_table(dynamodb, Store.OPERATIONS_TABLE),
        }
        self.claims = DynamoClaimStore(self.tables["CLAIM_TABLE"])
        self.tickets = DynamoTicketStore(dynamodb, self.tables["TICKET_TABLE"])

    @property
    def figures(self) -> Any:
        return stage_figures(self.tables["OPERATIONS_TABLE"]).read()


@pytest.fixture
def stage(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    client.cache_clear()
    stage = Stage(cloud)
    for name, table in stage.tables.items():
        monkeypatch.setenv(name, table)
    yield stage
    client.cache_clear()


def messages(*bodies: str) -> dict[str, Any]:
    return {
        "Records": [
            {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}
            for number, body in enumerate(bodies)
        ]
    }


CHANGED = ChangedClaimsMessage(claim_ids=(CLAIM_ID, "clm_nobody")).text()


def test_given_a_claim_that_changed_then_its_stored_version_counts_once(stage: Stage) -> None:
    stage.claims.append_events(accepted_claim())
    project_one(stage.claims)
    assert handler(messages(CHANGED, CHANGED), CONTEXT) == {"batchItemFailures": []}
    assert {state: one.claims for state, one in stage.figures.by_state.items()} == {"ACCEPTED": 1}

    stage.claims.append_events([remitted(16, 80, "CO-45:20")])
    project_one(stage.claims)
    handler(messages(CHANGED), CONTEXT)
    handler(messages(CHANGED), CONTEXT)

    figures = stage.figures
    assert {state: one.paid_cents for state, one in figures.by_state.items()} == {"PAID": 8_000}
    assert figures.totals.claims == 1


def test_given_tickets_then_the_open_ones_count_for_their_owner(stage: Stage) -> None:
    ticket = stage.tickets.put_new(a_ticket(amount_cents=500))
    event, *_ = opening_events(ticket)
    body = json.dumps({"detail-type": event.detail_type.value, "detail": to_detail(event)})
    handler(messages(body), CONTEXT)
    assert stage.figures.owners == {
        "queue:claims-follow-up": OwnerLoad(tickets=1, amount_cents=500)
    }

    done = closed(ticket, reason="paid", at=ticket.opened_at, actor="system:test")
    stage.tickets.save(done)
    event = last_event(done)
    body = json.dumps({"detail-type": event.detail_type.value, "detail": to_detail(event)})
    handler(messages(body), CONTEXT)
    assert stage.figures.owners == {}


def test_given_a_malformed_message_then_it_alone_is_redelivered(stage: Stage) -> None:
    stage.claims.append_events(accepted_claim())
    project_one(stage.claims)

    answer = handler(messages("malformed", CHANGED), CONTEXT)

    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]] == ["m0"]
    assert stage.figures.totals.claims == 1
