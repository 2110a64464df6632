"""Given stream batches and messages, project_claims stores claims and loses no failure."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.claims import keys
from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.account.clients import client
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from functions.claims.project_claims import handler
from tests.harness.aws.claim_tables import as_stream, make_claim_table
from tests.harness.claims.claim_events import accepted_claim, ack999, front_end, remitted, submitted
from tests.harness.intake.partner_package import install_partners
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud


class Stage:
    """The function's table and queue."""

    def __init__(self, cloud: RunningCloud) -> None:
        self.cloud = cloud
        self.table = make_claim_table(cloud.client("dynamodb"))
        self.store = DynamoClaimStore(self.table)
        queue = cloud.client("sqs").create_queue(QueueName=f"projection-{uuid4().hex}")
        self.queue_url: str = queue["QueueUrl"]

    def stream(self, *prefixes: str) -> dict[str, Any]:
        return as_stream(self.cloud.client("dynamodb"), self.table, *prefixes)

    def waiting(self) -> list[str]:
        answer = self.cloud.client("sqs").receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10
        )
        return [message["Body"] for message in answer.get("Messages", [])]


@pytest.fixture
def stage(cloud: RunningCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    install_partners(tmp_path, monkeypatch)
    stage = Stage(cloud)
    monkeypatch.setenv("CLAIM_TABLE", stage.table)
    monkeypatch.setenv("PROJECTION_QUEUE_URL", stage.queue_url)
    monkeypatch.setenv("EVENT_BUS", "none")
    client.cache_clear()
    yield stage
    client.cache_clear()


def _messages(*bodies: str) -> dict[str, Any]:
    return {
        "Records": [
            {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}
            for number, body in enumerate(bodies)
        ]
    }


@pytest.mark.capability("C3.2")
def test_given_inserted_events_when_invoked_then_each_claim_is_stored_once(stage: Stage) -> None:
    events = [event.model_copy(update={"payer_id": "cedar-medicare"}) for event in accepted_claim()]
    stage.store.append_events(events)

    handler(stage.stream("event#"), CONTEXT)

    claim = stage.store.find(events[0].claim_id)
    assert claim is not None
    assert (claim.state, claim.version) == (State.ACCEPTED, 1)
    assert claim.payer_name == "Cedar Administrators, Part A and B"
    assert claim.escalate_on == date(2026, 11, 2)

    handler(stage.stream("event#"), CONTEXT)
    assert stage.store.find(claim.claim_id) == claim
    assert stage.waiting() == []


@pytest.mark.capability("C1.8")
def test_given_a_roster_and_a_999_then_the_claims_get_their_events(stage: Stage) -> None:
    acknowledgment = SubmissionAcknowledgment(
        payer_id="granite-health",
        interchange_control_number=None,
        group_control_number="1",
        set_control_number="0001",
        event=ack999(1, claim_id=""),
    )
    roster = Roster(
        payer_id="granite-health",
        interchange_control_number="000000001",
        group_control_number="1",
        set_control_number="0001",
        file_id="fil_837",
        offset=0,
        claim_ids=("clm_one", "clm_two"),
    )
    stage.store.append_events([submitted(1, claim_id="clm_one"), submitted(1, claim_id="clm_two")])
    stage.store.append_acknowledgment(acknowledgment)
    stage.store.append_roster(roster)

    handler(stage.stream("roster#", "ack#"), CONTEXT)
    handler(stage.stream("event#"), CONTEXT)

    for claim_id in roster.claim_ids:
        claim = stage.store.find(claim_id)
        assert claim is not None
        assert (claim.state, claim.event_count) == (State.SYNTAX_ACCEPTED, 2)


@pytest.mark.capability("C1.2")
def test_given_an_unreadable_event_then_its_claim_waits_and_the_others_go_on(
    stage: Stage,
) -> None:
    stage.store.append_events([*accepted_claim(), submitted(1, claim_id="clm_bad")])
    bad = submitted(1, claim_id="clm_bad")
    stage.cloud.client("dynamodb").update_item(
        TableName=stage.table,
        Key={"pk": {"S": "claim#clm_bad"}, "sk": {"S": keys.event(bad.event_id)}},
        UpdateExpression="SET #document = :text REMOVE packed",
        ExpressionAttributeNames={"#document": "document"},
        ExpressionAttributeValues={":text": {"S": '{"schema_version": 99}'}},
    )

    handler(stage.stream("event#"), CONTEXT)

    assert stage.store.find("clm_test") is not None
    assert stage.store.find("clm_bad") is None
    (waiting,) = stage.waiting()
    assert json.loads(waiting) == {"schema_version": 1, "claim_id": "clm_bad"}


def test_given_an_unreadable_roster_then_its_key_waits(stage: Stage) -> None:
    image = {"pk": {"S": "set#p#1#1"}, "sk": {"S": "roster#f#0"}, "document": {"S": "{}"}}
    record = {"eventName": "INSERT", "eventSource": "aws:dynamodb"}

    handler({"Records": [{**record, "dynamodb": {"NewImage": image}}]}, CONTEXT)

    (waiting,) = stage.waiting()
    assert json.loads(waiting) == {"schema_version": 1, "pk": "set#p#1#1", "sk": "roster#f#0"}


@pytest.mark.capability("C1.2")
def test_given_messages_then_only_those_that_fail_come_again(stage: Stage) -> None:
    stage.store.append_events([submitted(1), front_end(2, "A2"), remitted(16, 80, "CO-45:20")])

    answer = handler(
        _messages(
            json.dumps({"claim_id": "clm_test"}),
            "not JSON",
            json.dumps({"pk": "set#p#1#1", "sk": "roster#f#0"}),
            json.dumps({"claim_id": "clm_test", "pk": "x", "sk": "y"}),
        ),
        CONTEXT,
    )

    assert answer == {
        "batchItemFailures": [
            {"itemIdentifier": "m1"},
            {"itemIdentifier": "m2"},
            {"itemIdentifier": "m3"},
        ]
    }
    claim = stage.store.find("clm_test")
    assert claim is not None
    assert claim.state is State.PAID
