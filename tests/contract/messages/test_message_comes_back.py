"""SQS gives a message back after the time that its consumer asked for, and counts its attempts."""

from typing import Any

import pytest

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.messages.queue_batch import RETRY_SECONDS, work_off_counted
from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud
from tests.harness.stage.stack import create_queue

pytestmark = [pytest.mark.cloud, pytest.mark.capability("C1.2")]
HOUR = "3600"


def _as_lambda_gives(messages: list[dict[str, Any]], arn: str) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": one["Attributes"],
                "eventSource": "aws:sqs",
                "eventSourceARN": arn,
            }
            for one in messages
        ]
    }


def test_of_a_batch_what_failed_is_received_again_long_before_its_visibility_ends(
    cloud: RunningCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs = cloud.client("sqs")
    url, arn = create_queue(cloud, "comes-back", VisibilityTimeout=HOUR)
    for body in ("good", "bad"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    monkeypatch.setenv(RETRY_SECONDS, "1,2")
    client.cache_clear()
    seen: list[tuple[str, int]] = []

    def take(body: str, receives: int) -> None:
        seen.append((body, receives))
        if body == "bad":
            raise ValueError

    def received() -> list[dict[str, Any]]:
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])
        found: list[dict[str, Any]] = answer.get("Messages", [])
        return found

    first = received()
    answer = work_off_counted(_as_lambda_gives(first, arn), None, take=take)
    [failed] = answer["batchItemFailures"]
    assert received() == [], "hidden until its time is up"
    for one in first:
        if one["MessageId"] != failed["itemIdentifier"]:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    again = eventually(received, 10)
    work_off_counted(_as_lambda_gives(again, arn), None, take=take)

    assert sorted(seen) == [("bad", 1), ("bad", 2), ("good", 1)]
    client.cache_clear()
