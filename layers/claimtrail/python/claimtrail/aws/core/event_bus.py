"""EventBridge: where bus events are published."""

import json
from typing import Any

from claimtrail.aws.core.batching import batched
from claimtrail.kernel.bus import BUS_SOURCE, BusEvent, to_detail

_BATCH_BYTES = 250_000
"""PutEvents takes 256 KiB of details, types, sources and times."""


class EventBridgePublisher:
    """Publishes to one bus; the caller is retried when any entry was refused."""

    def __init__(self, events_client: Any, bus_name: str) -> None:
        self._client = events_client
        self._bus_name = bus_name

    def publish(self, events: list[BusEvent]) -> None:
        """Publish all. Raises RuntimeError with EventBridge's codes when any entry failed."""
        told = (self._entry(event) for event in events)
        for entries in batched(told, size=_length, most_bytes=_BATCH_BYTES):
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


def _length(entry: dict[str, Any]) -> int:
    return len(entry["Detail"])  # ASCII, so that characters are bytes
