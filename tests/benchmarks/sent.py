"""The Audit queue and the bus with a meter: requests, entries and chunks as AWS bills them."""

import json
import math
from collections.abc import Iterable

from claimtrail.aws.trail.row_sink import batches
from claimtrail.kernel.bus import BusEvent, to_detail
from claimtrail.trail.datasets.dataset import RowsByDataset
from tests.benchmarks.prices import CHUNK_BYTES, SQS_AT_ONCE
from tests.harness.pipelines.pipeline import ToAudit

EVENTS_AT_ONCE = 10
"""Entries to one PutEvents."""


class MeteredAudit(ToAudit):
    """Counts what is sent to the trail's queue and put on the bus."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        """Of AWS."""
        self.requests = 0
        """Of SQS."""
        self.entries = 0
        """Events, a longer one for several."""

    def publish(self, events: list[BusEvent]) -> None:
        super().publish(events)
        self.calls += math.ceil(len(events) / EVENTS_AT_ONCE)
        self.entries += sum(_chunks(len(json.dumps(to_detail(event)))) for event in events)

    def send_all(self, rows: RowsByDataset) -> None:
        for bodies in batches(rows):
            self.calls += 1
            self.requests += requests_for(bodies)
            for body in bodies:
                self.defer(body)


def requests_for(bodies: Iterable[str]) -> int:
    """Requests that SQS bills for messages that are sent or received together."""
    sizes = [len(body) for body in bodies]
    return max(math.ceil(len(sizes) / SQS_AT_ONCE), _chunks(sum(sizes)))


def _chunks(size: int) -> int:
    return math.ceil(size / CHUNK_BYTES)
