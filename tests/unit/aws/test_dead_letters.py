"""Dead letters are handed back, none lost, none chased for ever."""

import contextlib
import json
from typing import Any

import pytest

from claimtrail.aws.core.messages.dead_letters import DeadLetters, event_of, ids_in
from tests.harness.aws.stream_records import SHARD, failure_record


class MemorySqs:
    """Two queues with the calls that redriving makes; the target may refuse after a while."""

    def __init__(self, dead: list[str], *, refuse_after: int | None = None) -> None:
        self.queues: dict[str, list[str]] = {"dead": list(dead), "work": []}
        self.refuse_after = refuse_after

    def get_queue_attributes(self, *, QueueUrl: str, **_: Any) -> dict[str, Any]:
        return {"Attributes": {"ApproximateNumberOfMessages": str(len(self.queues[QueueUrl]))}}

    def receive_message(
        self, *, QueueUrl: str, MaxNumberOfMessages: int, **_: Any
    ) -> dict[str, Any]:
        waiting = self.queues[QueueUrl][:MaxNumberOfMessages]
        return {"Messages": [{"Body": body, "ReceiptHandle": body} for body in waiting]}

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:
        if self.refuse_after is not None and len(self.queues[QueueUrl]) >= self.refuse_after:
            raise ConnectionError("the queue is away")
        self.queues[QueueUrl].append(MessageBody)

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:
        self.queues[QueueUrl].remove(ReceiptHandle)


def test_every_dead_letter_is_handed_back() -> None:
    sqs = MemorySqs([f"m{number}" for number in range(23)])
    assert DeadLetters(sqs).move(source="dead", target="work") == 23
    assert sqs.queues["dead"] == []
    assert len(sqs.queues["work"]) == 23


def test_a_break_in_between_loses_nothing() -> None:
    sqs = MemorySqs([f"m{number}" for number in range(5)], refuse_after=3)
    with contextlib.suppress(ConnectionError):
        DeadLetters(sqs).move(source="dead", target="work")
    assert sorted(sqs.queues["dead"] + sqs.queues["work"]) == [f"m{n}" for n in range(5)]


TICK = {"version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events"}
RUN = {
    "version": "1.0",
    "timestamp": "2026-11-14T00:13:49.717Z",
    "requestContext": {
        "requestId": "316aa6d0-8154-4a11-9af7-85d5f4a6bc81",
        "functionArn": "arn:aws:lambda:us-east-2:123456789012:function:seal:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 2,
    },
    "requestPayload": TICK,
    "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
    "responsePayload": {"errorMessage": "Zoe Doe", "errorType": "ValueError"},
}
"""After the Lambda developer guide, "Capturing records of Lambda asynchronous invocations"."""


@pytest.mark.parametrize("sent", [TICK, RUN], ids=["by EventBridge", "by Lambda"])
def test_the_event_of_a_run_is_found_in_what_each_service_sends(sent: dict[str, Any]) -> None:
    assert event_of(json.dumps(sent)) == TICK


@pytest.mark.parametrize("body", ["[]", '{"requestPayload": 1}', "no JSON"])
def test_what_is_no_event_is_run_by_nobody(body: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        event_of(body)


@pytest.mark.capability("C5.1")
def test_what_lambda_sends_of_a_failure_shows_its_ids_and_no_text() -> None:
    shown = ids_in(json.dumps(RUN))

    assert shown["requestId"] == RUN["requestContext"]["requestId"]  # type: ignore[index]
    assert (shown["condition"], shown["approximateInvokeCount"]) == ("RetriesExhausted", 2)
    assert "Zoe" not in json.dumps(shown)
    assert ids_in(json.dumps(failure_record(0, 3)))["shardId"] == SHARD
