"""A message whose work failed is given back early where the stage says so, and never else."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from claimtrail.aws.core.messages import queue_batch
from claimtrail.aws.core.messages.queue_batch import RETRY_SECONDS, work_off

ARN = "arn:aws:sqs:us-east-1:000000000000:ingest"


class Sqs:
    """Remembers what was given back, or refuses it."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.given_back: list[dict[str, Any]] = []
        self._refuses = refuses

    def get_queue_url(self, **place: str) -> dict[str, str]:
        assert place == {"QueueName": "ingest", "QueueOwnerAWSAccountId": "000000000000"}
        return {"QueueUrl": "https://sqs/ingest"}

    def change_message_visibility(self, **change: Any) -> None:
        if self._refuses:
            raise ClientError({"Error": {"Code": "ReceiptHandleIsInvalid"}}, "operation")
        self.given_back.append(change)


def event() -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": name,
                "receiptHandle": f"handle of {name}",
                "body": name,
                "attributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": ARN,
            }
            for name in ("good", "bad")
        ]
    }


def fail_bad(body: str) -> None:
    if body == "bad":
        raise ValueError(body)


@pytest.fixture(params=[False, True], ids=["given-back", "refused"])
def sqs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Sqs:
    found = Sqs(refuses=request.param)
    monkeypatch.setattr(queue_batch, "client", lambda _service: found)
    return found


@pytest.mark.capability("C1.2")
def test_a_failed_message_is_given_back_alone(sqs: Sqs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RETRY_SECONDS, "20")

    answer = work_off(event(), None, take=fail_bad)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    back = {
        "QueueUrl": "https://sqs/ingest",
        "ReceiptHandle": "handle of bad",
        "VisibilityTimeout": 20,
    }
    assert sqs.given_back in ([], [back])


def test_without_seconds_it_stays_until_its_visibility_ends(
    sqs: Sqs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(RETRY_SECONDS, raising=False)

    answer = work_off(event(), None, take=fail_bad)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert sqs.given_back == []
