"""A stage for commands that read the twins: its one client takes the rows of the access log."""

import json
from typing import Any

from claimtrail.cli.stage import Stage


class AccessQueue:
    """SQS, as far as the access log needs it."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:
        assert QueueUrl == "queue"
        for entry in Entries:
            self.rows += json.loads(entry["MessageBody"])["rows"]
        return {}


class FakeStage(Stage):
    """A stage whose only client is the queue."""

    told = AccessQueue()

    def client(self, service: str) -> Any:
        assert service == "sqs"
        return self.told
