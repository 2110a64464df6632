"""The bus brings to the trail what nobody recorded yet, and to settling what may be escalated."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from claimtrail.aws.core.messages.event_bus import EventBridgePublisher
from claimtrail.claims.detail_types import ClaimDetailType
from claimtrail.claims.projection.projection import project
from claimtrail.claims.publishing.events import WAS_DUE, events_of_change
from claimtrail.claims.publishing.publication import RECORDED_WHEN_PUBLISHED
from claimtrail.claims.publishing.status_changes import group_status_changes
from claimtrail.intake.detail_types import FileDetailType
from claimtrail.kernel.bus import BUS_SOURCE, SYNTHETIC_SOURCE, BusEvent
from claimtrail.partners.synthetic import BILLER_ID, PAYER_ID
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW, submitted
from tests.harness.stage.cloud import RunningCloud
from tests.twins.claims import MemoryClaimStore

pytestmark = pytest.mark.cloud

PATTERNS: dict[str, dict[str, Any]] = {
    "Everything": {
        "source": [BUS_SOURCE, SYNTHETIC_SOURCE],
        "detail-type": [{"anything-but": sorted(RECORDED_WHEN_PUBLISHED)}],
    },
    "Moved": {
        "source": [BUS_SOURCE],
        "detail-type": [ClaimDetailType.CLAIMS_STATUS_CHANGED.value],
        "detail": {"detail": {WAS_DUE: [True]}},
    },
}
"""As the stacks have them: tests/infra/test_template_events.py holds them to it."""


def _moved(*, was_due: bool) -> BusEvent:
    store = MemoryClaimStore()
    store.append_events([submitted(1)])
    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    assert change is not None
    (event,) = group_status_changes(events_of_change(change))
    return BusEvent(
        **{
            **{name: getattr(event, name) for name in BusEvent.__slots__},
            "event_id": f"bus_{was_due}",
            "detail": {**event.detail, WAS_DUE: was_due},
        }
    )


@pytest.mark.capability("C3.3")
def test_the_rules_tell_what_is_recorded_already_and_what_may_be_escalated(
    cloud: RunningCloud,
) -> None:
    events, sqs = cloud.client("events"), cloud.client("sqs")
    bus = f"bus-{uuid4().hex}"
    events.create_event_bus(Name=bus)
    queues = {}
    for rule, pattern in PATTERNS.items():
        queues[rule] = sqs.create_queue(QueueName=f"{rule}-{uuid4().hex}")["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=queues[rule], AttributeNames=["QueueArn"])
        events.put_rule(Name=rule, EventBusName=bus, EventPattern=json.dumps(pattern))
        target = {"Id": "queue", "Arn": attributes["Attributes"]["QueueArn"]}
        events.put_targets(Rule=rule, EventBusName=bus, Targets=[target])
    file_event = BusEvent(
        event_id="bus_file",
        detail_type=FileDetailType.FILE_RECEIVED,
        subject_id="fil_1",
        occurred_at=NOW,
        actor="payer:granite-health",
        correlation_id="fil_1",
    )

    due = _moved(was_due=True)
    synthetic = [
        replace(file_event, event_id="bus_synthetic_file", detail={"partner_id": BILLER_ID}),
        replace(due, event_id="bus_synthetic_due", payer_id=PAYER_ID),
    ]

    EventBridgePublisher(events, bus).publish([file_event, due, _moved(was_due=False), *synthetic])

    heard = {rule: _heard(sqs, queue) for rule, queue in queues.items()}
    assert heard == {"Everything": ["bus_file", "bus_synthetic_file"], "Moved": ["bus_True"]}


def _heard(sqs: Any, queue: str) -> list[str]:
    answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    found = [json.loads(one["Body"])["detail"]["event_id"] for one in answer.get("Messages", [])]
    return sorted(found)
