"""The event bus on AWS: what publishes to it, and events as a rule delivers them to a queue."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.messages.event_bus import EventBridgePublisher
from claimtrail.bootstrap.registry.detail_types import DETAIL_TYPES
from claimtrail.kernel.bus import BusEvent, from_detail


def publisher(event_bus: str) -> EventBridgePublisher:
    """Return what publishes to a bus, by its name or ARN."""
    return EventBridgePublisher(client("events"), event_bus)


def delivered_event(body: str) -> BusEvent:
    """Return the bus event in a message's body. Raises ValueError or KeyError for another body."""
    envelope = json.loads(body)
    return from_detail(envelope["detail-type"], envelope["detail"], known=DETAIL_TYPES)


def events_among(bodies: Iterable[str]) -> Iterator[BusEvent]:
    """Yield the bus events in messages' bodies; of another body nothing."""
    for body in bodies:
        with suppress(ValueError, LookupError, TypeError):
            yield delivered_event(body)
