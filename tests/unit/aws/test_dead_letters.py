"""Dead letters are handed back, none lost, none chased for ever."""

import contextlib
from typing import Any

from claimtrail.aws.core.messages.dead_letters import DeadLetters


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
