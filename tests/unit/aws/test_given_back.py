"""A message whose work failed comes back by itself, later with each attempt."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from claimtrail.aws.core.dynamo.busy import table_busy
from claimtrail.aws.core.messages import queue_batch
from claimtrail.aws.core.messages.queue_batch import RETRY_SECONDS, give_back, work_off
from claimtrail.kernel.message_retries import MOST_SECONDS, wait_seconds
from infra.functions.registry import declared_functions

ARN = "arn:aws:sqs:us-east-1:000000000000:ingest"
WAITS = (60, 240, 900)


class Sqs:
    """Remembers what was given back; refuses the whole request, or single messages."""

    def __init__(self, *, refuses: bool = False, fails: frozenset[str] = frozenset()) -> None:
        self.given_back: dict[str, int] = {}
        self.requests: list[int] = []
        self._refuses, self._fails = refuses, fails

    def get_queue_url(self, **place: str) -> dict[str, str]:
        assert place == {"QueueName": "ingest", "QueueOwnerAWSAccountId": "000000000000"}
        return {"QueueUrl": "https://sqs/ingest"}

    def change_message_visibility_batch(
        self, *, QueueUrl: str, Entries: list[dict[str, Any]]
    ) -> dict[str, Any]:
        assert QueueUrl == "https://sqs/ingest"
        self.requests.append(len(Entries))
        if self._refuses:
            raise ClientError({"Error": {"Code": "OverLimit"}}, "operation")
        taken = [one for one in Entries if one["ReceiptHandle"] not in self._fails]
        self.given_back |= {one["ReceiptHandle"]: one["VisibilityTimeout"] for one in taken}
        return {
            "Failed": [
                {"Id": one["Id"], "Code": "ReceiptHandleIsInvalid", "SenderFault": True}
                for one in Entries
                if one not in taken
            ]
        }


def event(*names: str, receives: int = 1) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": name,
                "receiptHandle": name,
                "body": name,
                "attributes": {"ApproximateReceiveCount": str(receives)},
                "eventSource": "aws:sqs",
                "eventSourceARN": ARN,
            }
            for name in names
        ]
    }


def fail_bad(body: str) -> None:
    if body.startswith("bad"):
        raise ValueError(body)
    if body.startswith("busy"):
        raise table_busy("claims", 9)


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Sqs:
    return use(monkeypatch, Sqs())


def use(monkeypatch: pytest.MonkeyPatch, sqs: Sqs) -> Sqs:
    monkeypatch.setattr(queue_batch, "client", lambda _service: sqs)
    monkeypatch.setenv(RETRY_SECONDS, ",".join(map(str, WAITS)))
    return sqs


@pytest.mark.capability("C1.2")
@pytest.mark.parametrize(("receives", "least"), [(1, 60), (2, 240), (3, 900), (4, 900), (50, 900)])
def test_messages_that_fail_come_back_after_a_time_that_grows(
    sqs: Sqs, receives: int, least: int
) -> None:
    answer = work_off(event("good", "bad 1", "bad 2", receives=receives), None, take=fail_bad)

    assert answer == {
        "batchItemFailures": [{"itemIdentifier": "bad 1"}, {"itemIdentifier": "bad 2"}]
    }
    assert sqs.given_back.keys() == {"bad 1", "bad 2"}
    assert all(least <= seconds <= least * 1.2 for seconds in sqs.given_back.values())


@pytest.mark.capability("C1.2")
def test_a_whole_batch_is_given_back_in_as_few_requests_as_sqs_takes(sqs: Sqs) -> None:
    names = [f"bad {number}" for number in range(23)]

    answer = work_off(event(*names), None, take=fail_bad)

    assert len(answer["batchItemFailures"]) == 23
    assert sqs.requests == [10, 10, 3]
    assert sqs.given_back.keys() == set(names)


@pytest.mark.parametrize(
    "sqs", [Sqs(refuses=True), Sqs(fails=frozenset({"bad 1"}))], ids=["all refused", "one refused"]
)
def test_what_cannot_be_given_back_fails_all_the_same(
    sqs: Sqs, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, sqs)

    answer = work_off(event("bad 1", "bad 2", "good"), None, take=fail_bad)

    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]] == ["bad 1", "bad 2"]
    assert "bad 1" not in sqs.given_back


def test_of_a_batch_that_is_worked_off_as_a_whole_the_refused_come_back(sqs: Sqs) -> None:
    give_back(event("good", "bad"), {"bad": ValueError()})

    assert sqs.given_back.keys() == {"bad"}


def test_every_function_with_a_queue_gives_back_what_it_refuses() -> None:
    for one in declared_functions():
        text = one.source.read_text(encoding="utf-8")
        assert bool(one.queue) == ("messages.queue_batch import" in text), one.name


def test_without_waiting_times_it_stays_until_its_visibility_ends(
    sqs: Sqs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(RETRY_SECONDS)

    answer = work_off(event("bad"), None, take=fail_bad)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert sqs.requests == []


def test_messages_that_a_busy_table_refused_come_back_further_apart(sqs: Sqs) -> None:
    work_off(event(*(f"busy {number}" for number in range(60))), None, take=fail_bad)

    waits = sorted(sqs.given_back.values())
    assert waits[0] >= 60
    assert waits[-1] <= 120
    assert waits[-1] - waits[0] > 20


def test_a_wait_is_never_longer_than_sqs_hides_a_message() -> None:
    assert wait_seconds(9, (MOST_SECONDS,), is_busy=True, chance=lambda: 0.99) == MOST_SECONDS
    with pytest.raises(ValueError, match="no waiting times"):
        wait_seconds(1, ())
