"""Given rules for people, route_tickets gives tickets to the desk, and takes them back."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.tickets.routing import DynamoDeskStore, DynamoRuleStore
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.tickets.stores import ticket_service
from claimtrail.kernel.bus import to_detail
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.tickets.events import last_events
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.routing.desk import Absence
from claimtrail.tickets.routing.proposals import ProposalState, RuleProposal
from functions.tickets.route_tickets import handler
from tests.harness.aws.tables import make_table
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud
from tests.harness.tickets.desks import CASES, RULES, a_denial, a_desk

pytestmark = [pytest.mark.cloud, pytest.mark.capability("T3.1", "C4.5")]


@pytest.fixture
def tables(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    table = make_table(cloud.client("dynamodb"), Store.TICKET_TABLE)
    bus = f"bus-{uuid4().hex}"
    cloud.client("events").create_event_bus(Name=bus)
    monkeypatch.setenv("TICKET_TABLE", table)
    monkeypatch.setenv("EVENT_BUS", bus)
    client.cache_clear()
    yield table, bus
    client.cache_clear()


def _applied() -> RuleProposal:
    now = utc_now() - timedelta(days=1)
    return RuleProposal(
        version=2,
        state=ProposalState.APPLIED,
        rules_text=RULES.replace("2026-12-01", "2026-01-02"),
        cases_text=CASES,
        proposed_by="user:ann",
        proposed_at=now,
        why="people of the desk",
        applied_by="user:ann",
        applied_at=now,
    )


def _messages(ticket: Ticket) -> dict[str, Any]:
    told = [
        {"detail-type": event.detail_type.value, "detail": to_detail(event)}
        for event in last_events(ticket)
    ]
    bodies = [json.dumps(told[0]), json.dumps(told[0]), "malformed"]
    return {
        "Records": [
            {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}
            for number, body in enumerate(bodies)
        ]
    }


def test_given_a_rule_for_people_then_a_ticket_is_theirs_until_they_are_away(
    tables: tuple[str, str],
) -> None:
    table, bus = tables
    dynamodb = client("dynamodb")
    tickets, desk_store = DynamoTicketStore(dynamodb, table), DynamoDeskStore(dynamodb, table)
    assert DynamoRuleStore(dynamodb, table).save(_applied())
    # Whoever works now is the next on shift else: the desk has one person for this queue.
    ann = a_desk().people[0]
    dee = a_desk().people[3]
    desk = a_desk().model_copy(update={"people": (ann, dee)}).next()
    assert desk_store.save(desk)
    opened = ticket_service(ticket_table=table, event_bus=bus).open(
        a_denial().model_copy(update={"opened_at": utc_now()})
    )
    assert opened.assigned_to == "queue:claims-follow-up"

    failed = handler(_messages(opened), CONTEXT)["batchItemFailures"]

    assert len(failed) == 1
    given = tickets.get("tkt_1")
    assert given is not None
    assert (given.assigned_to, given.version) == ("user:ann", opened.version + 1)
    today = utc_now().date()
    away = Absence(begins=today - timedelta(1), ends=today + timedelta(1))
    desk_store.save(desk.with_person(ann.model_copy(update={"absences": (away,)})))

    swept = handler({}, CONTEXT)

    assert (swept["moved"], swept["unallocated"], swept["is_complete"]) == (1, 0, True)
    moved = tickets.get("tkt_1")
    assert moved is not None
    assert moved.assigned_to == "user:dee"


def test_given_a_ticket_that_no_rule_matches_then_each_tick_counts_it_in_a_metric(
    tables: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    table, bus = tables
    nobodys = a_denial().model_copy(update={"category": "connectivity/feed"})
    ticket_service(ticket_table=table, event_bus=bus).open(nobodys)

    assert handler({}, CONTEXT)["unallocated"] == 1

    assert '"TicketsUnallocated":[1.0]' in capsys.readouterr().out
