"""Given stored events and changes, publish_changes publishes to the bus and the trail.

Without PHI.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.account.clients import client
from claimtrail.claims.projection.projection import project
from functions.claims.publish_changes import handler
from tests.harness.aws.claim_tables import as_stream, make_claim_table
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW, accepted_claim, remitted
from tests.harness.invocation import CONTEXT
from tests.harness.stage.cloud import RunningCloud

pytestmark = pytest.mark.cloud


class Stage:
    """The function's table and queues, and a bus whose events come back through a queue."""

    def __init__(self, cloud: RunningCloud) -> None:
        self.cloud = cloud
        self.sqs, events = cloud.client("sqs"), cloud.client("events")
        self.table = make_claim_table(cloud.client("dynamodb"))
        self.store = DynamoClaimStore(self.table)
        self.audit, self.publication, self.figures, self.heard = (
            self.sqs.create_queue(QueueName=f"{name}-{uuid4().hex}")["QueueUrl"]
            for name in ("audit", "publication", "figures", "heard")
        )
        self.bus = f"bus-{uuid4().hex}"
        events.create_event_bus(Name=self.bus)
        events.put_rule(
            Name="all", EventBusName=self.bus, EventPattern=json.dumps({"source": ["claimtrail"]})
        )
        attributes = self.sqs.get_queue_attributes(QueueUrl=self.heard, AttributeNames=["QueueArn"])
        target = {"Id": "heard", "Arn": attributes["Attributes"]["QueueArn"]}
        events.put_targets(Rule="all", EventBusName=self.bus, Targets=[target])

    def project(self) -> None:
        project(CLAIM_ID, store=self.store, policy=lambda _: INFERRING, clock=lambda: NOW)

    def stream(self) -> dict[str, Any]:
        return as_stream(self.cloud.client("dynamodb"), self.table, "event#", "claim")

    def messages(self, queue_url: str) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(
            QueueUrl=queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=1
        )
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


@pytest.fixture
def stage(cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    stage = Stage(cloud)
    monkeypatch.setenv("CLAIM_TABLE", stage.table)
    monkeypatch.setenv("AUDIT_QUEUE_URL", stage.audit)
    monkeypatch.setenv("PUBLICATION_QUEUE_URL", stage.publication)
    monkeypatch.setenv("FIGURES_QUEUE_URL", stage.figures)
    monkeypatch.setenv("EVENT_BUS", stage.bus)
    client.cache_clear()
    yield stage
    client.cache_clear()


@pytest.mark.capability("C3.3")
def test_given_a_change_when_invoked_then_the_bus_hears_before_after_and_source(
    stage: Stage,
) -> None:
    stage.store.append_events([*accepted_claim(), remitted(16, 80, "CO-45:20")])
    stage.project()

    handler(stage.stream(), CONTEXT)

    (heard,) = stage.messages(stage.heard)
    source = remitted(16, 80, "CO-45:20").source
    detail = heard["detail"]
    assert heard["detail-type"] == "claims.status_changed"
    assert (detail["before"], detail["after"]) == (None, "PAID")
    assert detail["actor"] == "payer:granite-health"
    (claim,) = detail["detail"]["claims"]
    assert claim["rule"] == "lifecycle@2/835-1"
    assert (detail["source_file_id"], claim["source_start"]) == (source.file_id, source.start)
    assert claim["paid_cents"] == 8000
    assert claim["codes"] == ["CLP02=1", "CO-45"]


@pytest.mark.capability("C3.3")
def test_given_events_and_a_change_then_the_trail_gets_a_row_each(stage: Stage) -> None:
    stage.store.append_events(accepted_claim())
    stage.project()

    handler(stage.stream(), CONTEXT)

    rows = {message["dataset"]: message["rows"] for message in stage.messages(stage.audit)}
    assert len(rows["claim_events"]) == 3
    assert [row["state"] for row in rows["claim_versions"]] == ["ACCEPTED"]


@pytest.mark.capability("C5.1")
def test_given_phi_in_the_claim_then_nothing_that_is_published_shows_it(stage: Stage) -> None:
    stage.store.append_events([*accepted_claim(), remitted(16, 80, status="22", charge=-100)])
    stage.project()

    handler(stage.stream(), CONTEXT)

    published = json.dumps([stage.messages(stage.heard), stage.messages(stage.audit)])
    for secret in ("PCN-SECRET-77", "Secretperson", "MEMBER-9", "ICN-SECRET-1"):
        assert secret not in published


@pytest.mark.capability("C3.2")
def test_given_held_evidence_then_the_bus_hears_of_it_and_of_its_release(stage: Stage) -> None:
    stage.store.append_events([remitted(16, 80, "CO-45:20")])
    stage.project()
    handler(stage.stream(), CONTEXT)
    (held,) = stage.messages(stage.heard)
    assert held["detail-type"] == "claim.held"
    assert held["detail"]["detail"]["reason"] == "no_submission"
    assert held["detail"]["source_file_id"] == remitted(16, 80, "CO-45:20").source.file_id

    stage.store.append_events(accepted_claim())
    stage.project()
    handler(stage.stream(), CONTEXT)

    kinds = {message["detail-type"] for message in stage.messages(stage.heard)}
    assert {"claims.status_changed", "claim.released"} <= kinds


def test_given_the_same_change_twice_then_the_ids_tell(stage: Stage) -> None:
    stage.store.append_events(accepted_claim())
    stage.project()

    handler(stage.stream(), CONTEXT)
    handler(stage.stream(), CONTEXT)

    ids = [message["detail"]["event_id"] for message in stage.messages(stage.heard)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


@pytest.mark.capability("C1.2")
def test_given_an_unreadable_item_then_it_waits_and_the_others_are_reported(stage: Stage) -> None:
    stage.store.append_events(accepted_claim())
    stage.project()
    batch = stage.stream()
    image = {
        "pk": {"S": "claim#clm_bad"},
        "sk": {"S": "claim"},
        "document": {"S": "{}"},
        "version": {"N": "3"},
    }
    record = {"eventName": "MODIFY", "eventSource": "aws:dynamodb", "dynamodb": {"NewImage": image}}

    handler({"Records": [record, *batch["Records"]]}, CONTEXT)

    assert stage.messages(stage.publication) == [
        {"schema_version": 1, "pk": "claim#clm_bad", "sk": "change#00000003"}
    ]
    assert len(stage.messages(stage.heard)) == 1


@pytest.mark.capability("C1.2")
def test_given_a_queue_refuses_then_the_version_is_reported_later_though_the_claim_went_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.store.append_events(accepted_claim())
    stage.project()
    monkeypatch.setenv("AUDIT_QUEUE_URL", f"{stage.audit}-gone")
    handler(stage.stream(), CONTEXT)
    monkeypatch.setenv("AUDIT_QUEUE_URL", stage.audit)
    stage.store.append_events([remitted(16, 80, "CO-45:20")])
    stage.project()
    bodies = [json.dumps(message) for message in stage.messages(stage.publication)]
    assert len(bodies) == 4
    bodies.append(json.dumps({"pk": f"claim#{CLAIM_ID}", "sk": "change#00000009"}))
    records = [
        {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": body}
        for number, body in enumerate(bodies)
    ]

    answer = handler({"Records": records}, CONTEXT)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m4"}]}
    (heard,) = stage.messages(stage.heard)
    (claim,) = heard["detail"]["detail"]["claims"]
    assert (heard["detail"]["after"], claim["version"]) == ("ACCEPTED", 1)
