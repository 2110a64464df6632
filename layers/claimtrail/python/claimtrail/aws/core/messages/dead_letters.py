"""Dead-letter queues on SQS: how many messages, what they name, and handing them back."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

_BATCH = 10
"""SQS hands over and takes ten messages at most in one call."""
VISIBILITY_SECONDS = 60
_IDS = ("delivery_id", "file_id", "source_file_id", "claim_id", "pk", "sk", "id")
_OF_LAMBDA = ("requestId", "condition", "approximateInvokeCount")
_OF_STREAM = ("shardId", "approximateArrivalOfFirstRecord", "approximateArrivalOfLastRecord")
SHOWN = (
    *(*_IDS, "partner_id", "payer_id", "dataset", "start", "end", "detail-type"),
    *(*_OF_LAMBDA, *_OF_STREAM),
)
"""The fields of messages that name something; none holds PHI."""
_INNER = ("detail", "requestContext", "DDBStreamBatchInfo", "requestPayload")
"""The parts of messages that name more: of events, and of what Lambda sends about a failure."""
Hand = Callable[[dict[str, Any]], object]
"""Hands a message over to its consumer, or raises."""


class DeadLetters:
    """The messages of queues, by the queues' URLs."""

    def __init__(self, sqs_client: Any) -> None:
        self._sqs = sqs_client

    def depth(self, url: str) -> int:
        """Return how many messages wait in a queue, about."""
        attribute = "ApproximateNumberOfMessages"
        answer = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[attribute])
        return int(answer["Attributes"][attribute])

    def take(self, url: str, *, most: int) -> list[dict[str, Any]]:
        """Return up to `most` messages, hidden from others for VISIBILITY_SECONDS."""
        taken: dict[str, dict[str, Any]] = {}
        while len(taken) < most:
            received = self._receive(url, most=most - len(taken))
            new = [one for one in received if one["MessageId"] not in taken]
            taken |= {one["MessageId"]: one for one in new}
            if not new:
                break
        return list(taken.values())

    def give_back(self, url: str, messages: Iterable[dict[str, Any]]) -> None:
        """Let others see messages that were taken."""
        for message in messages:
            self._sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )

    def delete(self, url: str, message: dict[str, Any]) -> None:
        """Delete a message that was taken."""
        self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def attempts(self, url: str) -> int:
        """Return how often a queue lets a message fail before it is a dead letter; 0: always."""
        name = "RedrivePolicy"
        answer = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])
        policy = json.loads(answer.get("Attributes", {}).get(name) or "{}")
        return int(policy.get("maxReceiveCount", 0))

    def move(self, *, source: str, target: str) -> int:
        """Move all messages that are in `source` now to the queue `target`; return how many."""

        def send(message: dict[str, Any]) -> None:
            self._sqs.send_message(QueueUrl=target, MessageBody=message["Body"])

        return self.hand_over(source, send)

    def hand_over(self, source: str, hand: Hand) -> int:
        """Hand over all messages that are in `source` now; return how many.

        Bounded by the number that were there at the start: a message which fails again at once is
        not moved for ever. Each is handed over first and deleted after, so that none is lost.
        """
        left = self.depth(source)
        moved = 0
        while moved < left:
            received = self._receive(source)
            if not received:
                break
            for message in received:
                hand(message)
                self._sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
                moved += 1
        return moved

    def _receive(self, url: str, *, most: int = _BATCH) -> list[dict[str, Any]]:
        answer = self._sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=min(most, _BATCH),
            VisibilityTimeout=VISIBILITY_SECONDS,
            WaitTimeSeconds=1,
            AttributeNames=["SentTimestamp"],
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages


def ids_in(body: str) -> dict[str, str | int]:
    """Return the ids in a message's body: what names a file, a claim or an item, and nothing else.

    Empty for a body that is not ours.
    """
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    found: dict[str, str | int] = {}
    for part in _parts(document):
        for name in SHOWN:
            if isinstance(part.get(name), str | int):
                found.setdefault(name, part[name])
    return found


def event_of(body: str) -> dict[str, Any]:
    """Return the event for which a function was run, of a message about a run that failed.

    EventBridge puts the event itself into a dead-letter queue, Lambda puts it into a record of the
    invocation (Lambda developer guide, "Capturing records of Lambda asynchronous invocations").
    Raises ValueError for a message that is neither.
    """
    document = json.loads(body)
    event = document.get("requestPayload", document) if isinstance(document, dict) else None
    if not isinstance(event, dict):
        raise ValueError("no event")  # noqa: TRY004 - what a document lacks, not its caller
    return event


def _parts(document: Any) -> Iterator[dict[str, Any]]:
    """Yield a message, what is in it and in that, or its first row."""
    if not isinstance(document, dict):
        return
    yield document
    for name in _INNER:
        yield from _parts(document.get(name))
    rows = document.get("rows")
    if isinstance(rows, list) and rows:
        yield from _parts(rows[0])
