"""EventBridge: where bus events are published."""

import json
import time
from typing import Any

from claimtrail.aws.core.messages.batching import batched
from claimtrail.aws.core.messages.sending import RefusedEntriesError, put_events
from claimtrail.kernel.bus import BusEvent, to_detail
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.retry import Pause

_BATCH_BYTES = 250_000
"""PutEvents takes 256 KiB of details, types, sources and times."""


class EventBridgePublisher:
    """Publishes to one bus; the caller is retried when any entry was refused."""

    def __init__(self, events_client: Any, bus_name: str, *, pause: Pause = time.sleep) -> None:
        self._client = events_client
        self._bus_name = bus_name
        self._pause = pause

    def publish(self, events: list[BusEvent]) -> None:
        """Publish all. Raises ClaimTrailError (EVENTS_NOT_PUBLISHED) when any is left."""
        waiting = (self._entry(event) for event in events)
        for entries in batched(waiting, size=_length, most_bytes=_BATCH_BYTES):
            try:
                put_events(self._client, entries, pause=self._pause)
            except RefusedEntriesError as error:
                raise _not_published(error, self._bus_name) from None

    def _entry(self, event: BusEvent) -> dict[str, Any]:
        return {
            "EventBusName": self._bus_name,
            "Source": event.source,
            "DetailType": event.detail_type.value,
            "Detail": json.dumps(to_detail(event), separators=(",", ":")),
            "Time": event.occurred_at,
        }


def _not_published(error: RefusedEntriesError, bus_name: str) -> ClaimTrailError:
    return ClaimTrailError(
        Explanation(
            code="EVENTS_NOT_PUBLISHED",
            what=f"EventBridge {error}",
            where=f"event bus {bus_name}",
            next_step="The work is tried again by its own queue; if it stays, look at the bus.",
        )
    )


def _length(entry: dict[str, Any]) -> int:
    return len(entry["Detail"])  # ASCII, so that characters are bytes
