"""A stage for commands that read the twins: it keeps the rows of the access log."""

from typing import Any

from claimtrail.cli.core.stage import Stage


class AccessQueue:
    """The queue of rows for the trail, as far as the access log needs it."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def send(self, dataset: str, rows: list[dict[str, Any]]) -> None:
        assert dataset == "access_log"
        self.rows += rows


class FakeStage(Stage):
    """A stage that has nothing but the queue."""

    access_queue = AccessQueue()

    def row_sink(self) -> Any:
        return self.access_queue
