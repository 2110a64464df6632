"""EventBridge: where bus events are published."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from claimtrail.kernel.events import BUS_SOURCE, BusEvent, to_detail

_BATCH = 10
"""PutEvents takes ten entries at most."""
_BATCH_BYTES = 250_000
"""And 256 KiB of details, types, sources and times."""


class EventBridgePublisher:
    """Publishes to one bus; the caller is retried when any entry was refused."""

    def __init__(self, events_client: Any, bus_name: str) -> None:
        self._client = events_client
        self._bus_name = bus_name

    def publish(self, events: list[BusEvent]) -> None:
        """Publish all. Raises RuntimeError with EventBridge's codes when any entry failed."""
        for entries in _batches(self._entry(event) for event in events):
            answer = self._client.put_events(Entries=entries)
            if answer["FailedEntryCount"]:
                codes = {entry.get("ErrorCode") for entry in answer["Entries"]} - {None}
                raise RuntimeError(f"EventBridge refused entries: {sorted(codes)}")

    def _entry(self, event: BusEvent) -> dict[str, Any]:
        return {
            "EventBusName": self._bus_name,
            "Source": BUS_SOURCE,
            "DetailType": event.detail_type.value,
            "Detail": json.dumps(to_detail(event), separators=(",", ":")),
            "Time": event.occurred_at,
        }


def _batches(entries: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    for entry in entries:
        length = len(entry["Detail"])  # ASCII, so that characters are bytes
        if batch and (len(batch) == _BATCH or size + length > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += length
    if batch:
        yield batch
