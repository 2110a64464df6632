"""Dead-letter queues on SQS: how many messages, what they name, and handing them back."""

import json
from typing import Any

_BATCH = 10
"""SQS hands over and takes ten messages at most in one call."""
_VISIBILITY_SECONDS = 60
_IDS = ("delivery_id", "file_id", "claim_id", "pk", "sk", "id")
_SHOWN = (*_IDS, "dataset", "start", "end", "detail-type")


class DeadLetters:
    """The messages of queues, by the queues' URLs."""

    def __init__(self, sqs_client: Any) -> None:
        self._sqs = sqs_client

    def depth(self, url: str) -> int:
        """Return how many messages wait in a queue, about."""
        attribute = "ApproximateNumberOfMessages"
        answer = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[attribute])
        return int(answer["Attributes"][attribute])

    def peek(self, url: str) -> list[dict[str, Any]]:
        """Return the ids in some messages, which stay where they are."""
        return [_summary(message) for message in self._receive(url, visibility=0)]

    def move(self, *, source: str, target: str) -> int:
        """Move all messages that are in `source` now to `target`; return how many.

        Bounded by the number that were there at the start: a message which fails again at once is
        not moved for ever. Each is sent first and deleted after, so that none is lost.
        """
        left = self.depth(source)
        moved = 0
        while moved < left:
            received = self._receive(source, visibility=_VISIBILITY_SECONDS)
            if not received:
                break
            for message in received:
                self._sqs.send_message(QueueUrl=target, MessageBody=message["Body"])
                self._sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
                moved += 1
        return moved

    def _receive(self, url: str, *, visibility: int) -> list[dict[str, Any]]:
        answer = self._sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=_BATCH,
            VisibilityTimeout=visibility,
            WaitTimeSeconds=1,
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages


def _summary(message: dict[str, Any]) -> dict[str, Any]:
    """Return the ids of a message: what names a file, a claim or an item, and nothing else."""
    try:
        body = json.loads(message["Body"])
    except ValueError:
        return {"unreadable": True, "bytes": len(message["Body"])}
    if not isinstance(body, dict):
        return {"unreadable": True, "bytes": len(message["Body"])}
    return {name: body[name] for name in _SHOWN if name in body}
